"""The mirror is there while somebody looks, and no longer."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiokafka.errors import KafkaConnectionError

from service.web.mirror import reader
from service.web.mirror.mirror import Mirror
from service.web.mirror.reader import ReadPolicy
from service.web.mirror.watch import Watch
from tests.demo.fakes import update
from tests.until import PATIENCE, until
from tests.web.served import record

IDLE = 300.0


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def watch_of(clock: Clock) -> Watch:
    return Watch(lambda mirror: ReadPolicy("nowhere", {"updates": mirror.take}), IDLE, clock)


@pytest.fixture(autouse=True)
async def clock(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clock]:
    """Its looks at the clock follow each other quickly."""
    sleep = asyncio.sleep
    monkeypatch.setattr("service.web.mirror.watch.asyncio.sleep", lambda _seconds: sleep(0.001))
    yield Clock()


def reads(monkeypatch: pytest.MonkeyPatch, act: Callable[[reader.Reader], None]) -> list[reader.Reader]:
    """Instead of Kafka: what each reader does, and then waits for more."""
    started: list[reader.Reader] = []

    async def run(self: reader.Reader) -> None:
        started.append(self)
        act(self)
        self.caught_up.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(reader.Reader, "run", run)
    return started


def takes(made: reader.Reader) -> None:
    made._policy.takes["updates"](*record(update()))


async def test_nothing_is_read_before_the_first_question(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    started = reads(monkeypatch, takes)
    watch = watch_of(clock)
    await asyncio.sleep(0.01)
    assert not started and not watch.active
    assert (await watch.caught_up(PATIENCE)).mirror.keys == 1 and len(started) == 1
    await watch.close()


async def test_many_questions_share_one_mirror(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    started = reads(monkeypatch, takes)
    watch = watch_of(clock)
    held = [await watch.caught_up(PATIENCE) for _ in range(3)]
    assert held[0] is held[1] is held[2] and len(started) == 1
    await watch.close()


async def test_it_is_dropped_when_nobody_has_looked_for_long_enough(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    started = reads(monkeypatch, takes)
    watch = watch_of(clock)
    first = await watch.caught_up(PATIENCE)
    clock.now = IDLE - 1
    watch.ask()
    clock.now = 2 * IDLE - 2
    await asyncio.sleep(0.02)
    assert watch.active, "a question in between begins the time anew"
    clock.now = 2 * IDLE
    await until(lambda: not watch.active)
    assert (await watch.caught_up(PATIENCE)).name != first.name and len(started) == 2
    await watch.close()


async def test_a_broker_that_goes_away_is_said_and_tried_again(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    failing = True

    def act(_: reader.Reader) -> None:
        if failing:
            raise KafkaConnectionError("away")

    started = reads(monkeypatch, act)
    watch = watch_of(clock)
    watch.ask()
    await until(lambda: len(started) > 2)
    failing = False
    await until(lambda: watch.ask().state == "live")
    await watch.close()


async def test_what_is_lost_says_why(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    async def run(_: reader.Reader) -> None:
        raise KafkaConnectionError("away")

    monkeypatch.setattr(reader.Reader, "run", run)
    watch = watch_of(clock)
    await until(lambda: watch.ask().failed == "KafkaConnectionError: KafkaConnectionError: away", pause=0)
    await watch.close()


def test_progress_is_a_share_of_what_was_there_at_the_start() -> None:
    async def told() -> list[float]:
        watch = Watch(lambda _: ReadPolicy("", {}), IDLE)
        held = watch._fresh()
        found = [held.progress]
        held.reader.read, held.reader.expected = 3, 4
        found.append(held.progress)
        held.reader.caught_up.set()
        return [*found, held.progress]

    assert asyncio.run(told()) == [0.0, 0.75, 1.0]
    assert Mirror().keys == 0
