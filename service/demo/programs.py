"""The programs that the demo starts: `python -m service …` with settings of its own, output in a file."""

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from service.broker.process import Guarded
from service.demo.scrape import answers

_TAIL = 25
_READY_SECONDS = 120.0
STOP_SECONDS = 6.0
"""A worker has that long to make its last step durable."""


class ProgramDied(Exception):
    """A program ended that should not have. The text names it, its exit code and the end of its output."""


class Program:
    """A running program of the service. `module` is what is run, with the program's name as its argument."""

    def __init__(self, name: str, settings: Mapping[str, object], output: Path, module: str = "service") -> None:
        self.name, self.output = name, output
        self._process = Guarded([sys.executable, "-m", module, name], output, environment(settings))

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.exit_code()

    def check(self) -> None:
        """Raise ProgramDied if it has ended."""
        if self.exit_code is not None:
            raise ProgramDied(f"the {self.name} ended with exit code {self.exit_code}\n{tail(self.output)}")

    async def ready(self, url: str) -> None:
        """Return when the address answers with success. Raises ProgramDied, also when it takes too long."""
        deadline = time.monotonic() + _READY_SECONDS
        while not await answers(url):
            self.check()
            if time.monotonic() > deadline:
                raise ProgramDied(f"the {self.name} is not ready\n{tail(self.output)}")
            await asyncio.sleep(0.1)

    async def watch(self) -> None:
        """Return never; raises ProgramDied when the program ends."""
        while True:
            self.check()
            await asyncio.sleep(0.2)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._process.kill()

    def stop(self) -> None:
        """End it, in at most a few seconds."""
        self._process.stop(STOP_SECONDS)


def environment(settings: Mapping[str, object]) -> dict[str, str]:
    """This process's environment with the given settings in it.

    >>> environment({"web_port": 8765})["VIGIE_WEB_PORT"]
    '8765'
    """
    return os.environ | {f"VIGIE_{name.upper()}": _text(value) for name, value in settings.items()}


def _text(value: object) -> str:
    return f"PT{value.total_seconds()}S" if isinstance(value, timedelta) else str(value)


def tail(output: Path) -> str:
    """The end of what a program wrote, with its place."""
    lines = output.read_text(errors="replace").splitlines()[-_TAIL:]
    return "\n".join([f"the end of {output}:", *(f"    {line}" for line in lines)])
