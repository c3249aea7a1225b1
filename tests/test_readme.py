"""The README's commands do what the README shows."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.broker.ports import free_ports
from tests.readme import Command, commands, programs
from tests.until import PATIENCE

README = Path(__file__).parent.parent / "README.md"
END = "<<end of output>>"


class Shell:
    """One shell for the whole README, so that a worker started in the background is there for what follows."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env=os.environ | environment,
        )

    def run(self, command: Command) -> str:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{command.text}\necho; echo '{END}'\n")
        self._process.stdin.flush()
        lines = iter(self._process.stdout.readline, f"{END}\n")
        return "".join(line for line in lines if line)

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("kill $(jobs -p) 2> /dev/null; wait; exit\n")
        self._process.stdin.close()
        self._process.wait(PATIENCE)


@pytest.fixture
def shell(bootstrap: str, tmp_path: Path) -> Iterator[Shell]:
    """A shell on the suite's broker, without `vigie` on its path; no other test uses topics without a namespace."""
    # The README activates the environment beside it: here, the one that runs the tests.
    (tmp_path / ".venv").symlink_to(sys.prefix)
    environment = {
        "VIGIE_BROKER": bootstrap,
        "VIGIE_PARTITIONS": "2",
        "VIGIE_WEB_PORT": str(next(free_ports("127.0.0.1"))),
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    made = Shell(tmp_path, environment)
    yield made
    made.close()


READS = ("python ", "curl ", "vigie explain ", "vigie doctor", "vigie verify")


def said(shell: Shell, command: Command) -> str:
    """What a command prints. One that only reads is asked again, while a worker that is slow has not counted yet."""
    deadline = time.monotonic() + PATIENCE
    while not command.pattern.fullmatch(output := shell.run(command)):
        if not command.text.startswith(READS) or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    return output


def test_a_block_is_read_as_commands_and_what_they_print() -> None:
    text = "```console\n$ echo a \\\n> | cat\na …\n$ true\n```\n"
    first, second = commands(text)
    assert (first.text, first.shown, second.text) == ("echo a \\\n| cat", ("a …",), "true")
    assert first.pattern.fullmatch("a  and more\n") and not first.pattern.fullmatch("b\n")


@pytest.mark.broker
def test_the_readme_shows_what_its_commands_print(shell: Shell, tmp_path: Path) -> None:
    for name, content in programs(README.read_text()).items():
        (tmp_path / name).write_text(content)
    shown = list(commands(README.read_text()))
    assert len(shown) >= 6, "the README lost its commands"
    for command in shown:
        output = said(shell, command)
        assert command.pattern.fullmatch(output), f"$ {command.text}\n{output}\n-- the README shows --\n{command.shown}"
