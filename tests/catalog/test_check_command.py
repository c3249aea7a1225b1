"""`vigie check` as a person runs it."""

from pathlib import Path

import pytest

from service.cli.main import load as command
from tests.catalog.broken import MAIL, changed, written

Captured = pytest.CaptureFixture[str]


def run(name: str, *arguments: str) -> object:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        command(name).main(list(arguments), prog_name=f"vigie {name}")
    return ended.value.code


def test_a_right_catalog_gives_one_line_and_exit_code_0(tmp_path: Path, capsys: Captured) -> None:
    assert run("check", str(written(tmp_path))) == 0
    told = capsys.readouterr().out
    assert told.startswith("no mistake (families: 1, event types: 4, derivations: 1, indicators: 6, KPIs")
    assert told.count("\n") == 1


def test_a_broken_catalog_gives_a_line_a_mistake_and_exit_code_1(tmp_path: Path, capsys: Captured) -> None:
    text, line = changed(MAIL, 'on = "mail_opened"', 'on = "mail_opend"')
    assert run("check", str(written(tmp_path, text))) == 1
    place = f"mail.toml:{line}: indicator.opened_unique.on"
    message = "unknown event type mail_opend (did you mean mail_opened?)"
    assert capsys.readouterr().out == f"{place}: {message}\n"


@pytest.mark.parametrize("name", ["check", "render"])
def test_the_command_explains_itself(name: str, capsys: Captured) -> None:
    assert run(name, "--help") == 0
    assert command(name).help.split(":")[0] in capsys.readouterr().out
