"""The service's topics on the broker: create what is missing, refuse what would not work."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from schemas.topics import Topic, topics_of
from service.broker.ready import reachable
from service.lang import Lang
from service.settings import Settings
from service.topic_state import Condition, Fault, Found, TopicState, complaints, judge

VISIBLE_SECONDS = 15.0
POLL_SECONDS = 0.1


class TopicsWrong(RuntimeError):
    """The topics are not those that the service needs. Each line says what is wrong and what to do."""


class Faulty(TopicsWrong):
    """They are there, or some of them, and not as they must be."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__(self.text("en"))

    def text(self, lang: Lang) -> str:
        """A line for each fault."""
        return "\n".join(fault.text(lang) for fault in self.faults)


class BrokerUnreachable(ConnectionError):
    """No Kafka answers at the settings' address. Start one, or set VIGIE_BROKER."""


async def ensure_topics(settings: Settings) -> tuple[TopicState, ...]:
    """Create the missing topics; wrong ones are reported as they are. Raises BrokerUnreachable, TopicsWrong."""
    topics = topics_of(settings.app, settings.generation, settings.namespace)
    async with _admin(settings) as admin:
        # Raw topics first: somebody else may be making one just now, and its journal takes its number of partitions.
        created = await _create_missing(admin, settings, set(topics.raw))
        created |= await _create_missing(admin, settings, set(topics))
        states = await _states(admin, settings)
    return tuple(_mark_created(state) if state.topic.name in created else state for state in states)


async def check_topics(settings: Settings) -> tuple[TopicState, ...]:
    """The topics, if every one is as the service needs it. Raises BrokerUnreachable, TopicsWrong."""
    states = await inspect_topics(settings)
    if wrong := complaints(states):
        raise Faulty(wrong)
    return states


async def inspect_topics(settings: Settings) -> tuple[TopicState, ...]:
    """How every topic stands; nothing is changed. Raises BrokerUnreachable."""
    async with _admin(settings) as admin:
        return await _states(admin, settings)


def needed(settings: Settings) -> tuple[Topic, ...]:
    """The topics of these settings' application, generation and namespace."""
    return tuple(topics_of(settings.app, settings.generation, settings.namespace))


@asynccontextmanager
async def _admin(settings: Settings) -> AsyncIterator[Any]:
    # Asked first, because aiokafka logs each failed try before it raises.
    if not await asyncio.to_thread(reachable, settings.broker):
        raise BrokerUnreachable(
            f"no Kafka answers at {settings.broker}: start one (`vigie broker`), or set VIGIE_BROKER"
        )
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.broker)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def _states(admin: Any, settings: Settings) -> tuple[TopicState, ...]:
    raw = topics_of(settings.app, settings.generation, settings.namespace).raw
    found = await _found(admin, {topic.name for topic in needed(settings)})
    counts = {name: each.partitions for name, each in found.items()}
    return tuple(
        judge(topic, found.get(topic.name), None if topic in raw else _partitions(topic, counts, settings))
        for topic in needed(settings)
    )


def _partitions(topic: Topic, counts: Mapping[str, int], settings: Settings) -> int:
    """How many a topic must have: a raw topic's journal follows the raw topic, all others the settings."""
    return counts.get(topic.partitions_of or "", settings.partitions)


async def _found(admin: Any, names: set[str]) -> Mapping[str, Found]:
    # All topics are described, not ours by name: naming one that is missing may create it.
    rows = {row["topic"]: row["partitions"] for row in await admin.describe_topics()}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names & rows.keys()]
    answers = await admin.describe_configs(asked) if asked else ()
    entries = {name: entries for answer in answers for _, _, _, name, entries in answer.resources}
    return {name: _as_found(rows[name], entries[name]) for name in entries}


def _as_found(partitions: list[Any], entries: list[Any]) -> Found:
    replicas = min(len(partition["replicas"]) for partition in partitions)
    return Found(len(partitions), replicas, dict(entry[:2] for entry in entries))


async def _create_missing(admin: Any, settings: Settings, topics: set[Topic]) -> frozenset[str]:
    """The names of those that were not there before; all are there afterwards."""
    states = await _states(admin, settings)
    missing = [state.topic for state in states if state.topic in topics and _is_missing(state)]
    if not missing:
        return frozenset()
    counts = {state.topic.name: state.partitions for state in states}
    count = settings.replication
    created = await _create(
        admin,
        [NewTopic(it.name, _partitions(it, counts, settings), count, topic_configs=it.config(count)) for it in missing],
    )
    await _until_visible(admin, settings, topics)
    return created


async def _create(admin: Any, wanted: list[NewTopic]) -> frozenset[str]:
    rows = (await admin.create_topics(wanted)).topic_errors
    # Another worker that starts at the same time may have been first: just as well.
    harmless = (0, TopicAlreadyExistsError.errno)
    refused = [
        f"topic {name} was not created: {why or for_code(code).__name__}"
        for name, code, why in rows
        if code not in harmless
    ]
    if refused:
        raise TopicsWrong("\n".join(refused))
    return frozenset(name for name, code, _ in rows if code == 0)


async def _until_visible(admin: Any, settings: Settings, topics: set[Topic]) -> None:
    for _ in range(int(VISIBLE_SECONDS / POLL_SECONDS)):
        if not any(_is_missing(state) and state.topic in topics for state in await _states(admin, settings)):
            return
        await asyncio.sleep(POLL_SECONDS)
    raise TopicsWrong(f"topics were created but did not appear within {VISIBLE_SECONDS:.0f} s")


def _is_missing(state: TopicState) -> bool:
    return state.condition is Condition.MISSING


def _mark_created(state: TopicState) -> TopicState:
    return state if state.fault else replace(state, condition=Condition.CREATED)
