"""`vigie render` brings what is generated up to date; `--check` only says what is not."""

from pathlib import Path

import pytest

from service.render.alerts.alertmanager import WEBHOOK_FILE
from service.render.alerts.files import ALERTMANAGER
from tests.catalog.broken import MAIL, changed, written
from tests.catalog.test_check_command import Captured, run

RULES = "deploy/prometheus/rules/objectives.yml"


def test_check_names_what_is_out_of_date_and_writes_nothing(tmp_path: Path, capsys: Captured) -> None:
    assert run("render", "--into", str(tmp_path)) == 0
    assert run("render", "--check", "--into", str(tmp_path)) == 0
    (tmp_path / RULES).write_text("groups: []\n", encoding="utf-8")
    capsys.readouterr()
    assert run("render", "--check", "--into", str(tmp_path)) == 1
    assert capsys.readouterr().out == f"out of date: {RULES}\n"
    assert (tmp_path / RULES).read_text(encoding="utf-8") == "groups: []\n"
    assert run("render", "--into", str(tmp_path)) == 0
    assert capsys.readouterr().out == f"written {RULES}\n"


def test_alerts_are_sent_to_the_address_in_the_file(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / WEBHOOK_FILE).parent.mkdir(parents=True)
    (tmp_path / WEBHOOK_FILE).write_text("https://example.com/alerts\n", encoding="utf-8")
    run("render", "--into", str(tmp_path))
    assert "url: https://example.com/alerts\n" in (tmp_path / ALERTMANAGER).read_text(encoding="utf-8")
    (tmp_path / WEBHOOK_FILE).write_text("example.com\n", encoding="utf-8")
    assert run("render", "--into", str(tmp_path)) == f"{WEBHOOK_FILE}:1: not one http or https address: 'example.com'"


def test_another_catalog_gives_other_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_CATALOG", str(written(tmp_path)))
    assert run("render", "--into", str(tmp_path)) == 0
    rules = (tmp_path / RULES).read_text(encoding="utf-8")
    assert 'vigie:breach{kpi="open_rate"}' in rules and "csat" not in rules


def test_a_broken_catalog_is_told_and_nothing_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, line = changed(MAIL, 'on = "mail_opened"', 'on = "mail_opend"')
    monkeypatch.setenv("VIGIE_CATALOG", str(written(tmp_path, text)))
    assert f"mail.toml:{line}: indicator.opened_unique.on" in str(run("render", "--into", str(tmp_path)))
    assert not (tmp_path / RULES).exists()
