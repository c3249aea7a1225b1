"""Row → events, as a mapping says; each is judged as the service will judge it."""

from collections.abc import Mapping as Held
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from schemas.events import MODELS
from schemas.events.base import Event
from schemas.mapping import EventOf, Mapping
from service.imports.conditions import Holds, holds
from service.imports.faults import Fault, Unfit
from service.imports.joins import Table
from service.imports.row import Get, Row
from service.imports.scope import Scope
from service.imports.text import rfc3339
from service.kpi.refused import Refused
from service.sources.decoder import Decoder

OWN_ID = "{@file}:{@line}:{@type}"
"""The id of an event that is given none: the same whenever the same line is read again."""


@dataclass(frozen=True)
class Limits:
    """What the service would refuse: events of more bytes, or later than so many seconds since the epoch."""

    bytes: int
    second: int


@dataclass(frozen=True)
class Made:
    """An event: when it happened (whole seconds since the epoch), its type, and it as JSON."""

    second: int
    type: str
    payload: bytes


@dataclass(frozen=True)
class _EventPlan:
    type: str
    holds: Holds
    fields: tuple[tuple[str, Get], ...]
    templates: Held[str, object]


class Plan:
    """What a mapping makes of each row."""

    def __init__(self, mapping: Mapping, tables: Held[str, Table], limits: Limits) -> None:
        """The mapping must be without mistakes."""
        self._limits = limits
        scope = Scope(mapping, tables)
        self._decode = Decoder(MODELS[mapping.topic])
        self._events = tuple(
            _planned(event, mapping, MODELS[mapping.topic][event.type], scope) for event in mapping.event
        )

    def __call__(self, row: Row) -> list[Made] | Fault:
        """The events of a row, all or none. A row that fits no condition makes none, which is no fault."""
        try:
            made = [self._make(event, row) for event in self._events if event.holds(row)]
            if len(made) > 1 and len(ids := {identity for identity, _ in made}) < len(made):
                raise Unfit("same_id", "id", value=next(iter(ids)))
        except Unfit as unfit:
            return Fault(row.file, row.line, unfit)
        return [event for _, event in made]

    def _make(self, plan: _EventPlan, row: Row) -> tuple[str, Made]:
        given = {"type": plan.type}
        for name, get in plan.fields:
            if (value := get(row)) is not None:
                given[name] = _as_json(value)
        payload = orjson.dumps(given)
        if len(payload) > self._limits.bytes:
            raise Unfit("too_long", plan.type, bytes=len(payload), limit=self._limits.bytes)
        try:
            _, second = self._decode(payload)
        except Refused as refused:
            raise _refused(refused, plan, given) from None
        if not 0 <= second <= self._limits.second:
            raise Unfit("in_future" if second > 0 else "before_epoch", f"{plan.type}.time", value=given["time"])
        return given["id"], Made(second, plan.type, payload)


def _planned(event: EventOf, mapping: Mapping, model: type[Event], scope: Scope) -> _EventPlan:
    shared = {name: given for name, given in mapping.fields.items() if name in model.model_fields}
    templates = {"id": OWN_ID, **shared, **event.fields}
    # The event's own part first, for a reader of the topic.
    order = [name for name in model.model_fields if name in templates]
    fields = tuple((name, _field(templates[name], event.type, scope)) for name in order)
    return _EventPlan(event.type, holds(event.when, scope.get), fields, templates)


def _field(given: str | bool | int, event_type: str, scope: Scope) -> Get:
    return scope.template(given, event_type) if isinstance(given, str) else lambda row: given


def _as_json(value: Any) -> Any:
    match value:
        case Decimal():
            # Trailing zeros say nothing; a whole number is one.
            return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
        case datetime():
            return rfc3339(value)
    return value


def _refused(refused: Refused, plan: _EventPlan, given: Held[str, Any]) -> Unfit:
    """The service's own words, with the field's value and what it was made from."""
    field, _, detail = refused.detail.partition(": ")
    name = field.split(".")[0]
    return Unfit("refused", f"{plan.type}.{field}", detail=detail, value=given.get(name), of=plan.templates.get(name))
