"""The feed against a real broker: everything arrives once, in order within its partition, or it is said."""

import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from schemas.topics import topics_of
from service.demo.feed import SendError, feed, paced
from service.demo.traffic import Traffic, TrafficPolicy
from service.settings import Settings
from service.topics import ensure_topics
from tests.committed import committed

SEED, EVENTS = 5, 4_000


async def raw_topic(settings: Settings) -> str:
    await ensure_topics(settings)
    return topics_of(settings.app, settings.generation, settings.namespace).raw[0].name


async def read(bootstrap: str, topic: str, partitions: int) -> dict[int, list[bytes | None]]:
    """Everything in the topic, by partition."""
    found = await committed(bootstrap, topic, range(partitions))
    return {number: [record.value for record in records] for number, records in enumerate(found) if records}


async def test_every_arrival_is_in_its_partition_once_and_in_order(fresh_settings: Settings) -> None:
    print(f"seed {SEED}")
    topic, partitions = await raw_topic(fresh_settings), fresh_settings.partitions
    policy = TrafficPolicy.bulk(SEED, datetime.now(UTC), timedelta(days=3), EVENTS)
    arrivals = list(Traffic(policy).first(EVENTS))
    async with feed(fresh_settings.broker, topic) as to:
        await paced(to, arrivals, float("inf"))
    expected = defaultdict(list)
    for arrival in arrivals:
        expected[arrival.slot % partitions].append(arrival.payload)
    assert await read(fresh_settings.broker, topic, partitions) == expected
    assert {None, b""} <= {arrival.payload for arrival in arrivals}
    assert to.sent == EVENTS


async def test_a_megabyte_is_sent(fresh_settings: Settings) -> None:
    topic = await raw_topic(fresh_settings)
    async with feed(fresh_settings.broker, topic) as to:
        await to.put(0, b"x" * (1 << 20))
    found = await read(fresh_settings.broker, topic, fresh_settings.partitions)
    assert found == {0: [b"x" * (1 << 20)]}


async def test_a_pace_is_kept(fresh_settings: Settings) -> None:
    topic = await raw_topic(fresh_settings)
    traffic = Traffic(TrafficPolicy.live(SEED, datetime.now(UTC), 1_000))
    async with feed(fresh_settings.broker, topic) as to:
        began = time.monotonic()
        await paced(to, traffic.first(1_000), rate=1_000)
        assert 0.9 < time.monotonic() - began < 30


async def test_a_missing_topic_is_named_at_once(bootstrap: str, app_name: str) -> None:
    began = time.monotonic()
    with pytest.raises(SendError, match=f"there is no topic {app_name}; `vigie topics` creates it"):
        async with feed(bootstrap, app_name):
            pass
    assert time.monotonic() - began < 30  # and not after the two minutes that a topic has to appear


async def test_an_address_where_no_kafka_answers_is_named() -> None:
    with pytest.raises(SendError, match=r"no Kafka answers at 127\.0\.0\.1:1:"):
        async with feed("127.0.0.1:1", "mail"):
            pass
