"""A lane in-process, with a producer that only remembers: order, atomic steps, chains, snapshots, stopping."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from service.machine import Gone, Output, Record
from service.stream.batch import Batch
from service.stream.errors import BrokenDelivery
from service.stream.lane import Lane
from service.stream.pace import Linger
from service.stream.policy import LanePolicy, LaneSpec
from tests.stream.tally import FixedClock, Tally
from tests.until import PATIENCE, until

POLICY = LanePolicy(
    bootstrap="nowhere:0", app="test", fingerprint="defs", step_records=10, mark_interval=0.05, snapshot_bytes=1 << 20
)

AT_ONCE = Linger(0.01)


@dataclass
class Recorder:
    """Keeps each transaction; fails where told, and holds them while it is shut."""

    transactions: list[list[Any]] = field(default_factory=list)
    begun: int = 0
    failing: Exception | None = None
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def commit(self, outputs: Sequence[Output | Gone]) -> int:
        self.begun += 1
        await self.open.wait()
        if self.failing:
            raise self.failing
        self.transactions.append(list(outputs))
        return 0


@dataclass
class Bench:
    lane: Lane
    producer: Recorder
    failures: list[BaseException]

    @property
    def tally(self) -> Tally:
        assert isinstance(self.lane.machine, Tally)
        return self.lane.machine

    async def settled(self, position: int) -> None:
        await until(lambda: self.lane.position >= position)

    async def held(self, batch: Batch) -> None:
        """Its step has begun, and does not end before the producer is open again."""
        self.producer.open.clear()
        await self.lane.put(batch)
        await until(lambda: self.producer.begun == 1)


@asynccontextmanager
async def lane(
    policy: LanePolicy = POLICY, idle: int | None = None, pace: Linger = AT_ONCE, machine: type[Tally] = Tally
) -> AsyncIterator[Bench]:
    spec = LaneSpec("tally", "in", "journal", lambda partition: machine(partition), pace, owns_input=True)
    failures: list[BaseException] = []
    producer = Recorder()
    producer.open.set()
    made = Lane(spec, 0, policy, producer, lambda _where, error: failures.append(error))
    made.start(made.recovery(), 0.0, FixedClock(idle))
    try:
        yield Bench(made, producer, failures)
    finally:
        await made.close()


def batch(start: int, *values: int, gap: int = 0) -> Batch:
    records = [Record(start + gap + i, 0, str(value).encode()) for i, value in enumerate(values)]
    return Batch(start, records)


async def test_a_step_holds_journal_and_outputs_in_one_transaction() -> None:
    async with lane() as bench:
        await bench.lane.put(batch(0, 1, 2, 3))
        await bench.settled(3)
        (transaction,) = bench.producer.transactions
        assert [output.topic for output in transaction] == ["journal", "out"]
        assert transaction[1].value == b"6"


async def test_what_arrives_during_a_step_goes_into_the_next_one() -> None:
    async with lane() as bench:
        await bench.held(batch(0, 1))
        for offset in range(1, 6):
            await bench.lane.put(batch(offset, 1))
        bench.producer.open.set()
        await bench.settled(6)
        assert len(bench.producer.transactions) == 2


async def test_holes_in_offsets_are_no_break() -> None:
    async with lane() as bench:
        await bench.lane.put(batch(0, 1, 2, gap=3))
        await bench.lane.put(batch(5, 4, gap=1))
        await bench.settled(7)
        assert bench.tally.total == 7


async def test_a_batch_that_does_not_start_where_the_last_one_ended_is_refused() -> None:
    async with lane() as bench:
        await bench.lane.put(batch(0, 1, 2))
        with pytest.raises(BrokenDelivery, match="delivered from 3, expected 2"):
            await bench.lane.put(batch(3, 1))


async def test_a_failed_send_stops_the_process_and_moves_nothing() -> None:
    async with lane() as bench:
        bench.producer.failing = RuntimeError("broker gone")
        await bench.lane.put(batch(0, 1))
        await until(lambda: bool(bench.failures))
        assert [str(error) for error in bench.failures] == ["broker gone"]
        assert bench.lane.position == bench.lane.durable == 0


async def test_a_full_lane_makes_its_feeder_wait_and_closing_lets_it_go() -> None:
    async with lane() as bench:
        await bench.held(batch(0, *[1] * 10))
        await _waits_until_closing(bench, batch(10, *[1] * 41))


async def test_a_lane_full_of_bytes_makes_its_feeder_wait_though_its_records_are_few() -> None:
    async with lane(replace(POLICY, step_bytes=4)) as bench:
        await bench.held(batch(0, 1000))
        await _waits_until_closing(bench, batch(1, *[1000] * 4))


async def _waits_until_closing(bench: Bench, more: Batch) -> None:
    feeding = asyncio.create_task(bench.lane.put(more))
    await asyncio.sleep(0.03)
    assert not feeding.done()
    closing = asyncio.create_task(bench.lane.close())
    await asyncio.wait_for(feeding, PATIENCE)
    bench.producer.open.set()
    await closing


async def test_a_backlog_becomes_steps_of_bounded_bytes_each_where_the_last_one_ended() -> None:
    async with lane(replace(POLICY, step_records=1000, step_bytes=10)) as bench:
        await bench.lane.put(batch(0, *[1000] * 5))
        await bench.settled(5)
        totals = [transaction[1].value for transaction in bench.producer.transactions]
        assert totals == [b"2000", b"4000", b"5000"]
        recovered = bench.lane.recovery()
        for transaction in bench.producer.transactions:
            recovered.fold(transaction[0].value)
        assert recovered.position == 5


@pytest.mark.parametrize(
    "policy", [POLICY, replace(POLICY, step_records=1000, step_bytes=10)], ids=["records", "bytes"]
)
async def test_a_step_that_is_full_does_not_wait_for_its_time(policy: LanePolicy) -> None:
    async with lane(policy, pace=Linger(60)) as bench:
        await bench.lane.put(batch(0, 1))
        await asyncio.sleep(0.02)
        assert bench.lane.position == 0
        await bench.lane.put(batch(1, *[1] * 9))
        await bench.settled(10)


async def test_a_step_waits_for_as_many_records_as_the_beat_before_had_brought() -> None:
    async with lane(pace=Linger(60, beat=60)) as bench:
        bench.lane.usual.took(3, time.time())
        await bench.lane.put(batch(0, 1, 1))
        await asyncio.sleep(0.02)
        assert bench.lane.position == 0
        await bench.lane.put(batch(2, 1))
        await bench.settled(3)
        assert len(bench.producer.transactions) == 1


async def test_closing_lets_the_step_under_way_end() -> None:
    async with lane() as bench:
        await bench.held(batch(0, 5))
        closing = asyncio.create_task(bench.lane.close())
        await asyncio.sleep(0.01)
        bench.producer.open.set()
        await closing
        assert len(bench.producer.transactions) == 1 and bench.lane.durable == 1


async def test_an_idle_lane_moves_its_mark_and_sends_nothing_by_itself() -> None:
    async with lane(idle=1234) as bench:
        await until(lambda: len(bench.tally.marks) > 1)
        assert set(bench.tally.marks) == {1234}
        assert bench.producer.transactions == []


async def test_a_snapshot_is_written_after_enough_journal_and_tells_where_to_cut() -> None:
    small = LanePolicy("nowhere:0", "test", "defs", step_records=10, mark_interval=1, snapshot_bytes=1)
    async with lane(small) as bench:
        await bench.lane.put(batch(0, 1))
        await until(lambda: bench.lane.figures.snapshots > 0)
        topics = [[output.topic for output in transaction] for transaction in bench.producer.transactions]
        assert topics == [["journal", "out"], ["journal", "journal", "journal"]]
        assert bench.lane.snapshot_offset == 0 and bench.lane.figures.snapshots == 1
