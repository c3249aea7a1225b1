"""What the events' models offer to the catalog: event types, and the fields that can be dimensions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from schemas.definitions import Value
from schemas.events import COUNTED
from schemas.events.base import Event

TYPES: Mapping[str, type[Event]] = dict(pair for models in COUNTED.values() for pair in models.items())

NEVER_DIMENSIONS = ("id", "time", "type")
"""Every event's own: as dimensions they would split the events into ones, or not at all."""


@dataclass(frozen=True)
class Dimension:
    """What a field or derivation can hold: one of `values`, or any text where they are None."""

    values: tuple[Value, ...] | None

    def allows(self, value: Value) -> bool:
        """Whether it can hold this. `True` is no text, and text is never `True`."""
        return isinstance(value, str) if self.values is None else value in self.values

    @property
    def is_text(self) -> bool:
        """Whether it can be searched for a part."""
        return self.values is None or any(isinstance(value, str) for value in self.values)


class Unread(Dimension):
    """A derivation whose rule table cannot be read: nothing can be said against any value."""

    def allows(self, value: Value) -> bool:
        """Always."""
        return True


def identifies(event_type: str, field: str) -> bool:
    """Whether every event of the type has text in this field, which can then say whom it is about."""
    info = TYPES[event_type].model_fields.get(field)
    return info is not None and info.is_required() and plain(info.annotation) == [str]


def may_identify(event_type: str, field: str) -> bool:
    """Whether an event of the type can have text in this field; one that has none is about nobody there."""
    info = TYPES[event_type].model_fields.get(field)
    return info is not None and set(plain(info.annotation)) - {NoneType} == {str}


def plain(annotation: Any) -> list[Any]:
    """The types a field may have, without what is annotated about them."""
    if get_origin(annotation) is Annotated:
        return plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [kind for part in get_args(annotation) for kind in plain(part)]
    return [annotation]


def fields_of(event_type: str) -> dict[str, Dimension]:
    """The fields of a type that hold text or a truth value, by name; null is no value of theirs.

    >>> fields_of("unsubscribed")["place"].values
    ('newsletter', 'site')
    """
    return dict(_fields(TYPES[event_type]))


@cache
def _fields(model: type[Event]) -> Mapping[str, Dimension]:
    # A check of a catalog asks for the fields of each type a hundred times.
    found = {name: _dimension(field.annotation) for name, field in model.model_fields.items()}
    return {name: held for name, held in found.items() if held and name not in NEVER_DIMENSIONS}


def _dimension(annotation: Any) -> Dimension | None:
    if get_origin(annotation) is Annotated:
        return _dimension(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        held = [part for part in get_args(annotation) if part is not NoneType]
        return _dimension(held[0]) if len(held) == 1 else None
    if get_origin(annotation) is Literal:
        return Dimension(get_args(annotation))
    return {str: Dimension(None), bool: Dimension((True, False))}.get(annotation)
