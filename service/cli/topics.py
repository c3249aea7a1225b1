"""`vigie topics`: create the topics, or list what flows through each."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.cli.failure import fail
from service.settings import Settings
from service.topic_state import Condition, TopicState, complaints
from service.topics import BrokerUnreachable, Faulty, TopicsWrong, ensure_topics, needed


def topics(
    listing: Annotated[
        bool, typer.Option("--list", help="Show what flows through each topic; needs no broker.")
    ] = False,
) -> None:
    """Create the topics that are missing, or list what flows through each."""
    settings = Settings()
    if listing:
        Console().print(contents(settings))
        return
    try:
        states = asyncio.run(ensure_topics(settings))
    except (BrokerUnreachable, TopicsWrong) as error:
        fail("topics", error)
    Console().print(report(states, settings.broker))
    if wrong := complaints(states):
        fail("topics", Faulty(wrong))


def contents(settings: Settings) -> Table:
    """A row for each topic: what it is for."""
    table = _table(f"Topics, {settings.partitions} partitions each", "key", "cleanup", "read by")
    for topic in needed(settings):
        about = Text.assemble(topic.name, (f"\n  {topic.carries}", "dim"))
        table.add_row(about, topic.key, topic.cleanup, topic.readers)
    return table


def report(states: Sequence[TopicState], broker: str) -> Table:
    """A row for each topic: how it stands. The title says on which broker, since that is what was changed."""
    table = _table(f"Topics on {broker}", "partitions", "condition")
    for state in states:
        style = "red" if state.fault else "green" if state.condition is Condition.CREATED else ""
        table.add_row(state.topic.name, str(state.partitions), state.condition, style=style)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("topic", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right" if column == "partitions" else "left")
    return table
