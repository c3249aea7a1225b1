"""Fills a mirror from Kafka: every partition from its first record, committed records only, for as long as it runs."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

Take = Callable[[bytes, bytes | None], None]


class NothingToRead(Exception):
    """The broker has no such topic. `vigie topics` makes it; try again later."""


@dataclass(frozen=True)
class ReadPolicy:
    """What is read, and how much of the event loop's time that may take."""

    bootstrap: str
    takes: Mapping[str, Take]
    """By topic: what is done with each key and value. The first topic must be there, the others may be."""
    share: float = 1.0
    """1: as fast as it can. In a worker less, since its lanes live in the same loop and counting comes first."""
    batch: int = 500
    """Records between two looks at the rest of the loop: some milliseconds."""


class Reader:
    """Reads until it is cancelled. It belongs to no group and commits nothing."""

    def __init__(self, policy: ReadPolicy) -> None:
        self._policy = policy
        self.caught_up = asyncio.Event()
        """Everything that was there at the start has been taken."""
        self.read, self.expected = 0, 0
        """Offsets read and to be read up to the end at the start: for telling how far it is."""
        self.malformed = 0
        """Records of no key of ours. Somebody else writes to the topic."""

    async def run(self) -> None:
        """Raises KafkaError, NothingToRead."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._policy.bootstrap,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            # Without this a reader sees values of steps that were never made durable.
            isolation_level="read_committed",
            max_partition_fetch_bytes=1 << 20,
        )
        await consumer.start()
        try:
            ends = await self._assign(consumer)
            await self._follow(consumer, ends)
        finally:
            await consumer.stop()

    async def _assign(self, consumer: Any) -> dict[TopicPartition, int]:
        # All metadata and not that of our topics: naming one that is missing may create it.
        metadata = await consumer._client.fetch_all_metadata()
        found = {name: metadata.partitions_for_topic(name) for name in self._policy.takes}
        needed = next(iter(found))
        if not found[needed]:
            raise NothingToRead(needed)
        partitions = [TopicPartition(name, number) for name, numbers in found.items() for number in numbers or ()]
        consumer.assign(partitions)
        begins, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
        self.expected = sum(ends.values()) - sum(begins.values())
        self._begins = sum(begins.values())
        return dict(ends)

    async def _follow(self, consumer: Any, ends: Mapping[TopicPartition, int]) -> None:
        while True:
            await self._look(consumer, ends)
            fetched = await consumer.getmany(timeout_ms=200, max_records=self._policy.batch)
            began = time.perf_counter()
            for partition, records in fetched.items():
                self._take_all(self._policy.takes[partition.topic], records)
            await self._rest(time.perf_counter() - began)

    async def _rest(self, worked: float) -> None:
        """Leave the loop to others, in proportion to what was taken from it."""
        await asyncio.sleep(worked * (1 / self._policy.share - 1))

    def _take_all(self, take: Take, records: Sequence[Any]) -> None:
        for record in records:
            try:
                take(record.key or b"", record.value)
            except ValueError:
                self.malformed += 1

    async def _look(self, consumer: Any, ends: Mapping[TopicPartition, int]) -> None:
        """How far it is. The position and not the last record's offset: a transaction's end takes an offset too."""
        if self.caught_up.is_set():
            return
        positions = [min(await consumer.position(partition), end) for partition, end in ends.items()]
        self.read = sum(positions) - self._begins
        if sum(positions) >= sum(ends.values()):
            self.caught_up.set()


READ_ERRORS = (KafkaError, NothingToRead, OSError)
"""What a reader may end with; it can be started again."""
