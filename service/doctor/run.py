"""Everything that is looked at, in the order in which it is needed; what one check needs of another."""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError as CoordinatorNotAvailable
from aiokafka.errors import KafkaError

from schemas.topics import INGEST, topics_of
from service.catalog import CatalogError, load
from service.doctor.checks.cache import cache
from service.doctor.checks.catalog import catalog
from service.doctor.checks.clock import Clock, clock
from service.doctor.checks.definitions import definitions
from service.doctor.checks.jars import jars
from service.doctor.checks.key import key
from service.doctor.checks.lag import Backlog, Staff, lag
from service.doctor.checks.python import python
from service.doctor.checks.rejects import rejects
from service.doctor.checks.topics import topics
from service.doctor.checks.variables import variables
from service.doctor.checks.waiting import waiting
from service.doctor.finding import Finding, broken, fine
from service.doctor.journals import Journals, journals, reader, spans
from service.doctor.words import said
from service.fingerprint import fingerprint
from service.settings import Settings
from service.topic_state import TopicState
from service.topics import BrokerUnreachable, inspect_topics

_COORDINATOR_TRIES = 25
_APART = 2.0
"""Seconds between two looks at what waits."""


def findings(
    settings: Settings, environment: Mapping[str, str] = os.environ, now: Clock = time.time
) -> Iterator[Finding]:
    """Every finding, as soon as it is there. `now`: this machine's clock."""
    yield from of_this_machine(settings, environment)
    looking = of_the_broker(settings, now)
    # Anew for each: what is found is told at once, and nothing runs while nobody asks.
    with asyncio.Runner() as runner:
        while (finding := runner.run(anext(looking, None))) is not None:
            yield finding


def of_this_machine(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """What needs no broker."""
    yield python(sys.version_info[:2])
    yield from variables(environment)
    yield cache(settings)
    yield jars(settings)
    yield key(settings)
    yield fine("zone", said("zone", zone=settings.zone))  # another would have been refused with the settings
    yield catalog(settings)


async def of_the_broker(settings: Settings, now: Clock) -> AsyncIterator[Finding]:
    """What the broker shows; without one, that it is missing."""
    try:
        states = await inspect_topics(settings)
    except BrokerUnreachable:
        yield broken("broker", said("broker_silent", broker=settings.broker), said("broker_start"))
        return
    yield fine("broker", said("broker", broker=settings.broker))
    for finding in topics(states):
        yield finding
    try:
        yield await clock(settings, now)
        async for finding in of_what_is_counted(settings, states):
            yield finding
    except KafkaError as error:
        yield broken("broker", said("unanswered", error=error or type(error).__name__), said("unanswered_do"))
    yield await waiting(settings)


async def of_what_is_counted(settings: Settings, states: Sequence[TopicState]) -> AsyncIterator[Finding]:
    """What journals, raw topics and rejects show. Raises KafkaError."""
    partitions = {state.topic.name: state.partitions for state in states}
    consumer = reader(settings)
    await consumer.start()
    try:
        found = await journals(consumer, settings, partitions)
        if (finding := await _definitions(consumer, settings, found)) is not None:
            yield finding
        yield await _lag(consumer, settings, partitions, found)
        yield await _rejects(consumer, settings, partitions)
    finally:
        await consumer.stop()


async def _definitions(consumer: AIOKafkaConsumer, settings: Settings, found: Journals) -> Finding | None:
    """None where the catalog cannot be read, which is told elsewhere."""
    try:
        ours = fingerprint(load(settings.catalog), settings)
    except CatalogError:
        return None
    mine = [tail.fingerprint for tail in found.tails]
    others = [number for number in await _generations(settings) if number != settings.generation]
    there = {number: await _fingerprints(consumer, settings, number) for number in others}
    return definitions(ours, settings.generation, {**there, settings.generation: mine})


async def _generations(settings: Settings) -> Sequence[int]:
    """The generations whose topics are there."""
    space = f"{settings.namespace}." if settings.namespace else ""
    named = re.compile(rf"{re.escape(space + settings.app)}-g([1-9][0-9]*)-facts")
    async with _admin(settings) as admin:
        found = (named.fullmatch(name) for name in await admin.list_topics())
        return sorted(int(match[1]) for match in found if match)


async def _fingerprints(consumer: AIOKafkaConsumer, settings: Settings, generation: int) -> Sequence[str]:
    """Those in the journals of a generation."""
    other = settings.model_copy(update={"generation": generation})
    partitions = {state.topic.name: state.partitions for state in await inspect_topics(other)}
    return [tail.fingerprint for tail in (await journals(consumer, other, partitions)).tails]


async def _lag(
    consumer: AIOKafkaConsumer, settings: Settings, partitions: Mapping[str, int], found: Journals
) -> Finding:
    before = after = Backlog.of(found)
    staff = await _staff(settings)
    if before.waits and staff.members:
        await asyncio.sleep(_APART)
        after = Backlog.of(await journals(consumer, settings, partitions))
    return lag(before, after, _APART, staff, settings.step_events)


async def _staff(settings: Settings) -> Staff:
    group = ".".join(filter(None, (settings.namespace, f"{settings.app}-g{settings.generation}")))
    async with _admin(settings) as admin:
        for _ in range(_COORDINATOR_TRIES):
            # A broker on which there was no group yet is still making the topic that it keeps them in.
            with suppress(CoordinatorNotAvailable):
                (answer,) = await admin.describe_consumer_groups([group])
                ((_, _, _, _, _, members, *_),) = answer.groups
                return Staff(group, len(members))
            await asyncio.sleep(0.2)
    return Staff(group, 0)


async def _rejects(consumer: AIOKafkaConsumer, settings: Settings, partitions: Mapping[str, int]) -> Finding:
    ours = topics_of(settings.app, settings.generation, settings.namespace)

    def places(*names: str) -> list[TopicPartition]:
        return [TopicPartition(name, p) for name in names for p in range(partitions.get(name, 0))]

    raw = await spans(consumer, places(*(topic.name for topic in ours.inputs(INGEST))))
    return await rejects(consumer, settings, raw, await spans(consumer, places(ours.rejects.name)))


class _admin:  # noqa: N801
    """An admin client for the length of a block."""

    def __init__(self, settings: Settings) -> None:
        self._admin = AIOKafkaAdminClient(bootstrap_servers=settings.broker)

    async def __aenter__(self) -> Any:
        await self._admin.start()
        return self._admin

    async def __aexit__(self, *_: object) -> None:
        await self._admin.close()
