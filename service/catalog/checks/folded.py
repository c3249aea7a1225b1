"""Checks of indicators that are folded from events: counts, sums, different subjects."""

from collections.abc import Iterator

from schemas.definitions import DistinctIndicator, Folded, Indicator, SumIndicator
from service.catalog.checks.amounts import check_amounts
from service.catalog.checks.breakdown import check_breakdown, events_told
from service.catalog.checks.listed import place_of
from service.catalog.draft import Draft, Entry, valid
from service.catalog.event_types import TYPES
from service.catalog.measures import measures_of
from service.catalog.mistakes import Mistake, unknown
from service.nearest import nearest


def check_folded(entry: Entry[Indicator], indicator: Folded, draft: Draft) -> Iterator[Mistake]:
    """Every mistake in one of them."""
    yield from _on(entry, indicator, draft)
    if not set(TYPES).issuperset(indicator.on):
        return
    yield from check_breakdown(entry, indicator, events_told(indicator.on, draft))
    match indicator:
        case SumIndicator():
            yield from _sum(entry, indicator)
        case DistinctIndicator():
            yield from _distinct(entry, indicator, draft)


def _on(entry: Entry[Indicator], indicator: Folded, draft: Draft) -> Iterator[Mistake]:
    for index, name in enumerate(indicator.on):
        place = place_of("on", indicator.on, index)
        if name not in TYPES:
            yield entry.mistake(place, *unknown("event type", name, TYPES))
        elif name in indicator.on[:index]:
            yield entry.mistake(place, f"{name} is listed twice")
        elif not _subjects(name, draft):
            yield entry.mistake(place, f"no [subject] says whom {name} is about")


def _sum(entry: Entry[Indicator], indicator: SumIndicator) -> Iterator[Mistake]:
    kinds = set()
    for name in indicator.on:
        measures = measures_of(name)
        if indicator.measure not in measures:
            yield entry.mistake(("measure",), *unknown(f"number of {name}", indicator.measure, measures))
            return
        kinds.add(measures[indicator.measure])
    if len(kinds) > 1:
        yield entry.mistake(("measure",), f"{indicator.measure} is money in some events and a plain number in others")
    else:
        yield from check_amounts(entry, indicator, kinds.pop())


def _distinct(entry: Entry[Indicator], indicator: DistinctIndicator, draft: Draft) -> Iterator[Mistake]:
    """Hashes of different subjects must not meet in one set."""
    if indicator.of is None:
        main = dict.fromkeys(name for kind in indicator.on for name in _subjects(kind, draft)[:1])
        if len(main) > 1:
            yield entry.mistake(("on",), f"these events are about {', '.join(main)}: say of whom with `of`")
    elif indicator.of not in draft.subjects:
        yield entry.mistake(("of",), *unknown("subject", indicator.of, draft.subjects))
    else:
        lacking = next((kind for kind in indicator.on if indicator.of not in _subjects(kind, draft)), None)
        if lacking:
            theirs = _subjects(lacking, draft)
            yield entry.mistake(
                ("of",), f"{lacking} is not about subject {indicator.of}", nearest(indicator.of, theirs)
            )


def _subjects(event_type: str, draft: Draft) -> list[str]:
    """The names of its subjects, the main one first."""
    return [entry.name for entry, subject in valid(draft.subjects) if event_type in subject.on]
