"""Checks of what an indicator is narrowed to and broken down by: dimensions that all it counts can have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.definitions import Entity, Indicator, Scoped, Value
from service.catalog.dimensions import dimensions_of, held_by
from service.catalog.draft import Draft, Entry
from service.catalog.event_types import TYPES, Dimension, Unread
from service.catalog.labels import LABELS, taken
from service.catalog.mistakes import Mistake, unknown
from service.catalog.places import Path
from service.catalog.shown import shown
from service.nearest import nearest


@dataclass(frozen=True)
class Told:
    """By what things of one sort are told apart."""

    what: str
    """Events of a type, or lives of an entity."""
    dimensions: Mapping[str, Dimension]
    people: set[str]
    """Fields that identify people, and so are no dimensions."""


def events_told(types: Sequence[str], draft: Draft) -> list[Told]:
    """Events of each of these known types; an indicator of several needs its dimensions in each of them."""
    return [Told(name, dimensions_of(name, draft), held_by(name, draft)) for name in types]


def lives_told(name: str, entity: Entity, draft: Draft) -> Told:
    """Lives: one knows what any of its events told."""
    subject = draft.subjects.get(entity.subject)
    types = [kind for kind in (subject.value.on if subject and subject.value else ()) if kind in TYPES]
    dimensions: dict[str, Dimension] = {}
    for told in events_told(types, draft):
        for dimension, held in told.dimensions.items():
            dimensions[dimension] = _either(dimensions[dimension], held) if dimension in dimensions else held
    return Told(f"entity {name}", dimensions, set().union(*(held_by(kind, draft) for kind in types)))


def check_breakdown(entry: Entry[Indicator], indicator: Scoped, told: Sequence[Told]) -> Iterator[Mistake]:
    """Every mistake in `where`, `by` and `overall`; in a list of several sorts, the first that lacks one is told."""
    yield from _where(entry, indicator, told)
    for index, scope in enumerate(indicator.by):
        yield from _scope(entry, ("by", index), scope, told)
    yield from check_scopes(entry, indicator.by, overall=indicator.overall)


def check_scopes(entry: Entry[Any], by: Sequence[str], *, overall: bool) -> Iterator[Mistake]:
    """Scopes that are there twice, or none at all; of an indicator or a KPI."""
    first: dict[frozenset[str], str] = {}
    for index, scope in enumerate(by):
        parts = scope.split("+")
        if len(set(parts)) < len(parts):
            yield entry.mistake(("by", index), f"{scope} names a dimension twice")
        elif (before := first.setdefault(frozenset(parts), scope)) != scope or scope in by[:index]:
            again = "is listed twice" if before == scope else f"is {before} once more"
            yield entry.mistake(("by", index), f"{scope} {again}")
    if not (overall or by):
        yield entry.mistake(("overall",), "neither overall nor broken down by anything: it would be nowhere")


def _where(entry: Entry[Indicator], indicator: Scoped, told: Sequence[Told]) -> Iterator[Mistake]:
    for name, value in indicator.where.items():
        for each in told:
            if name not in each.dimensions:
                yield entry.mistake(("where", name), *unknown(f"dimension of {each.what}", name, each.dimensions))
                break
            if not each.dimensions[name].allows(value):
                yield entry.mistake(("where", name), *_never(name, value, each.dimensions[name].values))
                break


def _scope(entry: Entry[Indicator], place: Path, scope: str, told: Sequence[Told]) -> Iterator[Mistake]:
    for name in dict.fromkeys(scope.split("+")):
        if name in LABELS:
            yield entry.mistake(place, taken(name))
        else:
            yield from _dimension(entry, place, name, told)


def _dimension(entry: Entry[Indicator], place: Path, name: str, told: Sequence[Told]) -> Iterator[Mistake]:
    for each in told:
        if name in each.people:
            yield entry.mistake(place, f"{name} identifies people and leaves ingest as a hash only")
            return
        if name not in each.dimensions:
            yield entry.mistake(place, *unknown(f"dimension of {each.what}", name, each.dimensions))
            return


def _either(one: Dimension, other: Dimension) -> Dimension:
    if isinstance(one, Unread) or isinstance(other, Unread):
        return Unread(None)
    if one.values is None or other.values is None:
        return Dimension(None)
    return Dimension(tuple(dict.fromkeys([*one.values, *other.values])))


def _never(name: str, value: Value, values: tuple[Value, ...] | None) -> tuple[str, str | None]:
    if values is None:
        return f"{name} is text, never {shown(value)}", None
    texts = [other for other in values if isinstance(other, str)]
    message = f"{name} never is {shown(value)}: it is {' or '.join(map(shown, values))}"
    return message, nearest(value, texts) if isinstance(value, str) else None
