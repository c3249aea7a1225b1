"""A program that ends when this process ends, however that comes about."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

GUARD = 'cat > /dev/null; kill -9 "$0"'
"""Reads until its input is closed, which the kernel does when we die; then kills the process it was given."""


class Guarded:
    """A child process with its output in a file, and a guard that kills it if we are killed.

    Not PR_SET_PDEATHSIG: it fires when the *thread* that started the child ends, and only Linux has it.
    Both are in sessions of their own, so that Ctrl-C reaches us alone and we decide what stops first.
    """

    def __init__(self, command: Sequence[str], output: Path, environment: Mapping[str, str] | None = None) -> None:
        with output.open("ab") as sink:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                env=environment,
                start_new_session=True,
            )
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, str(self._child.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._child.poll()

    def wait(self) -> int:
        """Wait until it ends by itself; its exit code."""
        self._child.wait()
        self._clear()
        return self._child.returncode

    def stop(self, patience: float) -> None:
        """Ask it to end; after `patience` seconds, end it."""
        self._child.terminate()
        try:
            self._child.wait(patience)
        except subprocess.TimeoutExpired:
            self._child.kill()
        self._clear()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._child.kill()
        self._clear()

    def _clear(self) -> None:
        self._child.wait()
        # The guard goes by signal, before its input is closed: its kill would hit whoever has the number now.
        if self._guard.poll() is None:
            os.killpg(self._guard.pid, signal.SIGKILL)
            self._guard.wait()
        if self._guard.stdin:
            self._guard.stdin.close()
