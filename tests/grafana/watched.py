"""A worker under the demo's load, and a Prometheus that watches it."""

import asyncio
import math
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from urllib.request import urlopen

from schemas.events import MODELS
from schemas.topics import topics_of
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.demo.feed import as_it_happens, feeds
from service.demo.programs import Program, tail
from service.demo.scenarios import SCENARIOS
from service.demo.traffic import Arrival, Traffic, TrafficPolicy
from service.settings import Settings
from service.topics import ensure_topics
from tests.grafana.history import history
from tests.grafana.prometheus import Prometheus, prometheus
from tests.noon import zone_at_noon
from tests.rest import at_rest
from tests.until import PATIENCE, SESSION

SEED = 20261124
_PAST = timedelta(seconds=40)
"""Of traffic that is sent at once, before Prometheus watches."""
_SCRAPES = 8
"""While traffic is sent as it happens."""
_RATE = 200.0
_SERIES = 20
"""Of a KPI in each window and set of dimensions: a scrape stays small, and something is left for `other`."""


@dataclass(frozen=True)
class Watched:
    """What is to be asked, and of when: between those times (seconds since the epoch) traffic flowed."""

    prometheus: Prometheus
    since: float
    until: float


@contextmanager
def watched(bootstrap: str, folder: Path) -> Iterator[Watched]:
    """A service of its own on the broker. It and its Prometheus end with the block."""
    settings = _settings(bootstrap)
    asyncio.run(ensure_topics(settings))
    address = f"{LOOPBACK}:{settings.web_port}"
    with _worker(settings, address, folder) as worker:
        now = datetime.now(UTC)
        traffic = _traffic(now - _PAST)
        past = (*history(now - _PAST), *takewhile(lambda each: each.at < now.timestamp(), traffic))
        metrics, sent = f"http://{address}/metrics", asyncio.run(_send(settings, past))
        asyncio.run(at_rest(metrics, sent, worker.check))
        every = _interval(metrics)
        with prometheus(folder, address, every) as running:
            since = running.scraped(time.time())
            live = takewhile(lambda each: each.at < since + _SCRAPES * every, traffic)
            sent += asyncio.run(_send(settings, live))
            asyncio.run(at_rest(metrics, sent, worker.check))
            yield Watched(running, since, running.scraped(time.time()))


def _settings(bootstrap: str) -> Settings:
    name, port = f"t{uuid.uuid4().hex[:10]}", next(free_ports(LOOPBACK))
    zone = zone_at_noon(datetime.now(UTC))
    return Settings(
        broker=bootstrap, app=name, namespace=name, partitions=2, web_port=port, series_per_kpi=_SERIES, zone=zone
    )


@contextmanager
def _worker(settings: Settings, address: str, folder: Path) -> Iterator[Program]:
    names = {"broker", "app", "namespace", "partitions", "web_port", "series_per_kpi", "zone"}
    worker = Program(
        "worker",
        {**settings.model_dump(include=names), "instance": "one", "session_timeout": SESSION},
        folder / "worker.log",
    )
    try:
        asyncio.run(worker.ready(f"http://{address}/health/ready"))
        yield worker
    finally:
        worker.kill()
        print(tail(worker.output))


def _traffic(start: datetime) -> Iterator[Arrival]:
    print(f"seed {SEED}")
    return iter(Traffic(TrafficPolicy.live(SEED, start, _RATE, SCENARIOS["campaign"])))


async def _send(settings: Settings, arrivals: Iterable[Arrival]) -> int:
    """Send them as they happen, those of the past at once; how many."""
    topics = topics_of(settings.app, settings.generation, settings.namespace)
    raw = {family: topic.name for family, topic in zip(MODELS, topics.raw, strict=True)}
    async with feeds(settings.broker, raw) as to:
        await as_it_happens(to, arrivals)
    return to.sent


def _interval(metrics: str) -> int:
    """The seconds from one scrape to the next: five times what one takes on this machine, now; a second at least."""
    began = time.monotonic()
    with urlopen(metrics, timeout=PATIENCE) as answer:
        size = len(answer.read())
    took = time.monotonic() - began
    print(f"a scrape has {size:,} bytes and took {took:.2f} s")
    return max(1, min(15, math.ceil(5 * took)))
