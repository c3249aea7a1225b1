"""The web server of a worker, as one of its services."""

from typing import Any

import mode
import structlog
from aiohttp import web

from service.web.application import create_application
from service.web.parts import Parts

GOODBYE_SECONDS = 1.0
"""How long an answer under way has when the server ends."""


class Web(mode.Service):  # type: ignore[misc]
    """A Faust service that answers from what the worker holds at the moment of the request."""

    def __init__(self, parts: Parts, **options: Any) -> None:
        self.parts = parts
        self._runner = web.AppRunner(create_application(parts), access_log=None, shutdown_timeout=GOODBYE_SECONDS)
        super().__init__(**options)

    @property
    def address(self) -> str:
        """Where it listens."""
        host, port = self._runner.addresses[0][:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def on_start(self) -> None:
        """Listen. A port in use stops the worker: one that cannot be watched must not run."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.parts.policy.host, self.parts.policy.port)
        await site.start()
        structlog.get_logger("vigie.web").info("listening", board=f"{self.address}/", metrics=f"{self.address}/metrics")

    async def on_stop(self) -> None:
        """Stop listening, and stop reading for the board."""
        await self._runner.cleanup()
        await self.parts.watch.close()
