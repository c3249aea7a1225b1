"""A receiver of Alertmanager's webhook: every alert told, with the moment at which it came."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports

Labels = dict[str, str]


@dataclass(frozen=True)
class Told:
    """An alert as it was told once."""

    at: float
    """When the message with it came, of the monotonic clock."""
    status: str
    """firing or resolved"""
    labels: Labels
    annotations: Labels
    receiver: str


@dataclass
class Webhook:
    """Listens on `port` and remembers."""

    port: int
    told: list[Told] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where Alertmanager sends to."""
        return f"http://{LOOPBACK}:{self.port}/"

    def about(self, wanted: Labels, status: str) -> list[Told]:
        """What was told with that status of alerts that have these labels."""
        return [told for told in self.told if told.status == status and wanted.items() <= told.labels.items()]

    async def wait(self, wanted: Labels, status: str, seconds: float, alive: Callable[[], None]) -> Told:
        """The first time it is told. Fails when that takes too long, with what was told instead."""
        deadline = time.monotonic() + seconds
        while not (found := self.about(wanted, status)):
            alive()
            assert time.monotonic() < deadline, f"no {status} {wanted} within {seconds:g} s, but {self.told}"
            await asyncio.sleep(0.02)
        return found[0]

    async def receive(self, request: web.Request) -> web.Response:
        """Take one message, which holds the alerts of a group."""
        message: dict[str, Any] = await request.json()
        now = time.monotonic()
        for alert in message["alerts"]:
            place = alert["status"], alert["labels"], alert["annotations"], message["receiver"]
            self.told.append(Told(now, *place))
        return web.Response()


@asynccontextmanager
async def webhook() -> AsyncIterator[Webhook]:
    """One that listens as long as the block lasts."""
    hook = Webhook(next(free_ports(LOOPBACK)))
    application = web.Application()
    application.add_routes([web.post("/", hook.receive)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, hook.port).start()
    try:
        yield hook
    finally:
        await runner.cleanup()
