"""What can go wrong with workers and broker, and seeded schedules of it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from tests.chaos.fleet import Fleet


class Fault(Protocol):
    """Something that goes wrong, and how it is mended as a supervisor would."""

    async def strike(self, fleet: Fleet) -> None:
        """Let it happen; return when it has been mended."""


@dataclass(frozen=True)
class Kill:
    """kill -9, and a restart under the same instance id."""

    worker: str

    async def strike(self, fleet: Fleet) -> None:
        fleet.kill(self.worker)
        fleet.start(self.worker)


@dataclass(frozen=True)
class Zombie:
    """A worker frozen past its session, replaced under the same instance id, and woken beside its replacement."""

    worker: str
    frozen: float
    """Seconds until it is replaced."""
    beside: float
    """Seconds from the start of the replacement to the awakening."""

    async def strike(self, fleet: Fleet) -> None:
        zombie = fleet.freeze(self.worker)
        await asyncio.sleep(self.frozen)
        fleet.start(self.worker)
        await asyncio.sleep(self.beside)
        await fleet.wake(zombie)


@dataclass(frozen=True)
class Exchange:
    """SIGTERM, and another worker under another instance id in its place."""

    worker: str
    successor: str

    async def strike(self, fleet: Fleet) -> None:
        await fleet.terminate(self.worker)
        fleet.start(self.successor)


@dataclass(frozen=True)
class Extra:
    """One more worker for some seconds, then SIGTERM."""

    worker: str
    seconds: float

    async def strike(self, fleet: Fleet) -> None:
        fleet.start(self.worker)
        await asyncio.sleep(self.seconds)
        await fleet.terminate(self.worker)


@dataclass(frozen=True)
class BrokerCrash:
    """The broker is killed and comes back with its data."""

    async def strike(self, fleet: Fleet) -> None:
        await fleet.restart_broker()


@dataclass(frozen=True)
class Blow:
    """A fault and the seconds of quiet before it."""

    pause: float
    fault: Fault


def full(seed: int, session: float) -> Iterator[Blow]:
    """Every kind of fault, three kills and two zombies among them, in an order that the seed decides."""
    draw = Random(seed)
    kinds = ["kill"] * 3 + ["zombie"] * 2 + ["exchange", "extra", "broker"]
    draw.shuffle(kinds)
    yield from _blows(draw, kinds, session, (1.5, 4.5))


def short(seed: int, session: float) -> Iterator[Blow]:
    """A kill, a zombie and an exchange, in an order that the seed decides."""
    draw = Random(seed)
    kinds = ["kill", "zombie", "exchange"]
    draw.shuffle(kinds)
    yield from _blows(draw, kinds, session, (0.5, 2.0))


def zombies(seed: int, session: float) -> Iterator[Blow]:
    """Two zombies, the first frozen in the midst of the feed."""
    yield from _blows(Random(seed), ["zombie"] * 2, session, (1.5, 2.5))


def kills(seed: int, session: float) -> Iterator[Blow]:
    """Four kills in the midst of work."""
    yield from _blows(Random(seed), ["kill"] * 4, session, (2.0, 3.0))


def _blows(draw: Random, kinds: Sequence[str], session: float, pause: tuple[float, float]) -> Iterator[Blow]:
    present, spare = ["A", "B"], iter("DEFGH")
    for kind in kinds:
        worker = draw.choice(present)
        match kind:
            case "kill":
                fault: Fault = Kill(worker)
            case "zombie":
                fault = Zombie(worker, session * draw.uniform(1.3, 1.8), draw.uniform(0.5, 3.0))
            case "exchange":
                fault = Exchange(worker, successor := next(spare))
                present[present.index(worker)] = successor
            case "extra":
                fault = Extra("C", draw.uniform(4, 7))
            case _:
                fault = BrokerCrash()
        yield Blow(draw.uniform(*pause), fault)
