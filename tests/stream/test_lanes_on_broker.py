"""Lanes against a real broker, without Faust: fencing, recovery, snapshots, atomic steps."""

import gc
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.errors import OffsetOutOfRangeError, ProducerFenced

from service.machine import Record, Step
from service.stream.batch import Batch
from service.stream.errors import LostInput, OtherDefinitions
from service.stream.housekeeping import Housekeeping
from service.stream.journal import Place, journal_consumer
from service.stream.lanes import Lanes, Source
from service.stream.pace import Linger
from service.stream.policy import LanePolicy, LaneSpec
from tests.committed import committed
from tests.stream.tally import FixedClock, Tally
from tests.until import until

pytestmark = pytest.mark.broker


@dataclass
class World:
    """Topics of its own, and owners of one partition of them."""

    policy: LanePolicy
    name: str
    owners: list[Lanes] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    machine: type[Tally] = Tally

    @property
    def source(self) -> Source:
        return f"{self.name}-in", 0

    def spec(self) -> LaneSpec:
        def machine(partition: int) -> Tally:
            return self.machine(partition, f"{self.name}-out")

        return LaneSpec("tally", f"{self.name}-in", f"{self.name}-journal", machine, pace=Linger(0.01), owns_input=True)

    async def owner(self, policy: LanePolicy | None = None) -> tuple[Lanes, int]:
        """A worker that takes the partition over; it, and the position at which it begins."""
        lanes = Lanes(policy or self.policy, [self.spec()], lambda _where, error: self.failures.append(error))
        self.owners.append(lanes)
        positions = await lanes.open({self.source: FixedClock()})
        return lanes, positions[self.source]

    async def feed(self, lanes: Lanes, start: int, *values: int) -> None:
        records = [Record(start + i, 0, str(value).encode()) for i, value in enumerate(values)]
        await lanes.put(self.source, Batch(start, records))

    async def produce(self, count: int) -> None:
        """Real records in the input, for what asks the broker about it."""
        producer = AIOKafkaProducer(bootstrap_servers=self.policy.bootstrap)
        await producer.start()
        for _ in range(count):
            await producer.send_and_wait(self.source[0], b"7", partition=0)
        await producer.stop()

    async def last_total(self) -> bytes:
        (records,) = await committed(self.policy.bootstrap, f"{self.name}-out", [0])
        return bytes(records[-1].value)


class Hoard(Tally):
    """Journals all that it read, as compose does."""

    read: bytes = b""

    def apply(self, records: Sequence[Record]) -> None:
        self.read += b"".join(record.value or b"" for record in records)
        self.count += len(records)
        self._moved = True

    def drain(self) -> Step | None:
        step, change, self.read = super().drain(), self.read, b""
        return step and Step(change, step.outputs)

    def restore(self, change: bytes) -> None:
        self.total += len(change)


def tally(lanes: Lanes) -> Tally:
    (lane,) = lanes
    assert isinstance(lane.machine, Tally)
    return lane.machine


async def settled(lanes: Lanes, position: int) -> None:
    (lane,) = lanes
    await until(lambda: lane.position >= position)


@asynccontextmanager
async def world(bootstrap: str) -> AsyncIterator[World]:
    name = f"lanes-{uuid.uuid4().hex[:8]}"
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    config = {"max.message.bytes": str(8 << 20)}
    topics = [NewTopic(f"{name}-{topic}", 1, 1, topic_configs=config) for topic in ("in", "out", "journal")]
    await admin.create_topics(topics)
    await admin.close()
    policy = LanePolicy(bootstrap, name, "defs", step_records=100, mark_interval=60, snapshot_bytes=1 << 30)
    made = World(policy, name)
    try:
        yield made
    finally:
        for lanes in made.owners:
            await lanes.close()
        # A fenced producer leaves futures that nobody asked. Their complaint formats a traceback, which in Python 3.11
        # parses code; if that happens while pytest itself parses code, the interpreter's parser is upset for good.
        gc.collect()


