"""Small parts of fields, read at once from every event, so that hosts, tags and bands are remembered and not URLs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from schemas.facts import Dimension
from service.kpi.derive.urls import tags_of

Values = tuple[Dimension, ...]
Read = Callable[[Any], Dimension]


@dataclass(frozen=True)
class Reading:
    """A small part of a field: the host of a URL, or the band of a number."""

    field: str
    read: Read


@dataclass(frozen=True)
class Tag:
    """The first of some parameters of a URL. All the tags of a field are read together."""

    field: str
    names: tuple[str, ...]


Readings = Mapping[str, Reading | Tag]
"""By name; any other name is a raw field."""


def field_of(leaf: str, readings: Readings) -> str:
    """The raw field of a leaf: of a reading's name, or of a raw field's own."""
    return readings[leaf].field if leaf in readings else leaf


def leaf_order(leaf: str, readings: Readings) -> tuple[str, bool, bool, str]:
    """By what leaves are sorted, for `getter`: by field, and there the field itself, its parts, its tags."""
    reading = readings.get(leaf)
    return field_of(leaf, readings), isinstance(reading, Tag), reading is not None, leaf


def getter(leaves: Sequence[str], readings: Readings) -> Callable[[Any], Any]:
    """A function of an event that gives its leaves, which are in order: a tuple; of a single one its value."""
    fields = dict.fromkeys(field_of(leaf, readings) for leaf in leaves)
    if not readings.keys() & set(leaves):
        return attrgetter(*fields) if fields else _nothing
    get = attrgetter(*fields) if len(fields) > 1 else _alone(*fields)
    parts = [_part(field, leaves, readings) for field in fields]
    if len(leaves) == 1:
        return lambda event: parts[0](get(event)[0])[0]
    return lambda event: sum([part(value) for part, value in zip(parts, get(event), strict=True)], ())


def teller(leaves: Sequence[str], readings: Readings) -> Callable[[Sequence[Any]], Iterable[Any]]:
    """A function of events that gives something for each, the same where all their leaves are: column by column."""
    fields = dict.fromkeys(field_of(leaf, readings) for leaf in leaves)
    if not readings.keys() & set(leaves):
        get = attrgetter(*fields) if fields else _nothing
        return lambda events: map(get, events)
    columns = [column for field in fields for column in _columns(field, leaves, readings)]
    return lambda events: zip(*[column(events) for column in columns], strict=True)


def _columns(field: str, leaves: Sequence[str], readings: Readings) -> Iterator[Callable[[Sequence[Any]], Any]]:
    get = attrgetter(field)
    if field in leaves and field not in readings:
        yield partial(map, get)
    parts, tags = _reads(field, leaves, readings)
    yield from (_mapped(read, get) for read in (*parts, *tags))


def _mapped(read: Callable[[Any], Any], get: Callable[[Any], Any]) -> Callable[[Sequence[Any]], Any]:
    return lambda events: map(read, map(get, events))


def _part(field: str, leaves: Sequence[str], readings: Readings) -> Callable[[Any], Values]:
    """All leaves of one field."""
    parts = list(_parts(field, leaves, readings))
    return parts[0] if len(parts) == 1 else lambda value: sum([part(value) for part in parts], ())


def _parts(field: str, leaves: Sequence[str], readings: Readings) -> Iterator[Callable[[Any], Values]]:
    if field in leaves and field not in readings:
        yield lambda value: (value,)
    parts, tags = _reads(field, leaves, readings)
    yield from map(_part_of, parts)
    yield from tags


def _reads(field: str, leaves: Sequence[str], readings: Readings) -> tuple[list[Read], list[Callable[[Any], Values]]]:
    """What is read of a field: its parts, and what gives all its tags, if there is any."""
    mine = [readings[leaf] for leaf in leaves if leaf in readings and readings[leaf].field == field]
    tags = tuple(reading.names for reading in mine if isinstance(reading, Tag))
    return [reading.read for reading in mine if isinstance(reading, Reading)], [tags_of(tags)] if tags else []


def _part_of(read: Read) -> Callable[[Any], Values]:
    return lambda value: (read(value),)


def _alone(field: str) -> Callable[[Any], tuple[Any]]:
    get = attrgetter(field)
    return lambda event: (get(event),)


def _nothing(_: object) -> tuple[()]:
    return ()
