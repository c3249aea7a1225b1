"""`vigie read`: what is on a topic."""

import asyncio
import json
import sys
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.catalog import CatalogError, load
from service.cli.failure import LANG, fail
from service.demo.feed import hush
from service.lang import Lang
from service.read.found import Found, Shown
from service.read.kinds.kind import Held
from service.read.misfit import Misfit
from service.read.places import Place, place
from service.read.stored import NotRead, Part, Stored, read_through
from service.read.words import Words
from service.settings import Settings
from service.topics import BrokerUnreachable

_WIDE = 200
"""Columns where nobody looks: a row stays a line, for grep."""


def read(
    topic: Annotated[
        str,
        typer.Argument(
            help="A family (raw events), facts, admitted, changes, updates, breaches, rejects, accounting, "
            "journal-count ...; or a topic's full name."
        ),
    ],
    partition: Annotated[int | None, typer.Option(min=0, help="Only this partition. Default: all.")] = None,
    start: Annotated[
        int, typer.Option("--from", help="First offset; below 0: so many before the end. Default: the first there is.")
    ] = 0,
    limit: Annotated[int, typer.Option(min=1, help="Most records of each partition.")] = 20,
    as_data: Annotated[bool, typer.Option("--json", help="Print JSON instead, a record a line.")] = False,
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Show what is on a topic; people stay pseudonyms. Exit code 1 if a record does not fit its model."""
    settings = Settings()
    hush()
    try:
        catalog = load(settings.catalog)
        words = Words(lang, ZoneInfo(settings.zone), catalog.resolution)
        where = place(topic, settings, catalog)
        found = Found(where.kind, everything=as_data)
        asyncio.run(read_through(settings.broker, where.topic, Part(partition, start, limit), found.take))
    except (CatalogError, NotRead, BrokerUnreachable) as error:
        fail("read", error, lang)
    _print_json(found.shown, where) if as_data else _print_words(found, where, words)
    _complain(found.misfits, words)


def _print_json(shown: Shown, where: Place) -> None:
    for record, held in shown:
        print(json.dumps(_plain(record, held, where), ensure_ascii=False))


def _plain(record: Stored, held: Held, where: Place) -> dict[str, Any]:
    place = {name: getattr(record, name) for name in ("topic", "partition", "offset", "timestamp")}
    key = None if held.key is None else held.key.model_dump(mode="json")
    return {**place, "key": key, "value": where.kind.plain(held)}


def _print_words(found: Found, where: Place, words: Words) -> None:
    shown = found.shown
    out = Console(highlight=False)
    if not out.is_terminal:
        out.width = max(out.width, _WIDE)
    out.print(Text(where.topic, style="bold"), soft_wrap=True)
    if not shown and not found.empty:
        out.print(words("nothing", topic=where.topic), soft_wrap=True)
    elif where.kind.single:
        out.print(_table([(_place(record, words), held) for record, held in shown], where, words))
    else:
        for record, held in shown:
            _print_record(record, held, where, words, out)
    if found.empty:
        out.print(words("empty", count=found.empty), soft_wrap=True)


def _print_record(record: Stored, held: Held, where: Place, words: Words, out: Console) -> None:
    stands = [f"{words(name)} {at}" for name, at in zip(_PLACE, _place(record, words), strict=True)]
    out.print(Text(" · ".join([*stands, *where.kind.about(held, words)]), style="cyan"), soft_wrap=True)
    if where.kind.rows(held, words):
        out.print(_table([((), held)], where, words))


_PLACE = ("partition", "offset", "written")


def _place(record: Stored, words: Words) -> tuple[str, ...]:
    return str(record.partition), str(record.offset), words.time(record.timestamp)


def _table(records: list[tuple[tuple[str, ...], Held]], where: Place, words: Words) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in (*(_PLACE if where.kind.single else ()), *where.kind.columns):
        table.add_column(words(name), overflow="fold")
    for stands, held in records:
        for row in where.kind.rows(held, words):
            table.add_row(*map(Text, (*stands, *row)))
    return table


def _complain(misfits: list[Misfit], words: Words) -> None:
    """Tell what does not fit; exit code 1 if anything does not."""
    sys.stdout.flush()
    for misfit in misfits:
        sys.stderr.writelines(f"{line}\n" for line in misfit.lines(words))
    if misfits:
        print(words("unfit", count=len(misfits)), file=sys.stderr)
        raise typer.Exit(1)
