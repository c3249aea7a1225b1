"""Vigie itself, with the small job's catalog and with the whole mail catalog."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.answers import Answer, CatalogAnswer, SmallJobAnswer
from bench.contenders.contender import Place
from bench.cores import Cores
from bench.inputs import Input
from bench.updates import Updates
from bench.worker import SMALL_CATALOG, WHOLE_CATALOG, Installation, Worker

STALL_S = 15.0


async def follow(updates: Updates, answer: Answer, worker: Worker, patience: float) -> int:
    """Read updates until the answer is right, or nothing has changed for so many seconds: cells that differ."""
    deadline = time.monotonic() + patience
    while answer.differing and time.monotonic() < deadline:
        worker.check()
        if answer.take(await updates.take()):
            deadline = time.monotonic() + patience
    return answer.differing


class RunningVigie:
    """A worker on a filled input; its result is what it publishes."""

    def __init__(self, worker: Worker, installation: Installation, answer: Answer) -> None:
        self._worker = worker
        self._installation = installation
        self._answer = answer

    @property
    def pid(self) -> int:
        """The worker's process."""
        return self._worker.pid

    async def finished(self) -> int:
        """Wait until what is published is right, or stays wrong."""
        await self._worker.ready()
        async with Updates(self._installation.broker, self._installation.updates) as updates:
            return await follow(updates, self._answer, self._worker, STALL_S)

    def stop(self) -> None:
        """End the worker."""
        self._worker.stop()


@dataclass(frozen=True)
class Vigie:
    """The service with one of the two catalogs."""

    name: str
    catalog: Path
    answer: Callable[[Input], Answer]
    cores: Cores
    small: int
    large: int

    async def start(self, place: Place) -> RunningVigie:
        """Start a worker of a new generation on the input."""
        installation = Installation.new(place.broker, place.input.namespace, self.catalog)
        await installation.create_topics()
        worker = Worker(installation, self.cores, place.scratch / f"{place.app}.log")
        return RunningVigie(worker, installation, self.answer(place.input))


def vigie_small(cores: Cores) -> Vigie:
    """Vigie with the small job's catalog."""
    return Vigie("Vigie", SMALL_CATALOG, _small_job, cores, small=200_000, large=800_000)


def vigie_whole(cores: Cores) -> Vigie:
    """Vigie with the whole mail catalog."""
    return Vigie("Vigie, whole catalog", WHOLE_CATALOG, _whole_catalog, cores, small=200_000, large=800_000)


def _small_job(made: Input) -> Answer:
    return SmallJobAnswer(made.small_job)


def _whole_catalog(made: Input) -> Answer:
    return CatalogAnswer(made.whole_catalog)
