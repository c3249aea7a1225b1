"""Records of a topic as a `read_committed` reader sees them, a part of each partition."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from service.broker.ready import reachable
from service.topics import BrokerUnreachable

_FETCH_BYTES = 8 << 20


class NotRead(Exception):
    """The topic, or the partition, is not there: the message says what is."""


@dataclass(frozen=True)
class Stored:
    """A record where it stands."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    """ms since the epoch, as the producer or the broker stamped it."""
    key: bytes | None
    value: bytes | None


@dataclass(frozen=True)
class Part:
    """Which records of a topic are asked for."""

    partition: int | None = None
    """None: of each."""
    first: int = 0
    """The first offset; below 0: so many before the end."""
    most: int = 20
    """Of each partition."""


Take = Callable[[Stored], bool]
"""Takes a record; whether it counts among the most that are asked for."""


async def read_through(broker: str, topic: str, part: Part, take: Take) -> None:
    """Partition by partition, up to the end that each has when it is begun. Raises NotRead, BrokerUnreachable."""
    async with _consumer(broker) as consumer:
        for partition in await _partitions(consumer, broker, topic, part.partition):
            left = part.most
            async for record in _of(consumer, partition, part.first):
                left -= take(Stored(topic, record.partition, record.offset, record.timestamp, record.key, record.value))
                if not left:
                    break


@asynccontextmanager
async def _consumer(broker: str) -> AsyncIterator[Any]:
    if not await asyncio.to_thread(reachable, broker):
        raise BrokerUnreachable(f"no Kafka answers at {broker}: start one (`vigie broker`), or set VIGIE_BROKER")
    consumer = AIOKafkaConsumer(
        bootstrap_servers=broker,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        # Without this, records of steps that were never made durable are shown too.
        isolation_level="read_committed",
        max_partition_fetch_bytes=_FETCH_BYTES,
    )
    try:
        await consumer.start()
        yield consumer
    except KafkaError as error:
        raise NotRead(f"Kafka on {broker}: {error}") from error
    finally:
        await consumer.stop()


async def _partitions(consumer: Any, broker: str, topic: str, only: int | None) -> Sequence[TopicPartition]:
    # All metadata and not that of one topic: naming one that is missing may create it.
    metadata = await consumer._client.fetch_all_metadata()
    there = sorted(metadata.partitions_for_topic(topic) or ())
    if not there:
        raise NotRead(f"{broker}: there is no topic {topic}; `vigie topics` creates it")
    if only is not None and only not in there:
        raise NotRead(f"{topic} has no partition {only}: it has {len(there)}, from 0 on")
    return [TopicPartition(topic, number) for number in there if only in (None, number)]


async def _of(consumer: Any, partition: TopicPartition, first: int) -> AsyncIterator[Any]:
    consumer.assign([partition])
    begin = (await consumer.beginning_offsets([partition]))[partition]
    end = (await consumer.end_offsets([partition]))[partition]
    consumer.seek(partition, max(begin, first if first >= 0 else end + first))
    # The position and not the last record's offset: the end mark of a transaction takes an offset too.
    while await consumer.position(partition) < end:
        for record in (await consumer.getmany(partition, timeout_ms=200, max_records=500)).get(partition, ()):
            yield record
