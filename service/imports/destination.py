"""The raw topic that events are sent to, as it stands, and whether it will keep and take what is years old."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topic_config import STAMPED_BY
from service.broker.ready import reachable
from service.durations import write_duration
from service.imports.faults import ImportFailed
from service.imports.position import Position, hashed
from service.imports.text import rfc3339

_ANSWER_MS = 10_000
_KEEPS = "retention.ms"
_TAKES = "message.timestamp.before.max.ms"


@dataclass(frozen=True)
class Destination:
    """A topic on a broker: its partitions and its configuration."""

    broker: str
    topic: str
    partitions: int
    config: Mapping[str, str]


async def destination(broker: str, topic: str) -> Destination:
    """The topic as it stands. Raises ImportFailed where there is none."""
    if not reachable(broker):
        raise ImportFailed("no_broker", broker=broker)
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        # All topics are described, not this one by name: naming one that is missing may create it.
        rows = {row["topic"]: row["partitions"] for row in await admin.describe_topics()}
        if topic not in rows:
            raise ImportFailed("no_topic", broker=broker, topic=topic)
        return Destination(broker, topic, len(rows[topic]), await _config(admin, topic))
    finally:
        await admin.close()


async def _config(admin: Any, topic: str) -> Mapping[str, str]:
    (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    ((_, _, _, _, entries),) = answer.resources
    return dict(entry[:2] for entry in entries)


async def refuse_too_old(to: Destination, oldest: int, retention: timedelta, now: datetime) -> None:
    """Raise ImportFailed if events since `oldest` (seconds since the epoch) would expire at once or be rejected."""
    then = datetime.fromtimestamp(oldest, UTC)
    if to.config[STAMPED_BY] == "LogAppendTime":
        if now - then > retention:
            raise ImportFailed("stamped", topic=to.topic, **_ages(then, retention, now))
        return
    for line in (_KEEPS, _TAKES):
        _refuse_expiring(to, line, then, now)
    if (newer := await _newer_than(to, then + retention)) is not None:
        raise ImportFailed("too_old", topic=to.topic, newest=rfc3339(newer), **_ages(then, retention, now))


def _refuse_expiring(to: Destination, line: str, then: datetime, now: datetime) -> None:
    found = to.config.get(line, "-1")
    if 0 <= int(found) < (now - then) // timedelta(milliseconds=1):
        wanted = "-1" if line == _KEEPS else str((1 << 63) - 1)
        raise ImportFailed("expires", topic=to.topic, line=line, found=found, oldest=rfc3339(then), wanted=wanted)


def _ages(then: datetime, retention: timedelta, now: datetime) -> dict[str, str]:
    # A day more, for what is sent meanwhile.
    needed = timedelta(days=(now - then).days + 2)
    return {"oldest": rfc3339(then), "retention": write_duration(retention), "needed": write_duration(needed)}


async def _newer_than(to: Destination, limit: datetime) -> datetime | None:
    """The timestamp of a record later than that, if there is one in any partition."""
    since = int(limit.timestamp() * 1000) + 1
    async with _reading(to) as consumer:
        partitions = [TopicPartition(to.topic, number) for number in range(to.partitions)]
        found = await consumer.offsets_for_times(dict.fromkeys(partitions, since))
    times = [each.timestamp for each in found.values() if each is not None]
    return datetime.fromtimestamp(max(times) / 1000, UTC) if times else None


async def holds(to: Destination, position: Position) -> bool:
    """Whether the topic still holds the last record that was sent."""
    if position.partition >= to.partitions:
        return False
    partition = TopicPartition(to.topic, position.partition)
    async with _reading(to) as consumer:
        first = (await consumer.beginning_offsets([partition]))[partition]
        end = (await consumer.end_offsets([partition]))[partition]
        if not first <= position.offset < end:
            return False
        consumer.assign([partition])
        consumer.seek(partition, position.offset)
        records = (await consumer.getmany(partition, timeout_ms=_ANSWER_MS, max_records=1)).get(partition, [])
    return any(each.offset == position.offset and hashed(each.value or b"") == position.last for each in records)


@asynccontextmanager
async def _reading(to: Destination) -> AsyncIterator[Any]:
    consumer = AIOKafkaConsumer(bootstrap_servers=to.broker, enable_auto_commit=False)
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()
