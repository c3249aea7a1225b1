"""A fetch says where it began and ended; a worker with nothing to fetch still polls; a rebalance does not hold it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from service.machine import Record
from service.stream import fetch
from service.stream.fetch import Fetch, FetchThread
from service.stream.idle import FetchState
from tests.until import PATIENCE

HERE, THERE = TP("in", 0), TP("in", 1)


@dataclass
class State:
    position: int | None
    highwater: int = 9
    timestamp: int = 1000

    @property
    def has_valid_position(self) -> bool:
        return self.position is not None


@dataclass
class Subscriptions:
    states: dict[TP, State]
    reassignment_in_progress: bool = False
    polls: int = 0
    subscription: Any = field(init=False)

    def __post_init__(self) -> None:
        self.subscription = SimpleNamespace(assignment=SimpleNamespace(state_value=self.states.get))

    @contextmanager
    def fetch_context(self) -> Iterator[None]:
        self.polls += 1
        yield


def thread(flow_active: bool = True, **states: int | None) -> tuple[Any, Any, Subscriptions]:
    """The thread, its consumer, and the states of partitions `here` and `there`."""
    names = {"here": HERE, "there": THERE}
    subscriptions = Subscriptions({names[name]: State(position) for name, position in states.items()})
    made: Any = object.__new__(FetchThread)
    made.consumer = SimpleNamespace(flow_active=flow_active)
    made._consumer = SimpleNamespace(_subscription=subscriptions)
    return made, made._consumer, subscriptions


async def test_a_fetch_covers_all_that_the_position_passed_with_or_without_records(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, consumer, subscriptions = thread(here=5, there=7)
    taken = [Record(6, 0, b"x")]

    async def fetched(*_: object, **__: object) -> dict[TP, list[Record]]:
        subscriptions.states[HERE].position, subscriptions.states[THERE].position = 8, 9
        return {HERE: taken}

    monkeypatch.setattr(driver.AIOKafkaConsumerThread, "_fetch_records", fetched)
    assert await made._fetch_records(consumer, {HERE, THERE}, 0.1, 100) == {
        HERE: Fetch(5, 8, taken),
        THERE: Fetch(7, 9, ()),
    }


async def test_a_worker_with_nothing_to_fetch_polls_all_the_same() -> None:
    made, consumer, subscriptions = thread()
    assert await made._fetch_records(consumer, set(), 0.01, 100) == {}
    assert subscriptions.polls == 1


async def test_a_fetch_is_not_begun_while_the_group_is_reassigned(monkeypatch: pytest.MonkeyPatch) -> None:
    made, consumer, subscriptions = thread(here=5)
    subscriptions.reassignment_in_progress = True
    monkeypatch.setattr(driver.AIOKafkaConsumerThread, "_fetch_records", _for_ever)
    assert await asyncio.wait_for(made._fetch_records(consumer, {HERE}, 0.01, 100), PATIENCE) == {}


async def test_a_fetch_that_a_reassignment_overtakes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    made, consumer, _ = thread(here=5)
    monkeypatch.setattr(driver.AIOKafkaConsumerThread, "_fetch_records", _for_ever)
    monkeypatch.setattr(fetch, "GRACE", 0.05)
    assert await asyncio.wait_for(made._fetch_records(consumer, {HERE}, 0.01, 100), PATIENCE) == {}


def test_a_partition_that_was_not_sought_yet_tells_nothing() -> None:
    made, _, _ = thread(here=None)
    assert made.fetch_state(HERE, 5) == FetchState(5, 5, None, None)
    assert made.fetch_state(THERE, 5) == FetchState(5, 5, None, None)


def test_a_sought_partition_tells_what_the_newest_answer_said() -> None:
    made, _, _ = thread(here=7)
    assert made.fetch_state(HERE, 5) == FetchState(5, 7, 9, 1000)


async def _for_ever(*_: object, **__: object) -> None:
    await asyncio.Event().wait()
