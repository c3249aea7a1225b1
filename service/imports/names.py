"""Which names a mapping may read: columns, values, columns of second files, and where the row stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.catalog.mistakes import Mistake, unknown
from service.catalog.places import Path
from service.imports.draft import Draft
from service.imports.joins import Table
from service.imports.template import NotATemplate, names, parse

PLACES = ("@file", "@line", "@row")


@dataclass(frozen=True)
class Known:
    """What can be named. None: any column, for only the rows tell."""

    columns: tuple[str, ...] | None
    joined: Mapping[str, Table | None]
    """By the name of the join; None where its file cannot be read."""


def check_name(draft: Draft, known: Known, path: Path, name: str, values: Iterable[str]) -> Iterator[Mistake]:
    """A mistake if a name stands for nothing, with so many values to be read."""
    given = set(values)
    join, _, column = name.partition(".")
    if name in given or name in PLACES or name in (known.columns or ()):
        return
    if join in known.joined:
        table = known.joined[join]
        if table is not None and table.columns is not None and column not in table.columns:
            yield draft.mistake(path, *unknown(f"column of {table.file}", column, table.columns))
    elif known.columns is None:
        if name.startswith("@"):
            yield draft.mistake(path, *unknown("name", name, PLACES))
    elif name in draft.values:
        yield draft.mistake(path, f"{name} is made further below: a value reads what stands above it")
    else:
        yield draft.mistake(path, *unknown("column or value", name, {*known.columns, *given, *PLACES}))


def check_template(
    draft: Draft, known: Known, path: Path, template: str, values: Iterable[str], typed: bool = False
) -> Iterator[Mistake]:
    """The mistakes in a template; `typed` ones may name the event's type."""
    try:
        parse(template)
    except NotATemplate as error:
        yield draft.mistake(path, str(error))
    for name in names(template):
        if not (typed and name == "@type"):
            yield from check_name(draft, known, path, name, values)
