"""The consumer in-process: when it may fetch, that fetches chain, and that a recovery has a limit of its own.

It is a real one, made by a real app; only its thread and its lanes are not.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiokafka.errors import OffsetOutOfRangeError
from faust.types import TP

from service.machine import Record
from service.stream.app import GroupPolicy, StreamApp, create_stream_app
from service.stream.batch import Batch
from service.stream.errors import BrokenDelivery, LostInput, RecoveryTooLong
from service.stream.fetch import Fetch
from service.stream.pace import Linger
from service.stream.policy import LanePolicy, LaneSpec
from tests.stream.tally import Tally
from tests.until import PATIENCE, until

HERE, THERE = TP("in", 0), TP("in", 1)
GROUP = GroupPolicy(None, timedelta(seconds=6))


@dataclass
class Thread:
    """What the consumer asks of its thread."""

    assigned: set[TP] = field(default_factory=lambda: {HERE, THERE})
    sought: dict[TP, int] = field(default_factory=dict)
    answers: list[dict[TP, Fetch] | Exception] = field(default_factory=list)
    asked: list[set[TP]] = field(default_factory=list)

    def assignment(self) -> set[TP]:
        return self.assigned

    async def call_thread(self, call: Callable[..., Any], *given: Any) -> Any:
        return await call(*given)

    async def seek_all(self, positions: Mapping[TP, int]) -> None:
        self.sought = dict(positions)

    async def getmany(self, partitions: set[TP], timeout: float) -> dict[TP, Fetch]:
        self.asked.append(set(partitions))
        answer = self.answers.pop(0) if self.answers else {}
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Lanes:
    """What the consumer asks of the lanes: they open at once, or when `may_open` is set."""

    may_open: asyncio.Event = field(default_factory=asyncio.Event)
    opening: bool = False
    failing: Exception | None = None
    said: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    topics: frozenset[str] = frozenset({"in"})

    def fail(self, _where: str, error: BaseException) -> None:
        self.failures.append(error)

    async def open(self, clocks: Mapping[TP, Any]) -> dict[TP, int]:
        self.opening = True
        await self.may_open.wait()
        if self.failing:
            raise self.failing
        self.said.append("opened")
        return dict.fromkeys(clocks, 10)

    async def close(self) -> None:
        self.said.append("closed")


class World:
    """A consumer of generation 1 with two partitions."""

    def __init__(self, group: GroupPolicy = GROUP) -> None:
        spec = LaneSpec("tally", "in", "journal", Tally, pace=Linger(0), owns_input=True)
        policy = LanePolicy("nowhere:0", "test", "defs", step_records=1, mark_interval=1, snapshot_bytes=1)
        self.app: StreamApp = create_stream_app(policy, group, [spec])
        self.thread, self.lanes = Thread(), Lanes()
        self.app.lanes = self.lanes  # type: ignore[assignment]
        self.consumer: Any = self.app.consumer
        self.consumer._thread = self.thread
        self.consumer._set_active_tps(self.thread.assigned)
        self.app.consumer_generation_id = 1

    async def opened(self) -> None:
        """Recovered, sought, and ready."""
        self.lanes.may_open.set()
        await self.consumer.perform_seek()
        await self.consumer._opening._task
        self.consumer.on_rebalance_end()

    async def fetch(self, *answers: dict[TP, Fetch] | Exception) -> list[Batch]:
        self.thread.answers += answers
        return [message.value for _ in answers async for _, message in self.consumer.getmany(1.0)]


def records(*offsets: int) -> list[Record]:
    return [Record(offset, 0, b"1") for offset in offsets]


async def test_the_gate_opens_when_lanes_were_sought_and_faust_is_ready_whichever_is_first() -> None:
    for late in (False, True):
        world = World()
        await world.consumer.perform_seek()
        if not late:
            world.consumer.on_rebalance_end()
        assert not world.app.ready
        world.lanes.may_open.set()
        await world.consumer._opening._task
        assert world.thread.sought == {HERE: 10, THERE: 10}
        if late:
            assert not world.app.ready
            world.consumer.on_rebalance_end()
        assert world.app.ready


async def test_nothing_is_fetched_while_the_gate_is_shut_and_all_afterwards() -> None:
    world = World()
    await world.fetch({})
    await world.opened()
    await world.fetch({})
    assert world.thread.asked == [set(), {HERE, THERE}]


async def test_the_gate_of_a_generation_is_shut_in_the_next() -> None:
    world = World()
    await world.opened()
    world.app.consumer_generation_id = 2
    assert not world.app.ready
    world.consumer.on_rebalance_end()
    assert not world.app.ready


async def test_a_worker_with_nothing_assigned_is_ready() -> None:
    world = World()
    world.thread.assigned = set()
    assert not world.app.ready
    world.consumer.on_rebalance_end()
    assert world.app.ready


async def test_a_recovery_takes_its_time_though_faust_does_not_wait() -> None:
    world = World()
    await asyncio.wait_for(world.consumer.perform_seek(), PATIENCE)
    world.consumer.on_rebalance_end()
    await asyncio.sleep(0.05)
    assert not world.app.ready and world.lanes.failures == []
    world.lanes.may_open.set()
    await until(lambda: world.app.ready)


async def test_a_recovery_past_its_limit_ends_the_worker() -> None:
    world = World(GroupPolicy(None, timedelta(seconds=6), recovery_timeout=timedelta(milliseconds=20)))
    await world.consumer.perform_seek()
    await asyncio.wait_for(world.consumer._opening._task, PATIENCE)
    (failure,) = world.lanes.failures
    assert isinstance(failure, RecoveryTooLong) and "0.02 s" in str(failure)
    assert not world.app.ready


async def test_a_recovery_that_fails_ends_the_worker() -> None:
    world = World()
    world.lanes.failing = TimeoutError("the broker does not answer")
    await world.opened()
    assert world.lanes.failures == [world.lanes.failing]
    assert not world.app.ready


async def test_a_recovery_that_a_rebalance_overtakes_is_ended_and_is_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    monkeypatch.setattr(world.app, "_on_partitions_revoked", _nothing)
    await world.consumer.perform_seek()
    await until(lambda: world.lanes.opening)
    await world.consumer.on_partitions_revoked({HERE, THERE})
    world.lanes.may_open.set()
    await asyncio.sleep(0.01)
    assert world.lanes.said[-1] == "closed" and "opened" not in world.lanes.said
    assert world.lanes.failures == [] and not world.app.ready


async def test_a_revocation_shuts_the_gate_and_closes_the_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    await world.opened()
    monkeypatch.setattr(world.app, "_on_partitions_revoked", _nothing)
    await world.consumer.on_partitions_revoked({HERE, THERE})
    assert world.lanes.said[-1] == "closed" and not world.app.ready


async def test_lanes_that_cannot_be_closed_end_the_worker() -> None:
    world = World()
    await world.opened()
    error = RuntimeError("no")

    async def close() -> None:
        raise error

    world.lanes.close = close  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        await world.consumer.on_partitions_revoked({HERE, THERE})
    assert world.lanes.failures == [error]


async def test_fetches_follow_each_other_over_markers_and_empty_ones() -> None:
    world = World()
    await world.opened()
    batches = await world.fetch(
        {HERE: Fetch(10, 13, records(10, 12))},
        {HERE: Fetch(13, 14, ())},  # a marker
        {HERE: Fetch(14, 14, ())},
        {HERE: Fetch(14, 16, records(15))},
    )
    assert [(batch.start, batch.upto) for batch in batches] == [(10, 13), (13, 16)]
    assert world.lanes.failures == []


@pytest.mark.parametrize("start", [11, 14, 99])
async def test_a_position_that_moved_by_itself_ends_the_worker(start: int) -> None:
    world = World()
    await world.opened()
    await world.fetch({HERE: Fetch(10, 13, records(10, 11, 12))})
    with pytest.raises(BrokenDelivery, match=f"fetched from {start}, expected 13"):
        await world.fetch({HERE: Fetch(start, start + 1, records(start))})
    assert [type(failure) for failure in world.lanes.failures] == [BrokenDelivery]


async def test_an_answer_from_before_what_was_asked_ends_the_worker() -> None:
    world = World()
    await world.opened()
    with pytest.raises(BrokenDelivery, match="fetched from 10 and answered from 0"):
        await world.fetch({HERE: Fetch(10, 11, records(0))})


async def test_what_a_fetch_left_behind_is_missed_by_the_next_one() -> None:
    world = World()
    await world.opened()
    world.thread.answers = [{HERE: Fetch(10, 11, records(10)), THERE: Fetch(10, 11, records(10))}]
    async for tp, _ in world.consumer.getmany(1.0):
        assert tp == HERE
        world.consumer.flow_active = False
    world.consumer.flow_active = True
    with pytest.raises(BrokenDelivery, match="fetched from 11, expected 10"):
        await world.fetch({HERE: Fetch(11, 11, ()), THERE: Fetch(11, 12, records(11))})


async def test_a_position_that_the_broker_no_longer_has_ends_the_worker_and_says_so() -> None:
    world = World()
    await world.opened()
    with pytest.raises(LostInput, match=r"no longer has what is to be read next.*Restore the topic"):
        await world.fetch(OffsetOutOfRangeError({HERE: 10}))
    assert [type(failure) for failure in world.lanes.failures] == [LostInput]


async def test_a_gone_position_is_not_mended_by_a_reset() -> None:
    assert World().app.conf.consumer_auto_offset_reset == "none"


async def _nothing(*_: object, **__: object) -> None:
    return None
