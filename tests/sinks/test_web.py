"""The endpoints: alive at once, ready only when it is, metrics as Prometheus reads them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, Gauge

from service.broker.policy import LOOPBACK
from service.sinks.web import Web, WebPolicy


@dataclass
class Readiness:
    ready: bool = False

    def __call__(self) -> bool:
        return self.ready


@asynccontextmanager
async def serving(ready: Readiness) -> AsyncIterator[str]:
    """A server on a free port, with one gauge; its address."""
    registry = CollectorRegistry()
    Gauge("answer", "of everything", registry=registry).set(42)
    web = Web(WebPolicy(LOOPBACK, 0), registry, ready)
    await web.on_start()
    try:
        host, port = web._runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await web.on_stop()


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_readiness_is_503_until_the_worker_is_ready_and_again_when_it_no_longer_is() -> None:
    ready = Readiness()
    async with serving(ready) as address:
        statuses = []
        for ready.ready in (False, True, False):
            statuses.append((await get(f"{address}/health/ready"))[0])
        assert statuses == [503, 200, 503]


async def test_a_worker_that_is_not_ready_is_alive() -> None:
    async with serving(Readiness()) as address:
        assert await get(f"{address}/health/live") == (200, "live\n")


async def test_metrics_are_served_as_text() -> None:
    async with serving(Readiness()) as address:
        status, text = await get(f"{address}/metrics")
        assert status == 200 and "answer 42.0" in text.splitlines()


async def test_it_listens_where_it_was_told_and_serves_nothing_else() -> None:
    async with serving(Readiness()) as address:
        assert address.startswith(f"http://{LOOPBACK}:")
        assert (await get(f"{address}/"))[0] == 404


async def test_a_port_in_use_is_no_start() -> None:
    async with serving(Readiness()) as address:
        second = Web(WebPolicy(LOOPBACK, int(address.rpartition(":")[2])), CollectorRegistry(), Readiness())
        with pytest.raises(OSError, match="address already in use"):
            await second.on_start()
        await second.on_stop()
