"""Checks of derivations and their rule tables: inputs that events have, rows that can hold."""

from collections.abc import Iterator

from schemas.definitions import Condition, Derivation, RuleTable
from service.catalog.draft import Draft, Entry, valid
from service.catalog.event_types import TYPES, fields_of
from service.catalog.labels import LABELS, taken
from service.catalog.mistakes import Mistake, unknown
from service.catalog.shown import shown


def check_derivations(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in derivations and rule tables."""
    for derivation, derived in valid(draft.derivations):
        yield from _derivation(derivation, derived, draft)
    for table, rules in valid(draft.tables):
        yield from _table(table, rules)


def _derivation(entry: Entry[Derivation], derivation: Derivation, draft: Draft) -> Iterator[Mistake]:
    fields = {name for event_type in TYPES for name in fields_of(event_type)}
    if entry.name in LABELS:
        yield entry.mistake((), taken(entry.name))
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
