"""Which column holds which indicator, and which columns decide whether a KPI exists and whether it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeGuard

import numpy as np

from schemas.definitions import DistinctIndicator, HoldingIndicator, Kpi, StockIndicator, ToDateIndicator
from schemas.facts import GRAINS
from service.kpi.catalog import Catalog
from service.kpi.columns import Ints, Marked
from service.kpi.compose.objective import Goal
from service.kpi.needs import folded, folded_of, read_by
from service.kpi.period.windows import Calendar, Fixed, Grain, Rolling, Window, parse_window


@dataclass(frozen=True, slots=True)
class Stock:
    """A column of running sums over the buckets of a scope: up to where a bucket starts, or to where it ends."""

    column: int
    flows: Mapping[int, int]
    """What is summed: columns, each times 1 or −1."""
    at: Literal["start", "end"]
    since: Grain | None = None
    """The sum begins anew with each bucket of this grain; None: it never does."""


@dataclass(frozen=True, slots=True)
class Together:
    """A column of money of all currencies in one, that of the scope."""

    column: int
    """Thousandths of a minor unit; `ABSENT` is undefined."""
    parts: int
    """The column of how many amounts it is made of, one for each currency of each day. It may well be 0 with some."""
    of: int
    """The column that an addition in one currency goes to."""
    into: frozenset[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of all matrices: the folded indicators, then what is made of them, which no window that rolls has."""

    columns: tuple[str, ...]
    """What formulas call each. A `holding` indicator is a stock; the column that its flow is folded into has a name
    that none can have."""
    folded: int
    arriving: Mapping[str, int]
    """The column that an addition to an indicator goes to."""
    people: frozenset[int]
    """The columns of different subjects, which are no sum of ticks."""
    stocks: tuple[Stock, ...]
    together: tuple[Together, ...]
    windows: tuple[Window, ...]
    """Every window that some KPI has."""
    by_window: dict[Window, tuple["Reading", ...]]

    def has_stocks(self, window: Window) -> bool:
        """Whether some KPI reads a stock over this window."""
        return bool(self.reading_stocks(window))

    def reading_stocks(self, window: Window) -> tuple["Reading", ...]:
        """The KPIs that read a stock over this window."""
        stocks = {stock.column for stock in self.stocks}
        return tuple(reading for reading in self.by_window[window] if stocks.intersection(reading.watched))

    def reading_together(self) -> dict[Calendar, list[int]]:
        """For each calendar window the numbers of the consolidated columns that some KPI reads over it."""
        calendars = [window for window in self.windows if isinstance(window, Calendar)]
        read = {window: self.read(window) for window in calendars}
        return {w: [n for n, each in enumerate(self.together) if read[w][each.column]] for w in calendars}

    def compared_together(self, window: Calendar) -> list[int]:
        """The numbers of the consolidated columns that some KPI over this window compares with earlier periods."""
        watched = {at for reading in self.by_window[window] if reading.kpi.evolution for at in reading.watched}
        return [number for number, each in enumerate(self.together) if each.column in watched]

    def compared(self) -> tuple[Calendar, ...]:
        """The windows over which some KPI is compared with earlier periods."""
        return tuple(
            window
            for window, readings in self.by_window.items()
            if is_compared(window) and any(reading.kpi.evolution for reading in readings)
        )

    def paced(self) -> dict[Calendar, list[Goal]]:
        """The windows over which some objective is a pace, and those objectives."""
        goals = {w: [r.goals[w.name] for r in each if w.name in r.goals] for w, each in self.by_window.items()}
        paces = {w: [goal for goal in each if goal.pace] for w, each in goals.items() if is_compared(w)}
        return {w: each for w, each in paces.items() if each}

    def cut(self) -> list[int]:
        """The columns of sums that are compared while a period runs."""
        followed = self.followed()
        readings = (reading for window in self.compared() for reading in self.by_window[window])
        seen = {at for each in readings if each.kpi.evolution for at in each.seen}
        return sorted(at for at in seen if at < self.folded and not followed[at])

    def followed(self) -> Ints:
        """By column of different subjects the grains in which they are compared (bit n: GRAINS[n]); 0: in none."""
        grains = np.zeros(len(self.columns), np.int64)
        for window in self.compared():
            read = {at for reading in self.by_window[window] if reading.kpi.evolution for at in reading.seen}
            grains[sorted(read & self.people)] |= 1 << GRAINS.index(window.name)
        return grains

    def cut_together(self) -> list[int]:
        """The columns whose money in each currency is put together and compared while a period runs."""
        numbers = {number for window in self.compared() for number in self.compared_together(window)}
        return sorted({self.together[number].of for number in numbers})

    def read(self, window: Window) -> Marked:
        """The columns that some KPI over this window depends on; no others need rows there."""
        read = np.zeros(len(self.columns), np.bool_)
        for reading in self.by_window[window]:
            read[reading.watched] = True
        return read

    def rolling(self) -> tuple[Rolling, ...]:
        """The windows that roll."""
        return tuple(window for window in self.windows if isinstance(window, Rolling))

    def bucketed(self) -> tuple[Calendar | Fixed, ...]:
        """The windows that have buckets."""
        return tuple(window for window in self.windows if not isinstance(window, Rolling))


