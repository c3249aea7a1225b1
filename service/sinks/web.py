"""The worker's own HTTP server: `/metrics`, `/health/live`, `/health/ready`. Read-only; loopback unless set."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mode
import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest


@dataclass(frozen=True)
class WebPolicy:
    """Where to listen."""

    host: str
    port: int


class Web(mode.Service):  # type: ignore[misc]
    """A Faust service that answers from what the worker holds at the moment of the request."""

    def __init__(
        self, policy: WebPolicy, registry: CollectorRegistry, ready: Callable[[], bool], **options: Any
    ) -> None:
        self.policy, self._registry, self._ready = policy, registry, ready
        self._runner = web.AppRunner(self._application(), access_log=None)
        super().__init__(**options)

    async def on_start(self) -> None:
        """Listen. A port in use stops the worker: one that cannot be watched must not run."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.policy.host, self.policy.port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        structlog.get_logger("vigie.web").info("listening", metrics=f"http://{host}:{port}/metrics")

    async def on_stop(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application()
        application.add_routes(
            [
                web.get("/metrics", self._metrics),
                web.get("/health/live", self._live),
                web.get("/health/ready", self._readiness),
            ]
        )
        return application

    async def _metrics(self, _request: web.Request) -> web.Response:
        body = generate_latest(self._registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def _live(self, _request: web.Request) -> web.Response:
        return web.Response(text="live\n")

    async def _readiness(self, _request: web.Request) -> web.Response:
        """200 once the worker is in the group and the lanes of all its partitions are open, else 503."""
        return web.Response(text="ready\n") if self._ready() else web.Response(text="not ready\n", status=503)
