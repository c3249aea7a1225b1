"""Small parts of fields, read at once from every event, so that hosts, tags and bands are remembered and not URLs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from schemas.facts import Dimension
from service.kpi.derive.urls import tags_of

Values = tuple[Dimension, ...]


@dataclass(frozen=True)
class Reading:
    """A small part of a field: the host of a URL, or the band of a number."""

    field: str
    read: Callable[[Any], Dimension]


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


def _part(field: str, leaves: Sequence[str], readings: Readings) -> Callable[[Any], Values]:
    """All leaves of one field."""
    parts = list(_parts(field, leaves, readings))
    return parts[0] if len(parts) == 1 else lambda value: sum([part(value) for part in parts], ())


def _parts(field: str, leaves: Sequence[str], readings: Readings) -> Iterator[Callable[[Any], Values]]:
    if field in leaves and field not in readings:
        yield lambda value: (value,)
    mine = [readings[leaf] for leaf in leaves if leaf in readings and readings[leaf].field == field]
    yield from (_part_of(reading) for reading in mine if isinstance(reading, Reading))
    tags = tuple(reading.names for reading in mine if isinstance(reading, Tag))
    if tags:
        yield tags_of(tags)


def _part_of(reading: Reading) -> Callable[[Any], Values]:
    read = reading.read
    return lambda value: (read(value),)


def _alone(field: str) -> Callable[[Any], tuple[Any]]:
    get = attrgetter(field)
    return lambda event: (get(event),)


def _nothing(_: object) -> tuple[()]:
    return ()
