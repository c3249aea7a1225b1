"""Whole topics, from their first record, as a `read_committed` reader sees them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from service.verify.errors import VerifyError

_BATCH = 5_000
_FETCH_BYTES = 4 << 20


class Log:
    """A reader of some topics that remembers how far it came. It belongs to no group and commits nothing."""

    def __init__(self, consumer: Any, partitions: Sequence[TopicPartition]) -> None:
        self.consumer = consumer
        self.partitions = partitions

    async def ends(self) -> dict[TopicPartition, int]:
        """Where each partition ends now: the offset after its last committed record."""
        return dict(await self.consumer.end_offsets(self.partitions))

    async def begins(self) -> dict[TopicPartition, int]:
        """The first offset that each partition still holds."""
        return dict(await self.consumer.beginning_offsets(self.partitions))

    async def until(self, ends: dict[TopicPartition, int]) -> AsyncIterator[list[ConsumerRecord]]:
        """What was not read yet, at least up to `ends`, in batches of one partition each."""
        while await self._behind(ends):
            fetched = await self.consumer.getmany(timeout_ms=200, max_records=_BATCH)
            for records in fetched.values():
                yield records

    async def _behind(self, ends: dict[TopicPartition, int]) -> bool:
        # The position and not the last record's offset: a transaction's end mark takes an offset too.
        return any([await self.consumer.position(partition) < end for partition, end in ends.items()])


@asynccontextmanager
async def reading(broker: str, topics: Iterable[str]) -> AsyncIterator[Log]:
    """A log of topics; raises `VerifyError` where the broker or a topic is not there."""
    consumer = None
    try:
        partitions = await _partitions(broker, list(topics))
        consumer = AIOKafkaConsumer(
            bootstrap_servers=broker,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            max_partition_fetch_bytes=_FETCH_BYTES,
        )
        await consumer.start()
        consumer.assign(partitions)
        yield Log(consumer, partitions)
    except KafkaError as error:
        raise VerifyError(f"Kafka on {broker}: {error}") from error
    finally:
        if consumer is not None:
            await consumer.stop()


async def _partitions(broker: str, topics: list[str]) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    try:
        await admin.start()
        found = await admin.describe_topics(topics)
    finally:
        await admin.close()
    missing = sorted(given["topic"] for given in found if given["error_code"])
    if missing:
        raise VerifyError(f"Kafka on {broker}: no topic {', '.join(missing)}; `vigie topics` makes them")
    return [TopicPartition(given["topic"], part["partition"]) for given in found for part in given["partitions"]]
