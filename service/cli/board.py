"""`vigie board`: the board and the API alone, for those who do not want them on a worker."""

import asyncio
import signal
from typing import Annotated

import structlog
import typer
from aiohttp import web

from service.catalog import CatalogError, load
from service.cli.failure import LANG, fail
from service.lang import Lang
from service.logs import set_up_logs
from service.settings import Settings
from service.web.application import create_application
from service.web.follow import watch_of
from service.web.parts import Parts
from service.web.policy import TokenMissing, WebPolicy


def board(lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG) -> None:
    """Serve the live board and the API without counting; reads kpi.updates from Kafka. SIGTERM or Ctrl-C ends it."""
    settings = Settings()
    set_up_logs(settings.log_format, settings.log_level)
    try:
        parts = Parts(WebPolicy.of(settings), load(settings.catalog), watch_of(settings, share=1.0), settings.zone)
        asyncio.run(_serve(parts))
    except (CatalogError, TokenMissing, OSError) as error:
        fail("board", error, lang)


async def _serve(parts: Parts) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    runner = web.AppRunner(create_application(parts), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, parts.policy.host, parts.policy.port).start()
        host, port = runner.addresses[0][:2]
        structlog.get_logger("vigie.web").info("listening", board=f"http://{host}:{port}/")
        await ended.wait()
    finally:
        await runner.cleanup()
        await parts.watch.close()
