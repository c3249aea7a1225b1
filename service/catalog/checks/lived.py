"""Checks of indicators that are made of entities' lives: entered, holding, moments."""

from collections.abc import Iterator, Mapping

from schemas.definitions import Entity, Indicator, Lived, MomentsIndicator
from service.catalog.checks.amounts import check_amounts
from service.catalog.checks.breakdown import check_breakdown, lives_told
from service.catalog.checks.listed import place_of
from service.catalog.draft import Draft, Entry
from service.catalog.event_types import TYPES
from service.catalog.measures import Kind, measures_of, worth_of
from service.catalog.mistakes import Mistake, unknown


def check_lived(entry: Entry[Indicator], indicator: Lived, draft: Draft) -> Iterator[Mistake]:
    """Every mistake in one of them."""
    if indicator.entity not in draft.entities:
        yield entry.mistake(("entity",), *unknown("entity", indicator.entity, draft.entities))
    elif entity := draft.entities[indicator.entity].value:
        yield from _states(entry, indicator, entity)
        yield from check_breakdown(entry, indicator, [lives_told(indicator.entity, entity, draft)])
        if isinstance(indicator, MomentsIndicator):
            yield from _moments(entry, indicator, entity, draft)
        else:
            yield from _worth(entry, indicator, worth_of(entity, draft))


def _states(entry: Entry[Indicator], indicator: Lived, entity: Entity) -> Iterator[Mistake]:
    states = set(entity.states.values())
    for index, name in enumerate(indicator.state):
        place = place_of("state", indicator.state, index)
        if name not in states:
            yield entry.mistake(place, *unknown(f"state of {indicator.entity}", name, states))
        elif name in indicator.state[:index]:
            yield entry.mistake(place, f"{name} is listed twice")


def _worth(entry: Entry[Indicator], indicator: Lived, worth: Mapping[str, Kind]) -> Iterator[Mistake]:
    """`measure` and `weight` of what is counted by lives."""
    assert not isinstance(indicator, MomentsIndicator)
    if indicator.measure and indicator.measure not in worth:
        yield entry.mistake(("measure",), *unknown(f"measure of {indicator.entity}", indicator.measure, worth))
    else:
        yield from check_amounts(entry, indicator, worth[indicator.measure] if indicator.measure else None)
    if indicator.weight and not indicator.measure:
        yield entry.mistake(("weight",), "there is no measure to be weighted")
    elif indicator.weight and indicator.weight not in worth:
        yield entry.mistake(("weight",), *unknown(f"measure of {indicator.entity}", indicator.weight, worth))
    elif indicator.weight and worth[indicator.weight] == "money":
        yield entry.mistake(("weight",), f"{indicator.weight} is money, and a weight is a percentage")


def _moments(entry: Entry[Indicator], indicator: MomentsIndicator, entity: Entity, draft: Draft) -> Iterator[Mistake]:
    subject = draft.subjects.get(entity.subject)
    known = subject.value.on if subject and subject.value else tuple(TYPES)
    for index, name in enumerate(indicator.on):
        place = place_of("on", indicator.on, index)
        if name not in TYPES:
            yield entry.mistake(place, *unknown("event type", name, known))
        elif name not in known:
            yield entry.mistake(place, f"{name} is not about subject {entity.subject}")
        elif name in indicator.on[:index]:
            yield entry.mistake(place, f"{name} is listed twice")
    yield from _capped(entry, indicator, worth_of(entity, draft))


def _capped(entry: Entry[Indicator], indicator: MomentsIndicator, worth: Mapping[str, Kind]) -> Iterator[Mistake]:
    """The measure is the event's own; what caps it is the life's."""
    kind: Kind | None = None
    for name in (each for each in indicator.on if indicator.measure and each in TYPES):
        measures = measures_of(name)
        if indicator.measure not in measures:
            yield entry.mistake(("measure",), *unknown(f"number of {name}", str(indicator.measure), measures))
            return
        kind = measures[indicator.measure]
    yield from check_amounts(entry, indicator, kind)
    if indicator.cap and not indicator.measure:
        yield entry.mistake(("cap",), "there is no measure to be capped")
    elif indicator.cap and indicator.cap not in worth:
        yield entry.mistake(("cap",), *unknown(f"measure of {indicator.entity}", indicator.cap, worth))
    elif indicator.cap and kind and worth[indicator.cap] != kind:
        yield entry.mistake(("cap",), f"of {indicator.measure} and {indicator.cap} only one is money")