async def test_a_successor_begins_where_the_last_durable_step_ended(bootstrap: str) -> None:
    async with world(bootstrap) as here:
        first, begin = await here.owner()
        assert begin == 0
        await here.feed(first, 0, 1, 2, 3)
        await settled(first, 3)
        second, position = await here.owner()
        assert (position, tally(second).total) == (3, 6)


async def test_a_worker_whose_partition_was_taken_over_is_fenced_and_publishes_nothing(bootstrap: str) -> None:
    async with world(bootstrap) as here:
        first, _ = await here.owner()
        await here.feed(first, 0, 1)
        await settled(first, 1)
        second, _ = await here.owner()
        await here.feed(first, 1, 100)
        await here.feed(second, 1, 10)
        await settled(second, 2)
        await until(lambda: bool(here.failures))
        assert [type(error) for error in here.failures] == [ProducerFenced]
        assert await here.last_total() == b"11"


async def test_a_snapshot_alone_brings_everything_back_once_the_journal_is_cut(bootstrap: str) -> None:
    async with world(bootstrap) as here:
        await here.produce(3)
        first, _ = await here.owner(replace(here.policy, snapshot_bytes=1))
        for start in range(3):
            await here.feed(first, start, 7)
            await settled(first, start + 1)
        (kept,) = first
        await until(lambda: kept.figures.snapshots > 0 and kept.figures.journal_records == 3)
        await Housekeeping(first)._round()
        second, position = await here.owner()
        assert (position, tally(second).total) == (3, 21)
        (lane,) = second
        assert lane.figures.journal_records <= 3


async def test_other_definitions_refuse_to_go_on(bootstrap: str) -> None:
    async with world(bootstrap) as here:
        first, _ = await here.owner()
        await here.feed(first, 0, 1)
        await settled(first, 1)
        with pytest.raises(OtherDefinitions):
            await here.owner(replace(here.policy, fingerprint="others"))


async def test_an_input_that_was_cut_before_it_was_read_stops_the_worker(bootstrap: str) -> None:
    async with world(bootstrap) as here:
        await here.produce(3)
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        await admin.start()
        await admin.delete_records({TopicPartition(*here.source): RecordsToDelete(before_offset=2)})
        await admin.close()
        with pytest.raises(LostInput, match="begins at 2, the lane had read up to 0"):
            await here.owner()


async def test_a_backlog_longer_than_any_record_may_be_is_journaled_in_parts(bootstrap: str) -> None:
    async with world(bootstrap) as here:
        here.machine = Hoard
        first, _ = await here.owner(replace(here.policy, step_records=8000))
        (lane,) = first
        records = [Record(offset, 0, b"x" * 200_000) for offset in range(60)]
        await lane.put(Batch(0, records))
        await settled(first, 60)
        assert here.failures == []
        assert 12 <= lane.figures.steps <= 13
        second, position = await here.owner()
        assert (position, tally(second).total) == (60, 60 * 200_000)


async def test_a_journal_that_is_cut_while_it_is_read_stops_the_reader(bootstrap: str) -> None:
    async with world(bootstrap) as here:
        first, _ = await here.owner()
        for start in range(3):
            await here.feed(first, start, 7)
            await settled(first, start + 1)
        journal = Place(f"{here.name}-journal", 0)
        partition = TopicPartition(journal.topic, 0)
        consumer = journal_consumer(here.policy)
        await consumer.start()
        consumer.assign([partition])
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        await admin.start()
        await admin.delete_records({partition: RecordsToDelete(before_offset=2)})
        await admin.close()
        consumer.seek(partition, 0)  # not sooner: it fetches ahead, and would have the records already
        try:
            with pytest.raises(OffsetOutOfRangeError):
                await consumer.getmany(partition, timeout_ms=60_000)
        finally:
            await consumer.stop()
