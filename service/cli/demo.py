"""`vigie demo`: everything at once on this machine, to be watched."""

import signal
from typing import Annotated

import typer
from rich.console import Console

from service.broker import BrokerFailed
from service.broker.jars import JarsUnavailable
from service.catalog import CatalogError, load
from service.cli.failure import LANG, fail
from service.demo.choice import sections
from service.demo.feed import SendError, hush
from service.demo.programs import ProgramDied
from service.demo.run import run
from service.demo.scenarios import SCENARIOS, ScenarioName
from service.demo.show import ShowPolicy
from service.demo.words import Lang, Words
from service.settings import Settings
from service.topics import BrokerUnreachable, TopicsWrong


def demo(
    seconds: Annotated[
        float | None, typer.Option(min=1, help="Stop after so many seconds and verify; else at Ctrl-C.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed generates the same events.")] = 1,
    rate: Annotated[float, typer.Option(min=1, help="Events a second.")] = 500,
    partitions: Annotated[int | None, typer.Option(min=1, max=256, help="Partitions of each topic.")] = None,
    scenario: Annotated[ScenarioName, typer.Option(help="What happens.")] = "calm",
    lang: Annotated[Lang, typer.Option(help="Language of what is shown.")] = LANG,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the broker's data and the logs.")] = False,
) -> None:
    """Start Kafka and a worker, send generated traffic of all families, and watch the KPIs against their objectives."""
    chosen = {} if partitions is None else {"partitions": partitions}
    settings = Settings().model_copy(update=chosen)
    try:
        catalog = load(settings.catalog)
    except CatalogError as error:
        fail("demo", error, lang)
    words, console = Words(lang), Console()
    shown = sections(catalog.kpis, catalog.families, catalog.family_of, console.height)
    policy = ShowPolicy(seed, rate, seconds, words, SCENARIOS[scenario], catalog.kpis, shown)
    # However it is asked to end, it ends as it does at Ctrl-C: from the inside out, nothing left behind.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    hush()
    try:
        code = run(policy, settings, console, keep)
    except KeyboardInterrupt:
        print(words("stopped"))
        code = 0
    except (ProgramDied, BrokerFailed, JarsUnavailable, BrokerUnreachable, TopicsWrong, SendError) as error:
        fail("demo", error, lang)
    raise typer.Exit(code)
