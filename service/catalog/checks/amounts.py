"""Checks of what an indicator adds up: money is told as money, and never added over currencies."""

from collections.abc import Iterator

from schemas.definitions import Indicator, Scoped
from schemas.money import CURRENCY
from service.catalog.draft import Entry
from service.catalog.measures import Kind
from service.catalog.mistakes import Mistake


def check_amounts(entry: Entry[Indicator], indicator: Scoped, kind: Kind | None) -> Iterator[Mistake]:
    """Whether unit and scopes fit the measure (None: it counts)."""
    if kind == "money" and indicator.unit != "money":
        # Money travels in thousandths; only its unit says that it leaves divided.
        yield entry.mistake(("unit",), f"what is added up is money, so the unit is money and not {indicator.unit}")
    elif kind != "money" and indicator.unit == "money":
        yield entry.mistake(("unit",), "what is added up is no money")
    elif kind == "money" and CURRENCY not in indicator.where:
        yield from _currencies(entry, indicator)


def _currencies(entry: Entry[Indicator], indicator: Scoped) -> Iterator[Mistake]:
    advice = f"say overall = false and break down by {CURRENCY}"
    if indicator.overall:
        yield entry.mistake(("overall",), f"money of different currencies would be added: {advice}")
    for index, scope in enumerate(indicator.by):
        if CURRENCY not in scope.split("+"):
            message = f"money of different currencies would be added: say {scope}+{CURRENCY}"
            yield entry.mistake(("by", index), message)
