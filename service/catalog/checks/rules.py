"""Checks of rule tables: rows that can hold, and words for all that they say."""

from collections.abc import Iterator
from typing import Any

from schemas.rules import Condition, RuleTable
from service.catalog.dimensions import derived_dimension
from service.catalog.draft import Draft, Entry, valid
from service.catalog.event_types import TYPES, Dimension, fields_of
from service.catalog.mistakes import Mistake, unknown
from service.catalog.places import Path
from service.catalog.shown import shown
from service.kpi.derive.pattern import compiled


def check_rules(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in rule tables."""
    for entry, table in valid(draft.tables):
        yield from _rows(entry, table, draft)
        yield from _titles(entry, table)


def _rows(entry: Entry[RuleTable], table: RuleTable, draft: Draft) -> Iterator[Mistake]:
    names = [rule.name for rule in table.rule]
    for index, rule in enumerate(table.rule):
        if rule.name in names[:index]:
            yield entry.mistake(("rule", index, "name"), f"a row named {rule.name} stands above")
        if rule.take is not None and rule.take not in table.inputs:
            yield entry.mistake(("rule", index, "take"), *unknown("input", rule.take, table.inputs))
        for name, condition in rule.when.items():
            yield from _condition(entry, ("rule", index, "when", name), condition, table, draft)


def _condition(
    entry: Entry[RuleTable], place: Path, condition: Condition, table: RuleTable, draft: Draft
) -> Iterator[Mistake]:
    name = str(place[-1])
    if name not in table.inputs:
        yield entry.mistake(place, *unknown("input", name, table.inputs))
    elif condition.same is not None and condition.same not in table.inputs:
        yield entry.mistake(place, *unknown("input", condition.same, table.inputs))
    elif message := _impossible(name, condition, _held(name, draft)):
        yield entry.mistake(place, message)


def _held(name: str, draft: Draft) -> list[Dimension]:
    """What an input can be: a raw field of some events, or a derivation."""
    fields = [fields[name] for fields in map(fields_of, TYPES) if name in fields]
    derivation = draft.derivations.get(name)
    return [*fields, derived_dimension(derivation.value, draft)] if derivation and derivation.value else fields


def _impossible(name: str, condition: Condition, held: list[Dimension]) -> str | None:
    """Why no event can fulfil a condition, if none can."""
    test, wanted = condition.test
    if test == "present" or not held:
        return None
    if test != "equals" and not any(dimension.is_text for dimension in held):
        return f"{name} is no text"
    for value in wanted if test == "among" else (wanted,) if test == "equals" else ():
        if not any(dimension.allows(value) for dimension in held):
            return f"{name} never is {shown(value)}"
    return _pattern(condition.matches) if condition.matches is not None else _empty(wanted)


def _pattern(pattern: str) -> str | None:
    try:
        compiled(pattern)
    except ValueError as error:
        return str(error)
    return None


def _empty(wanted: Any) -> str | None:
    texts = wanted if isinstance(wanted, tuple) else (wanted,)
    return "an empty text is an absent one: ask for present = false" if "" in texts else None


def _titles(entry: Entry[RuleTable], table: RuleTable) -> Iterator[Mistake]:
    told = [value for value in table.values if isinstance(value, str)]
    for name in table.title:
        if name not in told:
            yield entry.mistake(("title", name), *unknown("value", name, told))
    missing = [value for value in told if value not in table.title]
    if table.title and missing:
        yield entry.mistake(("title",), f"lacks {', '.join(missing)}")
