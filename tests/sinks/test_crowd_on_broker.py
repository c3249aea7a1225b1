"""A worker as it is run with fifty thousand scopes: a scrape shows what there is room for, and the recount agrees."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import aiohttp
import orjson
import pytest
from aiokafka import AIOKafkaProducer

from bench.crowd import HERE, scopes
from schemas.topics import topics_of
from service import names
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.demo.programs import Program, tail
from service.settings import Settings
from service.topics import ensure_topics
from service.verify.verify import verify
from tests.sinks.crowded import Shown, label, scraped
from tests.until import SESSION

pytestmark = pytest.mark.broker

SCOPES = 50_000
ROOM = 200
SEED = 1
SECONDS = 450.0


def events(now: datetime) -> list[bytes]:
    """One in each scope, and some more in a few of them."""
    random, found = Random(SEED), scopes(SCOPES)
    told = [*found, *(random.choice(found[:1_000]) for _ in range(5_000))]
    return [orjson.dumps(_event(dict(scope), number, now)) for number, scope in enumerate(told)]


def _event(scope: dict[str, str], number: int, now: datetime) -> dict[str, str]:
    return {
        "id": f"g{number}",
        "type": "goal_reached",
        "time": now.isoformat(),
        "visitor": f"v{number % 7_000}",
        "site": "example.org",
        "goal": scope["goal"],
        "url": f"https://example.org/?utm_campaign={scope['campaign']}&utm_medium={scope['channel']}",
    }


@pytest.fixture
async def settings(fresh_settings: Settings, tmp_path: Path) -> AsyncIterator[Settings]:
    """Those of a worker that runs, with all the events before it."""
    given = {"catalog": HERE, "web_port": next(free_ports(LOOPBACK)), "series_per_kpi": ROOM}
    settings = fresh_settings.model_copy(update=given)
    await ensure_topics(settings)
    await send(settings)
    shared = {name: getattr(settings, name) for name in ("broker", "app", "namespace", "partitions")}
    worker = Program(
        "worker", shared | given | {"log_format": "console", "session_timeout": SESSION}, tmp_path / "worker.log"
    )
    try:
        await worker.ready(f"{address(settings)}/health/ready")
        yield settings
    finally:
        worker.stop()
        print(tail(worker.output))


async def send(settings: Settings) -> None:
    """To all partitions of the raw topic."""
    raw = topics_of(settings.app, settings.generation, settings.namespace).raw
    topic = next(each.name for each in raw if each.name.endswith("web"))
    async with AIOKafkaProducer(bootstrap_servers=settings.broker, linger_ms=20) as producer:
        for number, event in enumerate(events(datetime.now(UTC))):
            await producer.send(topic, event, partition=number % settings.partitions)
        await producer.flush()


def address(settings: Settings) -> str:
    return f"http://{LOOPBACK}:{settings.web_port}"


async def scrape(settings: Settings) -> Shown:
    async with aiohttp.ClientSession() as session, session.get(f"{address(settings)}/metrics") as answer:
        return scraped(await answer.read())


async def counted(settings: Settings) -> Shown:
    """What is shown once all events are counted."""
    deadline = time.monotonic() + SECONDS
    while (shown := await scrape(settings)) and goals(shown) < SCOPES + 5_000:
        assert time.monotonic() < deadline, f"{goals(shown)} events after {SECONDS:g} s"
        await asyncio.sleep(0.5)
    return shown


def goals(shown: Shown) -> float:
    """Of all scopes, shown or not."""
    return sum(
        n
        for each, n in shown.items()
        if each[0] == names.KPI_VALUE and {("kpi", "goals"), ("window", "all")} <= each[1]
    )


async def test_fifty_thousand_scopes_are_shown_in_a_few_series_and_none_is_missing(settings: Settings) -> None:
    print("seed", SEED)
    shown = await counted(settings)
    many = Counter((label(each, names.KPI), label(each, names.WINDOW)) for each in shown if each[0] == names.KPI_VALUE)
    assert many["goals", "all"] == ROOM
    assert max(many.values()) <= ROOM
    rest = {"window": "all", "campaign": "other", "channel": "other", "goal": "other", "rest": "true"}
    assert shown[names.REST_SCOPES, frozenset(rest.items())] == SCOPES - ROOM + 1
    assert (names.KPI_VALUE, frozenset((rest | {"kpi": "goals_per_converter"}).items())) not in shown
    verdict = await verify(settings, timedelta(seconds=SECONDS), (f"{address(settings)}/metrics",), print)
    assert verdict.equal and verdict.comparisons[-1].what == "metrics"
