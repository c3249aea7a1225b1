"""The service's topics on the broker: create what is missing, refuse what would not work."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from schemas.topics import Topic, topics_of
from service.broker.ready import reachable
from service.settings import Settings

CLEANUP = "cleanup.policy"
VISIBLE_SECONDS = 15.0
POLL_SECONDS = 0.1


class TopicsWrong(RuntimeError):
    """The topics are not those that the service needs. Each line says what is wrong and what to do."""


class BrokerUnreachable(ConnectionError):
    """No Kafka answers at the settings' address. Start one, or set VIGIE_BROKER."""


class Condition(StrEnum):
    """How a topic stands."""

    CREATED = "created"
    EXISTING = "existing"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True)
class Found:
    """A topic as the broker has it."""

    partitions: int
    cleanup: str


@dataclass(frozen=True)
class Fault:
    """Why a topic would not work, and what to do about it."""

    what: str
    remedy: str


@dataclass(frozen=True)
class TopicState:
    """A topic that the service needs, beside what the broker has."""

    topic: Topic
    condition: Condition
    partitions: int
    """As found; 0 when missing."""
    fault: Fault | None = None


def complaints(states: Iterable[TopicState]) -> list[Fault]:
    """What is wrong with the topics; those with the same fault are named together."""
    names: dict[Fault, list[str]] = {}
    for state in states:
        if state.fault:
            names.setdefault(state.fault, []).append(state.topic.name)
    return [Fault(f"{fault.what}: {', '.join(of)}", fault.remedy) for fault, of in names.items()]


async def ensure_topics(settings: Settings) -> tuple[TopicState, ...]:
    """Create the missing topics; wrong ones are reported as they are. Raises BrokerUnreachable, TopicsWrong."""
    async with _admin(settings) as admin:
        missing = [state.topic for state in await _states(admin, settings) if _is_missing(state)]
        created = await _create(admin, settings, missing) if missing else frozenset()
        states = await _once_visible(admin, settings)
    return tuple(_mark_created(state) if state.topic.name in created else state for state in states)


async def check_topics(settings: Settings) -> tuple[TopicState, ...]:
    """The topics, if every one is as the service needs it. Raises BrokerUnreachable, TopicsWrong."""
    states = await inspect_topics(settings)
    if wrong := complaints(states):
        raise TopicsWrong("\n".join(f"{fault.what}; {fault.remedy}" for fault in wrong))
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
        _state(topic, found.get(topic.name), None if topic in raw else _partitions(topic, counts, settings))
        for topic in needed(settings)
    )


def _partitions(topic: Topic, counts: Mapping[str, int], settings: Settings) -> int:
    """How many a topic must have: a raw topic's journal follows the raw topic, all others the settings."""
    return counts.get(topic.partitions_of or "", settings.partitions)


async def _found(admin: Any, names: set[str]) -> Mapping[str, Found]:
    # All topics are described, not ours by name: naming one that is missing may create it.
    counts = {row["topic"]: len(row["partitions"]) for row in await admin.describe_topics()}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name, {CLEANUP: None}) for name in names & counts.keys()]
    answers = await admin.describe_configs(asked) if asked else ()
    entries = {name: entries for answer in answers for _, _, _, name, entries in answer.resources}
    return {name: Found(counts[name], dict(entry[:2] for entry in entries[name])[CLEANUP]) for name in entries}


def _state(topic: Topic, found: Found | None, partitions: int | None) -> TopicState:
    """`partitions` is how many there must be; None where any number will do.

    That is so for raw topics, which are other people's: their events are exchanged by our own keys.
    """
    if found is None:
        return TopicState(topic, Condition.MISSING, 0, Fault("missing topics", "create them with `vigie topics`"))
    fault = _fault(topic, found, partitions)
    return TopicState(topic, Condition.WRONG if fault else Condition.EXISTING, found.partitions, fault)


def _fault(topic: Topic, found: Found, partitions: int | None) -> Fault | None:
    if partitions not in (None, found.partitions):
        return Fault(
            f"topics with {found.partitions} partitions and not {partitions}",
            f"set VIGIE_PARTITIONS={found.partitions}, or raise VIGIE_GENERATION to rebuild with {partitions}",
        )
    if found.cleanup != topic.cleanup:
        return Fault(
            f"topics with {CLEANUP}={found.cleanup} and not {topic.cleanup}",
            "alter their configuration, or records are lost or kept for ever",
        )
    return None


async def _create(admin: Any, settings: Settings, topics: list[Topic]) -> frozenset[str]:
    """The names of those that were not there before."""
    followed = {it.partitions_of for it in topics if it.partitions_of}
    counts = {name: each.partitions for name, each in (await _found(admin, followed)).items()}
    wanted = [
        NewTopic(it.name, _partitions(it, counts, settings), settings.replication, topic_configs=it.config())
        for it in topics
    ]
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


async def _once_visible(admin: Any, settings: Settings) -> tuple[TopicState, ...]:
    for _ in range(int(VISIBLE_SECONDS / POLL_SECONDS)):
        states = await _states(admin, settings)
        if not any(map(_is_missing, states)):
            return states
        await asyncio.sleep(POLL_SECONDS)
    raise TopicsWrong(f"topics were created but did not appear within {VISIBLE_SECONDS:.0f} s")


def _is_missing(state: TopicState) -> bool:
    return state.condition is Condition.MISSING


def _mark_created(state: TopicState) -> TopicState:
    return state if state.fault else replace(state, condition=Condition.CREATED)
