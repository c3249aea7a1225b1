"""Every mistake in a mapping, held against the events' models, the file's columns and the second files."""

from collections.abc import Iterator

from schemas.events import MODELS
from schemas.events.base import Event
from schemas.mapping import (
    Band,
    Csv,
    Days,
    Decimal,
    EventOf,
    Integer,
    Join,
    Money,
    Source,
    Test,
    Time,
    Value,
)
from service.catalog.mistakes import Mistake, unknown
from service.catalog.places import Path
from service.imports.draft import Draft
from service.imports.names import Known, check_name, check_template
from service.imports.times import needs_zone
from service.settings import zone_problem

_MADE = ("type", "id")
"""Fields that every event has without being told."""


def check(draft: Draft, known: Known) -> Iterator[Mistake]:
    """All mistakes but those of shape."""
    if draft.topic is not None and draft.topic not in MODELS:
        yield draft.mistake(("topic",), *unknown("topic", draft.topic, MODELS))
    if draft.source:
        yield from _source(draft, ("source",), draft.source)
    for name, join in draft.joins.items():
        if join:
            yield from _join(draft, known, name, join)
    above: list[str] = []
    for name, value in draft.values.items():
        if value:
            yield from _value(draft, known, name, value, above)
        above.append(name)
    yield from _fields(draft, known, ("fields",), draft.fields)
    yield from _shared(draft)
    for index, event in enumerate(draft.events):
        if event:
            yield from _event(draft, known, ("event", index), event)


def _source(draft: Draft, path: Path, source: Source) -> Iterator[Mistake]:
    if isinstance(source, Csv) and source.columns and len(set(source.columns)) < len(source.columns):
        yield draft.mistake((*path, "columns"), "a column stands twice")


def _join(draft: Draft, known: Known, name: str, join: Join) -> Iterator[Mistake]:
    path = ("join", name)
    yield from _source(draft, (*path, "source"), join.source)
    yield from check_name(draft, known, (*path, "on"), join.on, draft.values)
    table = known.joined[name]
    if table is not None and table.columns is not None and join.key not in table.columns:
        yield draft.mistake((*path, "key"), *unknown(f"column of {join.file}", join.key, table.columns))


def _value(draft: Draft, known: Known, name: str, value: Value, above: list[str]) -> Iterator[Mistake]:
    path = ("value", name)
    yield from check_name(draft, known, (*path, "of"), value.of, above)
    match value:
        case Integer() | Decimal() | Money():
            for index, factor in enumerate(value.times):
                if isinstance(factor, str):
                    yield from check_name(draft, known, (*path, "times", index), factor, above)
        case Time():
            yield from _time(draft, path, value)
        case Band():
            if len(value.labels) != len(value.upto) + 1:
                yield draft.mistake((*path, "labels"), "there is one label for each limit, and one for what is above")
        case Days():
            yield from check_name(draft, known, (*path, "until"), value.until, above)
            for field, read in (("of", value.of), ("until", value.until)):
                if not isinstance(draft.values.get(read, read), Time | None):
                    yield draft.mistake((*path, field), f"{read} is no value of kind time")
    if isinstance(value, Money):
        yield from check_template(draft, known, (*path, "currency"), value.currency, above)


def _time(draft: Draft, path: Path, value: Time) -> Iterator[Mistake]:
    if value.zone is not None and (problem := zone_problem(value.zone)):
        yield draft.mistake((*path, "zone"), problem)
    for form in value.format:
        if value.zone is None and needs_zone(form):
            yield draft.mistake((*path, "format"), f"{form} has no offset from UTC: a zone must be given")


def _event(draft: Draft, known: Known, path: Path, event: EventOf) -> Iterator[Mistake]:
    models = MODELS.get(draft.topic or "", {})
    if models and event.type not in models:
        yield draft.mistake((*path, "type"), *unknown(f"event type of {draft.topic}", event.type, models))
    for name, condition in event.when.items():
        yield from check_name(draft, known, (*path, "when", name), name, draft.values)
        yield from _test(draft, (*path, "when", name), name, condition)
    yield from _fields(draft, known, (*path, "fields"), event.fields)
    if model := models.get(event.type):
        yield from _of_model(draft, path, event, model)


def _test(draft: Draft, path: Path, name: str, test: Test) -> Iterator[Mistake]:
    numeric = isinstance(draft.values.get(name), Integer | Decimal | Money)
    if not numeric and (test.above is not None or test.below is not None):
        yield draft.mistake(path, f"{name} is no number: make a [value] of kind integer or decimal of it")


def _fields(draft: Draft, known: Known, path: Path, fields: dict[str, str | bool | int]) -> Iterator[Mistake]:
    for name, given in fields.items():
        if isinstance(given, str):
            yield from check_template(draft, known, (*path, name), given, draft.values, typed=True)


def _of_model(draft: Draft, path: Path, event: EventOf, model: type[Event]) -> Iterator[Mistake]:
    for name in event.fields:
        if name not in model.model_fields or name == "type":
            yield draft.mistake((*path, "fields", name), *unknown(f"field of {event.type}", name, model.model_fields))
    given = {*_MADE, *event.fields, *draft.fields}
    for name, field in model.model_fields.items():
        if field.is_required() and name not in given:
            yield draft.mistake((*path, "fields"), f"{event.type} needs {name}")


def _shared(draft: Draft) -> Iterator[Mistake]:
    models = MODELS.get(draft.topic or "", {})
    used = [models[event.type] for event in draft.events if event and event.type in models]
    for name in draft.fields if used else ():
        if not any(name in model.model_fields and name != "type" for model in used):
            there = {field for model in used for field in model.model_fields}
            yield draft.mistake(("fields", name), *unknown("field of these events", name, there))
