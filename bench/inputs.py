"""The filled input topics, one for each size, read by every contender that has that size."""

import time
from dataclasses import dataclass

from bench.cluster import create, fill
from bench.events import Traffic, events
from bench.expected import CatalogCell, small_job, whole_catalog
from bench.job import Counts
from schemas.topics import topics_of

SLACK_S = 10


@dataclass(frozen=True)
class Input:
    """A topic full of events, and what must come out of it."""

    namespace: str
    topic: str
    events: int
    small_job: Counts
    whole_catalog: dict[CatalogCell, int]


async def make(broker: str, count: int, now: float) -> Input:
    """Fill a topic with so many events that happened shortly before `now` (seconds since the epoch)."""
    raw = topics_of("vigie", 1, namespace := f"bench-{count}").raw[0]
    sent = list(events(traffic_before(now, count)))
    await create(broker, raw.name, raw.config())
    await fill(broker, raw.name, (event.value for event in sent))
    return Input(namespace, raw.name, count, small_job(sent), whole_catalog(sent))


def traffic_before(now: float, count: int) -> Traffic:
    """Traffic that ends a little before `now`, for an event from the future is refused.

    >>> traffic_before(1_000_000.0, 2_000).end_ms <= 1_000_000_000
    True
    """
    lasts = Traffic(count, start_ms=0).end_ms
    return Traffic(count, start_ms=int(now - SLACK_S) * 1000 - lasts)


async def make_all(broker: str, sizes: set[int]) -> dict[int, Input]:
    """One input for each size."""
    return {size: await make(broker, size, time.time()) for size in sorted(sizes)}
