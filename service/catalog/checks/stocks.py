"""Checks of stocks and sums to date: what they are made of adds up over buckets."""

from collections.abc import Iterator

from schemas.definitions import DistinctIndicator, HoldingIndicator, Indicator, Scoped, StockIndicator, ToDateIndicator
from service.catalog.draft import Draft, Entry, valid
from service.catalog.mistakes import Mistake, unknown
from service.catalog.places import Path
from service.nearest import nearest


def check_stocks(entry: Entry[Indicator], stock: StockIndicator, draft: Draft) -> Iterator[Mistake]:
    """Every mistake in a stock. What it is broken down by is what both of its parts are."""
    for part, name in (("plus", stock.plus), ("minus", stock.minus)):
        yield from _part(entry, (part,), name, draft)


def check_to_date(entry: Entry[Indicator], to_date: ToDateIndicator, draft: Draft) -> Iterator[Mistake]:
    """Every mistake in a sum to date. It is broken down as what it adds up is."""
    return _part(entry, ("of",), to_date.of, draft)


def _part(entry: Entry[Indicator], place: Path, name: str, draft: Draft) -> Iterator[Mistake]:
    if name not in draft.indicators:
        yield entry.mistake(place, *unknown("indicator", name, draft.indicators))
    elif found := draft.indicators[name].value:
        yield from _sum(entry, place, name, found, draft)


def _sum(entry: Entry[Indicator], place: Path, name: str, found: Indicator, draft: Draft) -> Iterator[Mistake]:
    if not _adds_up(found):
        fitting = [other.name for other, value in valid(draft.indicators) if _adds_up(value)]
        message = f"{name} is of kind {found.kind}, of which buckets do not add up"
        yield entry.mistake(place, message, nearest(name, fitting))
    elif entry.value and (found.unit == "money") != (entry.value.unit == "money"):
        yield entry.mistake(("unit",), f"the unit of {name} is {found.unit}: money is made of money alone")


def _adds_up(indicator: Indicator) -> bool:
    return isinstance(indicator, Scoped) and not isinstance(indicator, DistinctIndicator | HoldingIndicator)
