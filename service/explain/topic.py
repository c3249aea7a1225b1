"""The last record of keys of `kpi.updates`, as a `read_committed` reader has them."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.topics import topics_of
from schemas.updates import Scope
from service.explain.words import NotExplained
from service.kpi.scopes import scope_hash
from service.settings import Settings
from service.topics import BrokerUnreachable, inspect_topics

Wanted = Callable[[bytes], bool]
"""Whether a record key is one to keep."""


@dataclass
class Updates:
    """A reader of the topic. Each partition is read to the end that it has when the reading begins."""

    topic: str
    partitions: int
    _consumer: Any = field(repr=False)

    def partition_of(self, scope: Scope) -> int:
        """Where every update of a scope is."""
        return scope_hash(tuple(sorted(scope.items()))) % self.partitions

    async def last(self, partitions: Iterable[int], wanted: Wanted) -> dict[bytes, bytes]:
        """Key → value of the last record of each key that is wanted; what is gone is not there."""
        found: dict[bytes, bytes] = {}
        async for record in self._records([TopicPartition(self.topic, p) for p in partitions]):
            if not wanted(record.key or b""):
                continue
            if record.value is None:
                found.pop(record.key, None)
            else:
                found[record.key] = record.value
        return found

    async def _records(self, partitions: list[TopicPartition]) -> AsyncIterator[Any]:
        self._consumer.assign(partitions)
        await self._consumer.seek_to_beginning(*partitions)
        ends = await self._consumer.end_offsets(partitions)
        # The position and not the last record's offset: the end mark of a transaction takes an offset too.
        while any([await self._consumer.position(each) < end for each, end in ends.items()]):
            for records in (await self._consumer.getmany(timeout_ms=200, max_records=10_000)).values():
                for record in records:
                    yield record


@asynccontextmanager
async def updates(settings: Settings) -> AsyncIterator[Updates]:
    """The topic of the settings' generation. Raises NotExplained where there is none."""
    topic = topics_of(settings.app, settings.generation, settings.namespace).updates.name
    partitions = await _partitions(settings, topic)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.broker,
        group_id=None,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=4 << 20,
    )
    await consumer.start()
    try:
        yield Updates(topic, partitions, consumer)
    finally:
        await consumer.stop()


async def _partitions(settings: Settings, topic: str) -> int:
    try:
        states = await inspect_topics(settings)
    except BrokerUnreachable:
        raise NotExplained.because("no_broker", broker=settings.broker) from None
    partitions = next(state.partitions for state in states if state.topic.name == topic)
    if not partitions:
        raise NotExplained.because("no_topic", broker=settings.broker, topic=topic)
    return partitions
