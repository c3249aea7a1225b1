"""Claims about making and checking the service's topics, on a real broker."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic

from schemas.topics import RawTopic
from service.broker.ports import free_ports
from service.settings import Settings
from service.topic_state import Condition, TopicState, complaints
from service.topics import (
    BrokerUnreachable,
    TopicsWrong,
    check_topics,
    ensure_topics,
    inspect_topics,
    needed,
)
from tests.until import until


async def create(settings: Settings, name: str, partitions: int, **config: str) -> None:
    """Make one topic as somebody else would."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.broker)
    await admin.start()
    await admin.create_topics([NewTopic(name, partitions, 1, topic_configs=config)])
    await admin.close()


def conditions(states: tuple[TopicState, ...]) -> set[Condition]:
    """Every condition that occurs."""
    return {state.condition for state in states}


async def test_missing_topics_are_created_once(fresh_settings: Settings) -> None:
    first, second = await ensure_topics(fresh_settings), await ensure_topics(fresh_settings)
    assert conditions(first) == {Condition.CREATED} and conditions(second) == {Condition.EXISTING}
    assert {state.partitions for state in first} == {4}
    await check_topics(fresh_settings)


async def test_two_workers_may_create_them_at_the_same_time(fresh_settings: Settings) -> None:
    left, right = await asyncio.gather(ensure_topics(fresh_settings), ensure_topics(fresh_settings))
    assert not complaints([*left, *right])
    # Each topic was created by exactly one of the two, and neither claims what the other did.
    by = zip(left, right, strict=True)
    assert all(sum(state.condition is Condition.CREATED for state in pair) == 1 for pair in by)


async def test_looking_creates_nothing(fresh_settings: Settings) -> None:
    await inspect_topics(fresh_settings)
    assert conditions(await inspect_topics(fresh_settings)) == {Condition.MISSING}


async def test_every_missing_topic_is_named_with_the_command_that_makes_it(fresh_settings: Settings) -> None:
    with pytest.raises(TopicsWrong, match="create them with `vigie topics`") as failure:
        await check_topics(fresh_settings)
    assert all(topic.name in str(failure.value) for topic in needed(fresh_settings))


async def test_another_number_of_partitions_is_refused(fresh_settings: Settings) -> None:
    await ensure_topics(fresh_settings)
    other = fresh_settings.model_copy(update={"partitions": 2})
    with pytest.raises(TopicsWrong, match=r"4 partitions and not 2: .*set VIGIE_PARTITIONS=4"):
        await check_topics(other)


async def test_a_raw_topic_may_have_any_number_of_partitions(fresh_settings: Settings) -> None:
    mail = next(iter(needed(fresh_settings)))
    await create(fresh_settings, mail.name, 7)
    states = await ensure_topics(fresh_settings)
    assert (states[0].condition, states[0].partitions) == (Condition.EXISTING, 7)
    await check_topics(fresh_settings)


async def test_a_raw_topics_journal_has_as_many_partitions_as_the_raw_topic(fresh_settings: Settings) -> None:
    mail = next(iter(needed(fresh_settings)))
    await create(fresh_settings, mail.name, 7)
    _, *others = await ensure_topics(fresh_settings)
    further = [topic.name for topic in needed(fresh_settings) if isinstance(topic, RawTopic)][1:]
    wanted = {(mail.name, 7), (None, 4)} | {(name, 4) for name in further}
    assert {(it.topic.partitions_of, it.partitions) for it in others} == wanted


async def test_a_journal_whose_raw_topic_has_grown_since_is_refused(fresh_settings: Settings) -> None:
    await ensure_topics(fresh_settings)
    mail = next(iter(needed(fresh_settings)))
    admin = AIOKafkaAdminClient(bootstrap_servers=fresh_settings.broker)
    await admin.start()
    await admin.create_partitions({mail.name: NewPartitions(6)})
    await admin.close()

    # The broker answers before every reader of its metadata sees the new partitions.
    async def six() -> bool:
        return (await inspect_topics(fresh_settings))[0].partitions == 6

    await until(six, pause=0.1)
    with pytest.raises(TopicsWrong, match=r"4 partitions and not 6: .*raise VIGIE_GENERATION") as failure:
        await check_topics(fresh_settings)
    assert "VIGIE_PARTITIONS" not in str(failure.value)


async def test_updates_that_are_not_compacted_are_refused(fresh_settings: Settings) -> None:
    updates = next(topic for topic in needed(fresh_settings) if topic.cleanup == "compact")
    await create(fresh_settings, updates.name, 4, **{"cleanup.policy": "delete"})
    await ensure_topics(fresh_settings)
    with pytest.raises(TopicsWrong, match=f"cleanup.policy=delete and not compact: {updates.name};"):
        await check_topics(fresh_settings)


async def test_a_journal_that_would_expire_is_refused_with_what_to_do(fresh_settings: Settings) -> None:
    journal = needed(fresh_settings)[-1]
    await create(fresh_settings, journal.name, 4, **{"retention.ms": "604800000"})
    await ensure_topics(fresh_settings)
    with pytest.raises(TopicsWrong, match=f"retention.ms=604800000 and not -1: {journal.name}; alter .*, or records"):
        await check_topics(fresh_settings)


async def test_what_the_broker_refuses_to_create_is_named_with_its_reason(fresh_settings: Settings) -> None:
    too_many = fresh_settings.model_copy(update={"replication": 3})
    with pytest.raises(TopicsWrong, match=f"topic {fresh_settings.namespace}.mail was not created: .*3"):
        await ensure_topics(too_many)


async def test_a_broker_that_is_not_there_is_named_with_the_way_out() -> None:
    address = f"127.0.0.1:{next(free_ports('127.0.0.1'))}"
    with pytest.raises(BrokerUnreachable, match=f"{address}: start one .*VIGIE_BROKER"):
        await check_topics(Settings(broker=address))
