"""A contender that is a program of `bench/programs`: it writes its result to a file and waits to be ended."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from bench.contenders.contender import Place, RunError
from bench.contenders.process import WorkerProcess
from bench.cores import Cores
from bench.expected import differing
from bench.job import Counts, read
from bench.programs.task import Task

POLL_S = 0.01
PATIENCE_S = 120.0


class RunningProgram:
    """A started program; its result is the file that appears."""

    def __init__(self, process: WorkerProcess, result: Path, expected: Counts) -> None:
        self._process = process
        self._result = result
        self._expected = expected

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    async def finished(self) -> int:
        """Wait for the file to appear and compare it."""
        deadline = time.monotonic() + PATIENCE_S
        while not self._result.exists():
            self._process.check()
            if time.monotonic() > deadline:
                raise RunError(f"not done after {PATIENCE_S:.0f} s; its log ends:\n{self._process.log_tail()}")
            await asyncio.sleep(POLL_S)
        return differing(read(self._result), self._expected)

    def stop(self) -> None:
        """End the program."""
        self._process.stop()


@dataclass(frozen=True)
class Program:
    """A module of `bench.programs`, run by a Python of its own choice."""

    name: str
    module: str
    python: Path
    cores: Cores
    small: int
    large: int

    async def start(self, place: Place) -> RunningProgram:
        """Start the module on the worker's core."""
        result = place.scratch / f"{place.app}.json"
        task = Task(place.broker, place.input.topic, place.app, sum(place.input.small_job.values()), result)
        command = [str(self.python), "-m", f"bench.programs.{self.module}", *task.arguments()]
        process = WorkerProcess(command, self.cores, place.scratch / f"{place.app}.log")
        return RunningProgram(process, result, place.input.small_job)
