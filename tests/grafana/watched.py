"""A worker under the demo's load, and a Prometheus that watches it."""

import asyncio
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path

from schemas.events import MODELS
from schemas.topics import topics_of
from service import names
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.demo.feed import Feeds, as_it_happens, feeds
from service.demo.programs import Program, tail
from service.demo.scenarios import SCENARIOS
from service.demo.traffic import Traffic, TrafficPolicy
from service.settings import Settings
from service.topics import ensure_topics
from tests.grafana.history import history
from tests.grafana.prometheus import Prometheus, prometheus

SEED = 20261124
_PAST, _LIVE = 40.0, 8.0
"""Seconds of traffic that are sent at once, and seconds that are sent as they happen, while Prometheus watches."""
_RATE = 200.0
_SERIES = 20
"""Of a KPI in each window and set of dimensions: a scrape stays small, and something is left for `other`."""
_PATIENCE = 120.0


@dataclass(frozen=True)
class Watched:
    """What is to be asked, and of when: between those times (seconds since the epoch) traffic flowed."""

    prometheus: Prometheus
    since: float
    until: float


@contextmanager
def watched(bootstrap: str, folder: Path) -> Iterator[Watched]:
    """A service of its own on the broker. It and its Prometheus end with the block."""
    name, port = f"t{uuid.uuid4().hex[:10]}", next(free_ports(LOOPBACK))
    settings = Settings(broker=bootstrap, app=name, namespace=name, partitions=2, web_port=port, series_per_kpi=_SERIES)
    given = settings.model_dump(include={"broker", "app", "namespace", "partitions", "web_port", "series_per_kpi"})
    asyncio.run(ensure_topics(settings))
    worker = Program("worker", {**given, "instance": "one"}, folder / "worker.log")
    try:
        asyncio.run(worker.ready(f"http://{LOOPBACK}:{port}/health/ready"))
        with prometheus(folder, f"{LOOPBACK}:{port}") as running:
            since = asyncio.run(_feed(settings, running, worker))
            yield Watched(running, since, running.scraped(time.time()))
    finally:
        worker.kill()
        print(tail(worker.output))


async def _feed(settings: Settings, running: Prometheus, worker: Program) -> float:
    """Send the past at once; when all of it is counted, the rest as it happens. From when on that was."""
    print(f"seed {SEED}")
    now = datetime.now(UTC)
    start = now - timedelta(seconds=_PAST)
    arrivals = iter(Traffic(TrafficPolicy.live(SEED, start, _RATE, SCENARIOS["campaign"])))
    async with feeds(settings.broker, _raw(settings)) as to:
        for arrival in (*history(start), *takewhile(lambda each: each.at < now.timestamp(), arrivals)):
            await to.take(arrival)
        await _counted(to, running, worker)
        since = time.time()
        await as_it_happens(to, takewhile(lambda each: each.at < since + _LIVE, arrivals))
        await _counted(to, running, worker)
    return since


async def _counted(to: Feeds, running: Prometheus, worker: Program) -> None:
    """Return when Prometheus has seen that the worker knows what became of everything that was sent."""
    deadline = time.monotonic() + _PATIENCE
    while (done := _done(running)) < to.sent:
        worker.check()
        assert time.monotonic() < deadline, f"{to.sent} sent, and Prometheus knows what became of {done:g}"
        await asyncio.sleep(0.2)


def _done(running: Prometheus) -> float:
    return sum(float(each["value"][1]) for each in running.now(f"{names.EVENTS}_total", time.time()))


def _raw(settings: Settings) -> Mapping[str, str]:
    """The raw topics by family."""
    topics = topics_of(settings.app, settings.generation, settings.namespace)
    return {family: topic.name for family, topic in zip(MODELS, topics.raw, strict=True)}
