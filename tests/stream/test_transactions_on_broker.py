"""Transactions on a real broker: what is lost on the way is asked for again, and nothing is written twice."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError, ProducerFenced

from service.machine import Output
from service.stream.errors import TransactionStuck
from service.stream.policy import LanePolicy
from service.stream.producer import LaneProducer
from tests.stream.test_producer_on_broker import lengths

REQUESTS = ("InitProducerIdRequest", "AddPartitionsToTxnRequest", "ProduceRequest", "EndTxnRequest")


def policy(bootstrap: str, **options: Any) -> LanePolicy:
    return LanePolicy(bootstrap, "test", "defs", step_records=1, mark_interval=1, snapshot_bytes=1, **options)


@asynccontextmanager
async def topic_of_its_own(bootstrap: str) -> AsyncIterator[str]:
    topic, admin = f"txn-{uuid.uuid4().hex[:8]}", AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    yield topic


def lose_answers(made: LaneProducer, kind: str, before: bool) -> list[str]:
    """The first request of a kind never arrives, or its answer does not; what was asked, in order."""
    client, asked = made._transactions._client, list[str]()
    send = client.send

    async def losing(node: int, request: Any, **options: Any) -> Any:
        name = type(request).__name__
        asked.append(name)
        lost = name == kind and asked.count(kind) == 1
        if lost and before:
            raise KafkaConnectionError("lost")
        answer = await send(node, request, **options)
        if lost:
            raise KafkaConnectionError("lost")
        return answer

    client.send = losing
    return asked


@pytest.mark.parametrize("before", [True, False], ids=["request-lost", "answer-lost"])
@pytest.mark.parametrize("kind", REQUESTS)
async def test_whatever_is_lost_on_the_way_each_record_is_there_once(bootstrap: str, kind: str, before: bool) -> None:
    async with topic_of_its_own(bootstrap) as topic:
        made = LaneProducer(policy(bootstrap), topic)
        asked = lose_answers(made, kind, before)
        await made.start()
        try:
            first = await made.commit([Output(topic, 0, None, b"x" * n) for n in (1, 2)])
            second = await made.commit([Output(topic, 0, None, b"xxx")])
        finally:
            await made.stop()
        assert asked.count(kind) >= 2
        assert await lengths(bootstrap, topic, 0) == [1, 2, 3]
        assert (first, second) == (0, 3)  # the end of the first transaction takes an offset too


async def test_an_earlier_owner_is_refused(bootstrap: str) -> None:
    async with topic_of_its_own(bootstrap) as topic:
        earlier, later = LaneProducer(policy(bootstrap), topic), LaneProducer(policy(bootstrap), topic)
        await earlier.start()
        await earlier.commit([Output(topic, 0, None, b"x")])
        await later.start()
        try:
            with pytest.raises(ProducerFenced):
                await earlier.commit([Output(topic, 0, None, b"xx")])
            await later.commit([Output(topic, 0, None, b"xxx")])
        finally:
            await earlier.stop()
            await later.stop()
        assert await lengths(bootstrap, topic, 0) == [1, 3]


async def test_a_step_that_does_not_end_in_time_says_so(bootstrap: str) -> None:
    async with topic_of_its_own(bootstrap) as topic:
        made = LaneProducer(policy(bootstrap), topic)
        await made.start()
        made._transactions._policy = policy(bootstrap, request_timeout=0.2, transaction_timeout=0.3)

        async def never(*_: Any, **__: Any) -> Any:
            raise KafkaConnectionError("gone")

        made._transactions._client.send = never
        try:
            with pytest.raises(TransactionStuck, match=r"within 0\.5 s\. The broker did not answer"):
                await made.commit([Output(topic, 0, None, b"x")])
        finally:
            await made.stop()
