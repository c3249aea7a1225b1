"""Checks of what touches the events: subjects, derivations, rule tables, indicators."""

from collections.abc import Iterator

from schemas.definitions import (
    Condition,
    CountIndicator,
    Derivation,
    Folded,
    Indicator,
    RuleTable,
    StockIndicator,
    Subject,
    Value,
)
from schemas.events import MODELS
from service.catalog.dimensions import dimensions_of, held_by
from service.catalog.draft import Draft, Entry, valid
from service.catalog.event_types import TYPES, fields_of, identifies
from service.catalog.labels import LABELS
from service.catalog.mistakes import Mistake, nearest, unknown


def check_events(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in families, subjects, derivations, rule tables and indicators."""
    for family, frame in valid(draft.families):
        if frame.topic not in MODELS:
            yield family.source.mistake(("topic",), *unknown("topic", frame.topic, MODELS))
    for subject, about in valid(draft.subjects):
        yield from _subject(subject, about)
    for derivation, derived in valid(draft.derivations):
        yield from _derivation(derivation, derived, draft)
    for table, rules in valid(draft.tables):
        yield from _table(table, rules)
    for indicator, definition in valid(draft.indicators):
        match definition:
            case StockIndicator():
                yield from _stock(indicator, definition, draft)
            case Folded():
                yield from _folded(indicator, definition, draft)


def _subject(entry: Entry[Subject], subject: Subject) -> Iterator[Mistake]:
    for index, name in enumerate(subject.on):
        place = ("on", index) if len(subject.on) > 1 else ("on",)
        if name not in TYPES:
            yield entry.mistake(place, *unknown("event type", name, TYPES))
        elif subject.field not in fields_of(name):
            yield entry.mistake(("field",), *unknown(f"field of {name}", subject.field, fields_of(name)))
        elif not identifies(name, subject.field):
            why = f"{subject.field} is no text that every {name} has, so it cannot say whom one is about"
            yield entry.mistake(("field",), why)


def _derivation(entry: Entry[Derivation], derivation: Derivation, draft: Draft) -> Iterator[Mistake]:
    fields = {name for event_type in TYPES for name in fields_of(event_type)}
    if entry.name in LABELS:
        yield entry.mistake((), _taken(entry.name))
    for index, name in enumerate(derivation.inputs):
        if name not in fields:
            yield entry.mistake(("inputs", index), *unknown("event field", name, fields))
    if fields.issuperset(derivation.inputs) and not any(
        set(fields_of(event_type)).issuperset(derivation.inputs) for event_type in TYPES
    ):
        yield entry.mistake(("inputs",), "no event type has all of these fields")
    if derivation.rules not in draft.tables:
        yield entry.mistake(("rules",), *unknown("rule file", derivation.rules, draft.tables))
    elif (table := draft.tables[derivation.rules].value) and set(table.inputs) != set(derivation.inputs):
        others = ", ".join(table.inputs)
        yield entry.mistake(("inputs",), f"rules/{derivation.rules} has other inputs: {others}")


def _table(entry: Entry[RuleTable], table: RuleTable) -> Iterator[Mistake]:
    names = [rule.name for rule in table.rule]
    for index, rule in enumerate(table.rule):
        if rule.name in names[:index]:
            yield entry.mistake(("rule", index, "name"), f"a row named {rule.name} stands above")
        for name, condition in rule.when.items():
            if name not in table.inputs:
                yield entry.mistake(("rule", index, "when", name), *unknown("input", name, table.inputs))
            elif message := _impossible(name, condition):
                yield entry.mistake(("rule", index, "when", name), message)


def _impossible(name: str, condition: Condition) -> str | None:
    """Why no event can fulfil a condition, if none can."""
    held = [fields[name] for fields in map(fields_of, TYPES) if name in fields]
    if condition.equals is None:
        return None if any(field.is_text for field in held) else f"{name} is no text"
    possible = any(field.allows(condition.equals) for field in held)
    return None if possible else f"{name} never is {shown(condition.equals)}"


def _stock(entry: Entry[Indicator], stock: StockIndicator, draft: Draft) -> Iterator[Mistake]:
    for part, name in (("plus", stock.plus), ("minus", stock.minus)):
        if name not in draft.indicators:
            yield entry.mistake((part,), *unknown("indicator", name, draft.indicators))
        elif not isinstance(draft.indicators[name].value, CountIndicator | None):
            counts = [other.name for other, value in valid(draft.indicators) if value.kind == "count"]
            yield entry.mistake((part,), f"{name} is not of kind count", nearest(name, counts))


def _folded(entry: Entry[Indicator], indicator: Folded, draft: Draft) -> Iterator[Mistake]:
    yield from _on(entry, indicator, draft)
    if set(TYPES).issuperset(indicator.on):
        yield from _where(entry, indicator, draft)
        yield from _by(entry, indicator, draft)


def _on(entry: Entry[Indicator], indicator: Folded, draft: Draft) -> Iterator[Mistake]:
    for index, name in enumerate(indicator.on):
        place = ("on", index) if len(indicator.on) > 1 else ("on",)
        if name not in TYPES:
            yield entry.mistake(place, *unknown("event type", name, TYPES))
        elif name in indicator.on[:index]:
            yield entry.mistake(place, f"{name} is listed twice")
        elif not any(name in subject.on for _, subject in valid(draft.subjects)):
            yield entry.mistake(place, f"no [subject] says whom {name} is about")


def _where(entry: Entry[Indicator], indicator: Folded, draft: Draft) -> Iterator[Mistake]:
    """A condition must be one that events of every type can fulfil; the first that cannot is told."""
    for name, value in indicator.where.items():
        for event_type in indicator.on:
            dimensions = dimensions_of(event_type, draft)
            if name not in dimensions:
                yield entry.mistake(("where", name), *unknown(f"dimension of {event_type}", name, dimensions))
                break
            if not dimensions[name].allows(value):
                yield entry.mistake(("where", name), *_never(name, value, dimensions[name].values))
                break


def _by(entry: Entry[Indicator], indicator: Folded, draft: Draft) -> Iterator[Mistake]:
    for index, name in enumerate(indicator.by):
        if name in indicator.by[:index]:
            yield entry.mistake(("by", index), f"{name} is listed twice")
        elif name in LABELS:
            yield entry.mistake(("by", index), _taken(name))
        else:
            yield from _dimension(entry, ("by", index), name, indicator.on, draft)


def _dimension(
    entry: Entry[Indicator], place: tuple[str | int, ...], name: str, on: tuple[str, ...], draft: Draft
) -> Iterator[Mistake]:
    """Whether events of all these types can be told apart by a name; the first that cannot is told."""
    for event_type in on:
        dimensions = dimensions_of(event_type, draft)
        if name in held_by(event_type, draft):
            yield entry.mistake(place, f"{name} identifies people and leaves ingest as a hash only")
            return
        if name not in dimensions:
            yield entry.mistake(place, *unknown(f"dimension of {event_type}", name, dimensions))
            return


def _taken(name: str) -> str:
    return f"{name} is a label of /metrics already: a dimension has to be called otherwise"


def _never(name: str, value: Value, values: tuple[Value, ...] | None) -> tuple[str, str | None]:
    if values is None:
        return f"{name} is text, never {shown(value)}", None
    texts = [other for other in values if isinstance(other, str)]
    message = f"{name} never is {shown(value)}: it is {' or '.join(map(shown, values))}"
    return message, nearest(value, texts) if isinstance(value, str) else None


def shown(value: Value) -> str:
    """A value as TOML writes it.

    >>> shown(True), shown("hard")
    ('true', '"hard"')
    """
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
