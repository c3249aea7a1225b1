"""Checks of indicators that are made of visits."""

from collections.abc import Iterator

from schemas.definitions import Indicator, Short, Visit, VisitsIndicator
from service.catalog.checks.amounts import check_amounts
from service.catalog.checks.breakdown import check_breakdown, events_told
from service.catalog.draft import Draft, Entry
from service.catalog.event_types import TYPES
from service.catalog.mistakes import Mistake, unknown


def check_runs(entry: Entry[Indicator], indicator: VisitsIndicator, draft: Draft) -> Iterator[Mistake]:
    """Every mistake in one of them. Any event of a visit may be its first, so each type has its dimensions."""
    yield from check_amounts(entry, indicator, None)
    if indicator.visit not in draft.visits:
        yield entry.mistake(("visit",), *unknown("visit", indicator.visit, draft.visits))
    elif visit := draft.visits[indicator.visit].value:
        known = [name for name in visit.on if name in TYPES]
        yield from check_breakdown(entry, indicator, events_told(known, draft))
        if indicator.short:
            yield from _short(entry, indicator.short, visit)


def _short(entry: Entry[Indicator], short: Short, visit: Visit) -> Iterator[Mistake]:
    limits = short.model_dump(exclude_none=True)
    if not limits:
        yield entry.mistake(("short",), "names no limit: views, events, seconds or keys")
    for name, limit in limits.items():
        if limit < 0:
            yield entry.mistake(("short", name), "at most less than 0 is never")
    if short.keys is not None and not visit.key:
        yield entry.mistake(("short", "keys"), "the visit names no key event")
