"""The producer of a lane: what it refuses, what it answers, and that it can always be left."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.topics import topics_of
from service.machine import Output
from service.stream import producer
from service.stream.errors import OutputTooLarge
from service.stream.policy import LanePolicy
from service.stream.producer import LaneProducer
from tests.committed import committed
from tests.until import PATIENCE

MIB = 1 << 20


def policy(bootstrap: str) -> LanePolicy:
    return LanePolicy(bootstrap, "test", "defs", step_records=1, mark_interval=1, snapshot_bytes=1)


@asynccontextmanager
async def started(bootstrap: str) -> AsyncIterator[tuple[LaneProducer, str]]:
    """A producer, and a topic of its own with two partitions as the service makes them."""
    topic, admin = f"sends-{uuid.uuid4().hex[:8]}", AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 2, 1, topic_configs=topics_of("test", 1).changes.config())])
    await admin.close()
    made = LaneProducer(policy(bootstrap), topic)
    await made.start()
    try:
        yield made, topic
    finally:
        await made.stop()


async def lengths(bootstrap: str, topic: str, partition: int) -> list[int]:
    (records,) = await committed(bootstrap, topic, [partition])
    return [len(record.value) for record in records]


def test_the_limit_is_that_of_the_topics_that_steps_write_to() -> None:
    topics = topics_of("test", 1)
    limits = {topic.config()["max.message.bytes"] for topic in topics if topic not in topics.raw}
    assert limits == {str(policy("nowhere:0").message_bytes)}


async def test_a_record_of_five_mebibytes_is_accepted_between_small_ones(bootstrap: str) -> None:
    async with started(bootstrap) as (made, topic):
        await made.commit([Output(topic, 0, None, b"x" * n) for n in (1, 5 * MIB, 2, 3)])
        assert await lengths(bootstrap, topic, 0) == [1, 5 * MIB, 2, 3]


async def test_a_record_that_its_topic_would_refuse_is_refused_before_anything_is_sent(bootstrap: str) -> None:
    async with started(bootstrap) as (made, topic):
        with pytest.raises(OutputTooLarge, match=rf"8,388,600 bytes for {topic}/0, which takes 8,388,608.*Raise max"):
            await made.commit([Output(topic, 0, None, b"1"), Output(topic, 0, None, b"x" * (8 * MIB - 8))])
        await made.commit([Output(topic, 0, None, b"22")])
        assert await lengths(bootstrap, topic, 0) == [2]


async def test_the_offset_answered_is_that_of_the_first_output_wherever_others_went(bootstrap: str) -> None:
    async with started(bootstrap) as (made, topic):
        assert await made.commit([Output(topic, 1, None, b"x")] * 5) == 0
        big = Output(topic, 1, None, b"x" * MIB)
        assert await made.commit([Output(topic, 0, None, b"x"), big, big]) == 0  # partition 1 is sent first
        assert await made.commit([Output(topic, 1, None, b"x"), Output(topic, 0, None, b"x")]) == 9


async def test_a_producer_that_does_not_stop_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    made = LaneProducer(policy("127.0.0.1:1"), "stuck")
    monkeypatch.setattr(producer, "STOP_SECONDS", 0.05)
    monkeypatch.setattr(made._transactions, "stop", asyncio.Event().wait)
    await asyncio.wait_for(made.stop(), PATIENCE)
