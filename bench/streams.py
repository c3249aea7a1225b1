"""The demo's events as the bench's input: all families mixed, and each family alone, of the same day of event time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from aiokafka import AIOKafkaProducer

from bench.cluster import BATCH, PARTITIONS, create, send
from schemas.topics import topics_of
from service.demo.scenarios import SCENARIOS, Scenario
from service.demo.traffic import Arrival, Traffic, TrafficPolicy

SPAN = timedelta(days=1)
CAMPAIGN = SCENARIOS["campaign"]


@dataclass(frozen=True)
class Told:
    """The stories that give nearly all events of a family. What they tell of other families is left out."""

    stories: frozenset[str]
    share: float
    """Of their events, so much is at least of this family."""


STORIES: Mapping[str, Told] = {
    "mail": Told(frozenset({"mailing", "push", "subscribed"}), 0.92),
    "web": Told(frozenset({"visit"}), 0.92),
    "sales": Told(frozenset({"purchase", "prospect", "deal", "regret", "rate"}), 0.85),
    "care": Told(frozenset({"purchase", "regret", "gained", "lost", "complaint", "request"}), 0.3),
}

ROOM = 8 << 20
FULL = 1 << 18
"""Bytes with which a batch is sent. One may be longer by its last record: bad input has records of 1 MiB."""
MIXED = "mixed"
STREAMS = (MIXED, *STORIES)


@dataclass(frozen=True)
class Stream:
    """The namespace of raw topics that hold so many records together."""

    namespace: str
    events: int


def arrivals(name: str, count: int, end: datetime, seed: int = 1) -> Iterator[Arrival]:
    """So many records of the last day before `end`: of all families as `campaign` mixes them, or of one family."""
    if name == MIXED:
        return Traffic(TrafficPolicy.bulk(seed, end, SPAN, count, CAMPAIGN)).first(count)
    told = STORIES[name]
    traffic = Traffic(TrafficPolicy.bulk(seed, end, SPAN, int(count / told.share), _alone(told.stories)))
    return islice((one for one in traffic if one.family == name), count)


def _alone(stories: frozenset[str]) -> Scenario:
    """The campaign with these stories only, as often beside each other as they were."""
    spells = tuple(replace(spell, factors=_of(stories, spell.factors)) for spell in CAMPAIGN.spells)
    past = {story: count for story, count in CAMPAIGN.past.items() if story in stories}
    return replace(CAMPAIGN, stories=_of(stories, CAMPAIGN.stories), spells=spells, past=past)


def _of(stories: frozenset[str], numbers: Mapping[str, float]) -> Mapping[str, float]:
    return {story: number for story, number in numbers.items() if story in stories}


async def make(broker: str, name: str, sizes: Sequence[int], end: datetime) -> list[Stream]:
    """One filled stream for each size; a smaller one is the beginning of the largest."""
    records = list(arrivals(name, max(sizes), end))
    return [await _fill(broker, f"families-{name}-{size}", records[:size]) for size in sizes]


async def _fill(broker: str, namespace: str, records: Sequence[Arrival]) -> Stream:
    for topic in topics_of("vigie", 1, namespace).raw:
        await create(broker, topic.name, topic.config())
    async with AIOKafkaProducer(bootstrap_servers=broker, max_batch_size=ROOM, max_request_size=ROOM) as producer:
        for family, partition, values in batches(records):
            await send(producer, f"{namespace}.{family}", partition, values)
        await producer.flush()
    return Stream(namespace, len(records))


def batches(records: Iterable[Arrival]) -> Iterator[tuple[str, int, list[bytes | None]]]:
    """(family, partition, values) of at most 500 records and some 256 KiB; each partition in the order of arrival."""
    waiting: defaultdict[tuple[str, int], list[bytes | None]] = defaultdict(list)
    sizes: defaultdict[tuple[str, int], int] = defaultdict(int)
    for record in records:
        place = record.family, record.slot % PARTITIONS
        waiting[place].append(record.payload)
        sizes[place] += len(record.payload or b"")
        if len(waiting[place]) == BATCH or sizes[place] >= FULL:
            del sizes[place]
            yield *place, waiting.pop(place)
    for (family, partition), values in waiting.items():
        yield family, partition, values
