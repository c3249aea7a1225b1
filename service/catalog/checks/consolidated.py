"""Checks of consolidated money: what can be put together in one currency, and what it may stand beside."""

from collections.abc import Iterator, Mapping

from schemas.definitions import ConsolidatedIndicator, HoldingIndicator, Indicator, Kpi, Scoped
from schemas.money import CURRENCY
from service.catalog.checks.breadth import consolidated_breadth
from service.catalog.checks.listed import check_twice
from service.catalog.draft import Draft, Entry, valid
from service.catalog.mistakes import Mistake, unknown
from service.nearest import nearest


def check_consolidated(entry: Entry[Indicator], indicator: ConsolidatedIndicator, draft: Draft) -> Iterator[Mistake]:
    """Every mistake in a consolidated indicator."""
    name = indicator.of
    if name not in draft.indicators:
        yield entry.mistake(("of",), *unknown("indicator", name, draft.indicators))
    elif found := draft.indicators[name].value:
        yield from _of(entry, name, found, draft)
    yield from check_twice(entry, "into", indicator.into)
    if indicator.unit != "money":
        yield entry.mistake(("unit",), f"it is money, so the unit is money and not {indicator.unit}")


def _of(entry: Entry[Indicator], name: str, found: Indicator, draft: Draft) -> Iterator[Mistake]:
    if not _adds_up(found):
        fitting = [other.name for other, value in valid(draft.indicators) if _adds_up(value)]
        message = f"{name} is of kind {found.kind} and unit {found.unit}: only sums of money are put together"
        yield entry.mistake(("of",), message, nearest(name, fitting))
    elif isinstance(found, Scoped) and not consolidated_breadth(found).by:
        yield entry.mistake(("of",), f"{name} is not broken down by {CURRENCY}: there is nothing to put together")


def _adds_up(indicator: Indicator) -> bool:
    return isinstance(indicator, Scoped) and not isinstance(indicator, HoldingIndicator) and indicator.unit == "money"


def check_alike(entry: Entry[Kpi], indicators: Mapping[str, Indicator]) -> Iterator[Mistake]:
    """What is put together stands beside nothing that is counted in the currency of the scope alone."""
    together = {name: each for name, each in indicators.items() if isinstance(each, ConsolidatedIndicator)}
    apart = [name for name in indicators if name not in together]
    if together and apart:
        message = f"{', '.join(together)}: of all currencies, but {', '.join(apart)}: of the scope's alone"
        yield entry.mistake(("formula",), message)
    if len({frozenset(each.into) for each in together.values()}) > 1:
        told = ", ".join(f"{name} in {' and '.join(each.into)}" for name, each in together.items())
        yield entry.mistake(("formula",), f"is put together in different currencies: {told}")
