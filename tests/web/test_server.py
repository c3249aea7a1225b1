"""The endpoints: alive at once, ready only when it is, metrics as Prometheus reads them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from service.broker.policy import LOOPBACK
from service.web.mirror.mirror import Mirror
from service.web.policy import WebPolicy
from service.web.server import Web
from tests.web.served import get, parts, serving


@dataclass
class Readiness:
    ready: bool = False

    def __call__(self) -> bool:
        return self.ready


@asynccontextmanager
async def worker(ready: Readiness) -> AsyncIterator[str]:
    """A server on a free port, with one gauge; its address."""

    async def scrape() -> bytes:
        return b"# TYPE answer gauge\nanswer 42.0\n"

    async with serving(parts(Mirror(), scrape=scrape, ready=ready)) as address:
        yield address


async def test_readiness_is_503_until_the_worker_is_ready_and_again_when_it_no_longer_is() -> None:
    ready = Readiness()
    async with worker(ready) as address:
        statuses = []
        for ready.ready in (False, True, False):
            statuses.append((await get(f"{address}/health/ready"))[0])
        assert statuses == [503, 200, 503]


async def test_a_worker_that_is_not_ready_is_alive() -> None:
    async with worker(Readiness()) as address:
        assert await get(f"{address}/health/live") == (200, "live\n")


async def test_metrics_are_served_as_text() -> None:
    async with worker(Readiness()) as address:
        status, text = await get(f"{address}/metrics")
        assert status == 200 and "answer 42.0" in text.splitlines()


async def test_it_listens_where_it_was_told_and_serves_nothing_else() -> None:
    async with worker(Readiness()) as address:
        assert address.startswith(f"http://{LOOPBACK}:")
        status, text = await get(f"{address}/elsewhere")
        assert status == 404 and "/api/v1/openapi.json" in text


async def test_a_board_alone_has_nothing_to_scrape() -> None:
    async with serving(parts(Mirror())) as address:
        assert (await get(f"{address}/metrics"))[0] == 404


async def test_a_port_in_use_is_no_start() -> None:
    async with worker(Readiness()) as address:
        second = Web(parts(Mirror(), policy=WebPolicy(LOOPBACK, int(address.rpartition(":")[2]))))
        with pytest.raises(OSError, match="address already in use"):
            await second.on_start()
        await second.on_stop()
