"""The numbers of events: which fields of an event type can be added up, and in what they are counted."""

from collections.abc import Mapping
from functools import cache
from types import NoneType
from typing import Literal

from pydantic.fields import FieldInfo

from schemas.definitions import Entity
from schemas.events.base import Event
from schemas.money import is_money
from service.catalog.draft import Draft
from service.catalog.event_types import TYPES, plain

Kind = Literal["number", "money"]
"""`money`: in the currency of the event, so it is never added to a plain number."""


def measures_of(event_type: str) -> dict[str, Kind]:
    """The fields of a known type that hold a whole number, by name; one that may be null is a measure too."""
    return dict(_measures(TYPES[event_type]))


def numbers_of(event_type: str) -> list[str]:
    """Its plain numbers: what can be told in bands."""
    return [name for name, kind in measures_of(event_type).items() if kind == "number"]


def worth_of(entity: Entity, draft: Draft) -> dict[str, Kind]:
    """The measures of lives of an entity, by name, as far as the events of its subject have them."""
    subject = draft.subjects.get(entity.subject)
    types = [kind for kind in (subject.value.on if subject and subject.value else ()) if kind in TYPES]
    held = {name: kind for event_type in types for name, kind in measures_of(event_type).items()}
    return {name: held[name] for name in (*entity.set, *entity.add) if name in held}


@cache
def _measures(model: type[Event]) -> Mapping[str, Kind]:
    found = {name: _kind(field) for name, field in model.model_fields.items()}
    return {name: kind for name, kind in found.items() if kind}


def _kind(field: FieldInfo) -> Kind | None:
    if is_money(field):
        return "money"
    return "number" if set(plain(field.annotation)) - {NoneType} == {int} else None
