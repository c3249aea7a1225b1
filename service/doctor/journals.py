"""The end of every journal: what it was written under, and how far its lane had come. No worker is needed to know."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.journal import PartEntry
from schemas.topics import AGENTS, Topics, topics_of
from service.settings import Settings
from service.stream.journal import entry_of

_FIRST_LOOK, _FURTHER = 4, 8
"""How many offsets before the end are looked at first, and how many times as many each further time."""


@dataclass(frozen=True)
class Tail:
    """The last entry of a lane's journal."""

    agent: str
    input: TopicPartition
    fingerprint: str
    upto: int
    """Input position that is durable."""


class Span(NamedTuple):
    """Offsets of a partition: the first, and that after the last committed record."""

    begin: int
    end: int


@dataclass(frozen=True)
class Journals:
    """The ends of all journals that hold anything, and what the inputs of all lanes hold."""

    tails: tuple[Tail, ...]
    inputs: Mapping[str, Mapping[TopicPartition, Span]]
    """By agent: each partition of its inputs."""

    def behind(self, agent: str) -> Mapping[TopicPartition, Span]:
        """What an agent has not made durable of its inputs; a lane without a journal is at the beginning."""
        upto = {tail.input: tail.upto for tail in self.tails if tail.agent == agent}
        left = {at: Span(max(span.begin, upto.get(at, 0)), span.end) for at, span in self.inputs[agent].items()}
        return {at: span for at, span in left.items() if span.end > span.begin}


def reader(settings: Settings) -> AIOKafkaConsumer:
    """A reader without a group, to be started; it has no position of its own."""
    return AIOKafkaConsumer(
        bootstrap_servers=settings.broker,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        # Offsets are asked on the connection that fetches: each question would wait until a fetch has given up.
        fetch_max_wait_ms=20,
        max_partition_fetch_bytes=1 << 20,
    )


async def journals(consumer: AIOKafkaConsumer, settings: Settings, partitions: Mapping[str, int]) -> Journals:
    """The ends now. `partitions`: how many each topic has, by name; those that are not there are passed over."""
    topics = topics_of(settings.app, settings.generation, settings.namespace)
    lanes = _lanes(topics, partitions)
    entries = await _last(consumer, list(lanes))
    # After the journals, so that no lane seems to have come further than its input goes.
    held = await spans(consumer, [at for _, at in lanes.values()])
    inputs = {agent: {at: held[at] for of, at in lanes.values() if of == agent} for agent in AGENTS}
    return Journals(tuple(Tail(*lanes[place], *entry) for place, entry in entries.items()), inputs)


def _lanes(topics: Topics, partitions: Mapping[str, int]) -> dict[TopicPartition, tuple[str, TopicPartition]]:
    """By journal partition: the agent, and the input partition."""
    there = {name for name, count in partitions.items() if count}
    return {
        TopicPartition(topics.journal(agent, source.name).name, p): (agent, TopicPartition(source.name, p))
        for agent in AGENTS
        for source in topics.inputs(agent)
        if source.name in there and topics.journal(agent, source.name).name in there
        for p in range(partitions[source.name])
    }


async def spans(consumer: AIOKafkaConsumer, places: Sequence[TopicPartition]) -> Mapping[TopicPartition, Span]:
    """What partitions hold."""
    if not places:
        return {}
    begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    return {place: Span(begins[place], ends[place]) for place in places}


async def _last(consumer: AIOKafkaConsumer, places: Sequence[TopicPartition]) -> dict[TopicPartition, tuple[str, int]]:
    """Fingerprint and position in the last entry of each place that has one."""
    held = await spans(consumer, places)
    found: dict[TopicPartition, tuple[str, int]] = {}
    look, left = _FIRST_LOOK, [place for place, span in held.items() if span.end > span.begin]
    while left:
        # Transaction marks take offsets too, so that there may be no entry among the last few.
        looked = {place: Span(max(held[place].begin, held[place].end - look), held[place].end) for place in left}
        found |= await _read(consumer, looked)
        left = [place for place in left if place not in found and looked[place].begin > held[place].begin]
        look *= _FURTHER
    return found


async def _read(
    consumer: AIOKafkaConsumer, looked: Mapping[TopicPartition, Span]
) -> dict[TopicPartition, tuple[str, int]]:
    found: dict[TopicPartition, tuple[str, int]] = {}
    async for record in records(consumer, looked):
        entry = entry_of(record.value)
        if not isinstance(entry, PartEntry):
            found[TopicPartition(record.topic, record.partition)] = entry.fingerprint, entry.upto
    return found


async def records(consumer: AIOKafkaConsumer, within: Mapping[TopicPartition, Span]) -> AsyncIterator[Any]:
    """The records of spans, each partition's in order, and perhaps some that have come since."""
    if not within:
        return
    consumer.assign(list(within))
    for place, span in within.items():
        consumer.seek(place, span.begin)
    while any([await consumer.position(place) < span.end for place, span in within.items()]):
        for fetched in (await consumer.getmany(timeout_ms=200)).values():
            for record in fetched:
                yield record
    consumer.assign([])
