"""`vigie topics`: create the topics, or list what flows through each."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.cli.failure import LANG, fail
from service.cli.french import TOPICS
from service.cli.words import say
from service.lang import Lang
from service.settings import Settings
from service.topic_state import Condition, TopicState, complaints
from service.topics import BrokerUnreachable, Faulty, TopicsWrong, ensure_topics, needed


def topics(
    listing: Annotated[
        bool, typer.Option("--list", help="Show what flows through each topic; needs no broker.")
    ] = False,
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Create the topics that are missing, or list what flows through each."""
    settings = Settings()
    if listing:
        Console().print(contents(settings, lang))
        return
    try:
        states = asyncio.run(ensure_topics(settings))
    except (BrokerUnreachable, TopicsWrong) as error:
        fail("topics", error, lang)
    Console().print(report(states, settings.broker, lang))
    if wrong := complaints(states):
        fail("topics", Faulty(wrong), lang)


def contents(settings: Settings, lang: Lang) -> Table:
    """A row for each topic: what it is for."""
    table = _table(say(lang, "needed", count=settings.partitions), lang, "key", "cleanup", "read by")
    for topic in needed(settings):
        carries, key, readers = (_said(text, lang) for text in (topic.carries, topic.key, topic.readers))
        table.add_row(Text.assemble(topic.name, (f"\n  {carries}", "dim")), key, topic.cleanup, readers)
    return table


def report(states: Sequence[TopicState], broker: str, lang: Lang) -> Table:
    """A row for each topic: how it stands. The title says on which broker, since that is what was changed."""
    table = _table(say(lang, "there", broker=broker), lang, "partitions", "condition")
    for state in states:
        style = "red" if state.fault else "green" if state.condition is Condition.CREATED else ""
        table.add_row(state.topic.name, str(state.partitions), say(lang, state.condition), style=style)
    return table


def _said(text: str, lang: Lang) -> str:
    return text if lang == "en" else TOPICS.french(text) or text


def _table(title: str, lang: Lang, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(say(lang, "topic"), no_wrap=True)
    for column in columns:
        table.add_column(say(lang, column), justify="right" if column == "partitions" else "left")
    return table
