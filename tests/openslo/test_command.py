"""`vigie openslo` as a person runs it."""

import subprocess
from pathlib import Path

import yaml

from tests.cli.test_main import vigie


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return vigie("openslo", *arguments)


def test_what_is_exported_can_be_imported_and_what_is_lost_is_on_standard_error(tmp_path: Path) -> None:
    exported = run("export", "bounce_rate", "open_rate")
    assert exported.returncode == 0
    assert {slo["metadata"]["annotations"]["vigie.kpi"] for slo in yaml.safe_load_all(exported.stdout)} == {
        "bounce_rate",
        "open_rate",
    }
    assert "kpi.open_rate.objective.over[3]: left out: OpenSLO has no window all" in exported.stderr
    (tmp_path / "slos.yaml").write_text(exported.stdout)
    imported = run("import", str(tmp_path / "slos.yaml"))
    assert (imported.returncode, imported.stderr) == (0, "")
    assert "[kpi.open_rate]\nobjective = { at_least = 0.2, over = [" in imported.stdout


def test_a_mistyped_kpi_and_one_without_an_objective_are_one_line() -> None:
    assert run("export", "open_rat").stderr == "vigie openslo: there is no KPI open_rat; did you mean open_rate?\n"
    assert (
        run("export", "total_open_ratio", "--lang", "fr").stderr
        == "vigie openslo\u202f: total_open_ratio n’a pas d’objectif\n"
    )


def test_a_file_that_is_not_there_or_means_nothing_is_exit_code_1(tmp_path: Path) -> None:
    missing = run("import", str(tmp_path / "none.yaml"))
    assert missing.returncode == 1 and "cannot be read: No such file" in missing.stderr
    (tmp_path / "a.yaml").write_text("a: &a 1\n")
    refused = run("import", str(tmp_path / "a.yaml"), "--lang", "fr")
    assert refused.returncode == 1 and refused.stdout == ""
    why = "laissé de côté\u202f: les ancres et alias ne sont pas lus"
    assert refused.stderr == f"{tmp_path / 'a.yaml'}:1\u202f: {why}\n"
