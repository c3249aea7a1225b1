"""Claims about the `vigie` command as a whole, run as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli.main import COMMANDS


def vigie(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command with these environment variables, and none that could colour or change what it prints."""
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=ours | variables, check=False)


def test_help_names_every_command_and_imports_none() -> None:
    script = (
        "import sys; from service.cli.main import app, COMMANDS; sys.argv = ['vigie', '--help']\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "print([name for name in (*(f'service.cli.{it}' for it in COMMANDS), 'aiokafka') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert all(name in done.stdout for name in COMMANDS)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", ["broker", "topics", "doctor"])
def test_a_command_has_its_own_help(name: str) -> None:
    done = vigie(name, "--help")
    assert done.returncode == 0 and f"vigie {name}" in done.stdout


def test_every_mistaken_setting_is_one_line_with_its_variable() -> None:
    done = vigie("topics", "--list", VIGIE_PARTITIONS="0", VIGIE_WEB_PORT="abc")
    assert done.returncode == 2 and done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first.startswith("VIGIE_PARTITIONS: ") and first.endswith("(it is '0')")
    assert second.startswith("VIGIE_WEB_PORT: ") and second.endswith("(it is 'abc')")


def test_a_mistyped_command_is_answered_with_the_nearest() -> None:
    done = vigie("topcs")
    assert done.returncode == 2 and "topics" in done.stderr


def test_listing_topics_needs_no_broker_and_names_all_of_them() -> None:
    done = vigie("topics", "--list", VIGIE_BROKER="127.0.0.1:1", VIGIE_NAMESPACE="here")
    assert done.returncode == 0
    assert all(name in done.stdout for name in ("here.mail", "here.kpi.updates", "here.vigie-g1-facts"))


def test_topics_without_a_broker_is_one_line(tmp_path: Path) -> None:
    done = vigie("topics", VIGIE_BROKER="127.0.0.1:1", VIGIE_CACHE=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == (
        "vigie topics: no Kafka answers at 127.0.0.1:1: start one (`vigie broker`), or set VIGIE_BROKER\n"
    )


@pytest.mark.parametrize("command", ["worker", "demo", "verify", "topics", "doctor", "broker", "send"])
def test_a_mistyped_zone_is_one_line_in_any_command(command: str) -> None:
    done = vigie(command, VIGIE_ZONE="Europe/Pris")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("VIGIE_ZONE: there is no such time zone; did you mean Europe/Paris? (it is 'Europe/Pris')\n")


@pytest.mark.parametrize("command", ["worker", "demo", "verify"])
def test_a_broken_catalog_is_told_in_lines_and_not_by_a_traceback(command: str, tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text("unheard_of = 1\n")
    done = vigie(command, VIGIE_CATALOG=str(tmp_path), VIGIE_CACHE=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"vigie {command}: ")
    assert "unheard_of" in done.stderr and "Traceback" not in done.stderr
