"""`vigie worker`."""

import asyncio
import gc
from typing import Annotated, Any

import typer

from service.cli.failure import LANG, fail
from service.lang import Lang
from service.settings import Settings


def worker(lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG) -> None:
    """Run the service: read raw events, count them, publish KPIs. SIGTERM or Ctrl-C ends it."""
    settings = Settings()
    _set_up(settings)
    try:
        _run(settings)
    except _refusals() as refusal:
        fail("worker", refusal, lang)


def _set_up(settings: Settings) -> None:
    from service.logs import set_up_logs

    set_up_logs(settings.log_format, settings.log_level)


def _run(settings: Settings) -> None:
    """Faust's worker drives the event loop: signals, start, stop. It exits the process."""
    import faust
    import structlog

    from service.app import create_app

    app = create_app(settings)
    greet(settings, structlog.get_logger("vigie"))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    worker = faust.Worker(app, loop=loop, quiet=True, override_logging=False, redirect_stdouts=False)
    _collect_less_often()
    worker.spinner = None  # it would write to standard output, even when quiet
    worker.execute_from_commandline()


def greet(settings: Settings, log: Any) -> None:
    """Say what is started, and warn of what must not stay so."""
    log.info("starting", app=settings.app, broker=settings.broker)
    if settings.has_public_key:
        log.warning("pseudonyms are made with the demo's key, which everybody knows; set VIGIE_PSEUDONYM_KEY")


def _collect_less_often() -> None:
    """A step makes tens of thousands of short-lived objects, none of them in cycles: looking for cycles every 700 is
    a tenth of the work. What start-up has made stays; it need not be looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _refusals() -> tuple[type[Exception], ...]:
    from service.catalog.mistakes import CatalogError
    from service.topics import BrokerUnreachable, TopicsWrong
    from service.web.policy import TokenMissing

    return CatalogError, BrokerUnreachable, TopicsWrong, TokenMissing
