"""A process on the worker's core, with its log."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.contenders.contender import RunError
from bench.cores import Cores

ROOT = Path(__file__).resolve().parents[2]
LOG_LINES = 20


class WorkerProcess:
    """A started command: alive until `stop`, its output in a file."""

    def __init__(self, command: Sequence[str], cores: Cores, log: Path, env: Mapping[str, str] | None = None):
        self._log = log
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        cores.give(self._process.pid)

    @property
    def pid(self) -> int:
        """The process id, which is also its group's."""
        return self._process.pid

    def check(self) -> None:
        """Raise `RunError`, with the end of the log, when the process has ended by itself."""
        if (code := self._process.poll()) is not None:
            raise RunError(f"ended with code {code}; its log ends:\n{self.log_tail()}")

    def log_tail(self) -> str:
        """The last lines of what the process said."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-LOG_LINES:])

    def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the process and all it started; returns when it is gone."""
        if self._process.poll() is None:
            os.killpg(self.pid, how)
        self._process.wait()
