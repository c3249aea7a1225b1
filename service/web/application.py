"""All routes together."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from service.web import pages
from service.web.api import Api
from service.web.guard import guard, harden
from service.web.parts import Parts
from service.web.problems import problems
from service.web.stream import Stream


def create_application(parts: Parts) -> web.Application:
    """The web application, not listening yet."""
    application = web.Application(middlewares=[problems, guard(parts.policy)])
    stream = Stream(parts)
    application.add_routes([*_health(parts), *pages.routes(), *Api(parts).routes(), *stream.routes()])
    if parts.scrape is not None:
        application.add_routes([_metrics(parts.scrape)])
    application.on_response_prepare.append(harden)
    application.on_shutdown.append(stream.end)
    return application


def _health(parts: Parts) -> list[web.RouteDef]:
    async def live(_request: web.Request) -> web.Response:
        return web.Response(text="live\n")

    async def ready(_request: web.Request) -> web.Response:
        """200 once the worker is in the group and the lanes of all its partitions are open, else 503."""
        return web.Response(text="ready\n") if parts.ready() else web.Response(text="not ready\n", status=503)

    return [web.get("/health/live", live), web.get("/health/ready", ready)]


def _metrics(scrape: Callable[[], Awaitable[bytes]]) -> web.RouteDef:
    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=await scrape(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return web.get("/metrics", metrics)
