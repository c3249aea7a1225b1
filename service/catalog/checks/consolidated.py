"""Checks of consolidated money: what can be put together in one currency, and what it may stand beside."""

from collections.abc import Iterator, Mapping

from schemas.definitions import ConsolidatedIndicator, HoldingIndicator, Indicator, Kpi, Scoped
from schemas.money import CURRENCY
from service.catalog.checks.breadth import Breadth, consolidated_breadth
from service.catalog.draft import Draft, Entry, valid
from service.catalog.mistakes import Mistake, nearest, unknown


def check_consolidated(entry: Entry[Indicator], indicator: ConsolidatedIndicator, draft: Draft) -> Iterator[Mistake]:
    """Every mistake in a consolidated indicator."""
    name = indicator.of
    if name not in draft.indicators:
        yield entry.mistake(("of",), *unknown("indicator", name, draft.indicators))
    elif found := draft.indicators[name].value:
        yield from _of(entry, name, found, draft)
    if indicator.unit != "money":
        yield entry.mistake(("unit",), f"it is money, so the unit is money and not {indicator.unit}")


def _of(entry: Entry[Indicator], name: str, found: Indicator, draft: Draft) -> Iterator[Mistake]:
    if not _adds_up(found):
        fitting = [other.name for other, value in valid(draft.indicators) if _adds_up(value)]
        message = f"{name} is of kind {found.kind} and unit {found.unit}: only sums of money are put together"
        yield entry.mistake(("of",), message, nearest(name, fitting))
    elif isinstance(found, Scoped) and consolidated_breadth(found) == Breadth(False, ()):
        yield entry.mistake(("of",), f"{name} is not broken down by {CURRENCY}: there is nothing to put together")


def _adds_up(indicator: Indicator) -> bool:
    return isinstance(indicator, Scoped) and not isinstance(indicator, HoldingIndicator) and indicator.unit == "money"


def check_currencies(entry: Entry[Kpi], indicators: Mapping[str, Indicator]) -> Iterator[Mistake]:
    """Money in one currency stands beside no money in another one."""
    known = {name: currency for name, each in indicators.items() if (currency := _currency(each))}
    if any(isinstance(each, ConsolidatedIndicator) for each in indicators.values()) and len(set(known.values())) > 1:
        told = ", ".join(f"{name} in {currency}" for name, currency in known.items())
        yield entry.mistake(("formula",), f"reads money of different currencies: {told}")


def _currency(indicator: Indicator) -> str | None:
    """The one currency that an indicator is in."""
    match indicator:
        case ConsolidatedIndicator(currency=currency):
            return currency
        case Scoped(unit="money", where=where):
            return str(where[CURRENCY]) if CURRENCY in where else "each currency"
    return None
