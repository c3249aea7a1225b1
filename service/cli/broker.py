"""`vigie broker`: a real Kafka in the foreground."""

import signal
from typing import Annotated

import typer
from rich.console import Console

from service.broker import BrokerFailed, BrokerPolicy, EmbeddedBroker
from service.broker.jars import JarsUnavailable, jars
from service.cli.failure import fail
from service.settings import Settings


def broker(
    fetch: Annotated[bool, typer.Option("--fetch", help="Only fetch what it needs into the cache, then end.")] = False,
) -> None:
    """Run a real Kafka broker in the foreground; no Java or Docker needed. Ctrl-C stops it, its data stays."""
    settings = Settings()
    try:
        if fetch:
            jars(settings.cache)
        else:
            serve(EmbeddedBroker(BrokerPolicy.of(settings)), Console(highlight=False))
    except (BrokerFailed, JarsUnavailable, ValueError, OSError) as error:
        fail("broker", error)


def serve(kafka: EmbeddedBroker, out: Console) -> None:
    """Run the broker until Ctrl-C or SIGTERM. Raises BrokerFailed if it does not start or ends by itself."""
    # Both, because a shell starts its background jobs with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with out.status("Starting Kafka"):
            kafka.start()
        show(kafka, out)
        kafka.wait()
    except KeyboardInterrupt:
        with out.status("Stopping Kafka"):
            kafka.stop()
        out.print("Kafka stopped; its data stays.")


def show(kafka: EmbeddedBroker, out: Console) -> None:
    """Where the running broker is."""
    out.print(f"Kafka listens on {kafka.bootstrap}; Ctrl-C stops it.", soft_wrap=True)
    out.print(f"  data  {kafka.policy.logs}", soft_wrap=True)
    out.print(f"  log   {kafka.policy.output}", soft_wrap=True)
