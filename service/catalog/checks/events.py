"""Checks of what touches the events: families, subjects, derivations, entities, visits, indicators."""

from collections.abc import Iterator

from schemas.definitions import (
    ConsolidatedIndicator,
    Folded,
    Indicator,
    StockIndicator,
    ToDateIndicator,
    VisitsIndicator,
)
from schemas.events import MODELS
from service.catalog.checks.consolidated import check_consolidated
from service.catalog.checks.derivations import check_derivations
from service.catalog.checks.entities import check_entities
from service.catalog.checks.folded import check_folded
from service.catalog.checks.lists import check_lists
from service.catalog.checks.lived import check_lived
from service.catalog.checks.rules import check_rules
from service.catalog.checks.runs import check_runs
from service.catalog.checks.sites import check_sites
from service.catalog.checks.stocks import check_stocks, check_to_date
from service.catalog.checks.subjects import check_subjects
from service.catalog.checks.visits import check_visits
from service.catalog.draft import Draft, Entry, valid
from service.catalog.mistakes import Mistake, unknown


def check_events(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in everything but KPIs."""
    yield from _families(draft)
    yield from check_subjects(draft)
    yield from check_derivations(draft)
    yield from check_rules(draft)
    yield from check_sites(draft)
    yield from check_lists(draft)
    yield from check_entities(draft)
    yield from check_visits(draft)
    for entry, indicator in valid(draft.indicators):
        yield from _indicator(entry, indicator, draft)


def _families(draft: Draft) -> Iterator[Mistake]:
    for entry, family in valid(draft.families):
        if family.topic is not None and family.topic not in MODELS:
            yield entry.source.mistake(("topic",), *unknown("topic", family.topic, MODELS))


def _indicator(entry: Entry[Indicator], indicator: Indicator, draft: Draft) -> Iterator[Mistake]:
    match indicator:
        case ConsolidatedIndicator():
            return check_consolidated(entry, indicator, draft)
        case StockIndicator():
            return check_stocks(entry, indicator, draft)
        case ToDateIndicator():
            return check_to_date(entry, indicator, draft)
        case Folded():
            return check_folded(entry, indicator, draft)
        case VisitsIndicator():
            return check_runs(entry, indicator, draft)
    return check_lived(entry, indicator, draft)
