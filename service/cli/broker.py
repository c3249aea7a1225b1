"""`vigie broker`: a real Kafka in the foreground."""

import signal
from typing import Annotated

import typer
from rich.console import Console

from service.broker import BrokerFailed, BrokerPolicy, EmbeddedBroker
from service.broker.jars import JarsUnavailable, jars
from service.cli.failure import LANG, fail
from service.cli.words import say
from service.lang import Lang
from service.settings import Settings


def broker(
    fetch: Annotated[bool, typer.Option("--fetch", help="Only fetch what it needs into the cache, then end.")] = False,
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Run a real Kafka broker in the foreground; no Java or Docker needed. Ctrl-C stops it, its data stays."""
    settings = Settings()
    try:
        if fetch:
            jars(settings.cache)
        else:
            serve(EmbeddedBroker(BrokerPolicy.of(settings)), Console(highlight=False), lang)
    except (BrokerFailed, JarsUnavailable, ValueError, OSError) as error:
        fail("broker", error, lang)


def serve(kafka: EmbeddedBroker, out: Console, lang: Lang = LANG) -> None:
    """Run the broker until Ctrl-C or SIGTERM. Raises BrokerFailed if it does not start or ends by itself."""
    # Both, because a shell starts its background jobs with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with out.status(say(lang, "starting")):
            kafka.start()
        show(kafka, out, lang)
        kafka.wait()
    except KeyboardInterrupt:
        with out.status(say(lang, "stopping")):
            kafka.stop()
        out.print(say(lang, "stopped"))


def show(kafka: EmbeddedBroker, out: Console, lang: Lang) -> None:
    """Where the running broker is."""
    out.print(say(lang, "listens", address=kafka.bootstrap), soft_wrap=True)
    out.print(say(lang, "data", path=kafka.policy.logs), soft_wrap=True)
    out.print(say(lang, "log", path=kafka.policy.output), soft_wrap=True)