def is_compared(window: Window) -> TypeGuard[Calendar]:
    """Whether there are earlier periods to compare a window's with."""
    return isinstance(window, Calendar) and window.name != "all"


@dataclass(frozen=True, slots=True)
class Reading:
    """A KPI and the columns it depends on."""

    name: str
    text: bytes
    """The name, encoded."""
    kpi: Kpi
    inputs: tuple[str, ...]
    """What its formula reads, in the formula's order."""
    goals: dict[str, Goal]
    """By window, where an objective is set."""
    seen: list[int]
    """It exists where one of these is not zero."""
    watched: list[int]
    """It changes where one of these does."""


def layout_of(catalog: Catalog) -> Layout:
    """The layout for a catalog."""
    arriving = {name: i for i, name in enumerate(folded(catalog))}
    held = [name for name, indicator in catalog.indicators.items() if isinstance(indicator, HoldingIndicator)]
    stocks = {name: i for name, i in catalog.indicators.items() if isinstance(i, StockIndicator)}
    to_date = {name: i for name, i in catalog.indicators.items() if isinstance(i, ToDateIndicator)}
    flows = [f"{name} (flow)" if name in held else name for name in arriving]
    together = catalog.consolidated
    parts = [_parts(name) for name in together]
    column = {name: i for i, name in enumerate((*flows, *stocks, *to_date, *held, *parts, *together))}
    readings = [_reading(catalog, column, arriving, name) for name in catalog.kpis]
    windows = dict.fromkeys(parse_window(text) for reading in readings for text in reading.kpi.windows)
    return Layout(
        columns=tuple(column),
        folded=len(flows),
        arriving=arriving,
        people=frozenset(arriving[n] for n, i in catalog.indicators.items() if isinstance(i, DistinctIndicator)),
        stocks=(
            *(Stock(column[n], {arriving[i.plus]: 1, arriving[i.minus]: -1}, i.at) for n, i in stocks.items()),
            *(Stock(column[n], {arriving[i.of]: 1}, "end", i.since) for n, i in to_date.items()),
            *(Stock(column[name], {arriving[name]: 1}, "end") for name in held),
        ),
        together=tuple(
            Together(column[name], column[_parts(name)], arriving[each.of], frozenset(each.into))
            for name, each in together.items()
        ),
        windows=tuple(windows),
        by_window={w: tuple(r for r in readings if w.name in r.kpi.windows) for w in windows},
    )


def _reading(catalog: Catalog, column: Mapping[str, int], arriving: Mapping[str, int], kpi: str) -> Reading:
    read = sorted(read_by(catalog, kpi))
    seen = {place for indicator in read for place in _seen(catalog, column, arriving, indicator)}
    objective = catalog.kpis[kpi].objective
    goals = {window: Goal.of(objective, catalog) for window in objective.over} if objective else {}
    watched = sorted(seen | {column[name] for name in read})
    inputs = catalog.formulas[kpi].inputs
    return Reading(kpi, kpi.encode(), catalog.kpis[kpi], inputs, goals, sorted(seen), watched)


def _seen(catalog: Catalog, column: Mapping[str, int], arriving: Mapping[str, int], indicator: str) -> tuple[int, ...]:
    """The columns of which one is not zero where an indicator is there."""
    if indicator in catalog.consolidated:
        return (column[_parts(indicator)],)
    return tuple(arriving[name] for name in folded_of(catalog, indicator))


def _parts(consolidated: str) -> str:
    """No indicator can have such a name."""
    return f"{consolidated} (parts)"
