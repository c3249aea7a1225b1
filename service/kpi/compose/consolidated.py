"""Money of all currencies in that of the scope: what each day brought in each of them, at the rate of that day.

A sum of days is kept as fine units, exactly, so that neither the order in which amounts and rates come nor what was
taken back leaves a trace. It is rounded once, when it is put into its cell.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np

from schemas.facts import ABSENT, RateTold
from service.kpi.columns import Ints
from service.kpi.compose.cells import Cells
from service.kpi.compose.exact import factor_of, rounded
from service.kpi.compose.layout import Together
from service.kpi.compose.rates import Pair, Rates
from service.kpi.period.buckets import Buckets
from service.kpi.period.windows import Calendar, Fixed

Line = tuple[int, int]
"""A scope, and which of the consolidated indicators."""

Place = tuple[int, int, int]
"""A scope, a bucket, and which of the consolidated indicators."""

Amount = tuple[int, int, str, int, int]
"""Scope, the column that is put together, currency, day, and thousandths of a minor unit."""


class Weight(NamedTuple):
    """What one currency of one day adds to a sum."""

    parts: int
    """1, unless the amount is 0."""
    lacking: int
    """1, if it has no rate."""
    fine: int


@dataclass(slots=True)
class Total:
    """The sum of weights."""

    parts: int = 0
    lacking: int = 0
    fine: int = 0

    def add(self, weight: Weight, sign: int) -> None:
        """Add a weight, or take it away."""
        self.parts += sign * weight.parts
        self.lacking += sign * weight.lacking
        self.fine += sign * weight.fine

    @property
    def value(self) -> int:
        """Thousandths of a minor unit; `ABSENT` is undefined: never is a part of a sum told as the whole."""
        return ABSENT if self.lacking else rounded(self.fine)


@dataclass(slots=True)
class Held:
    """What came in one currency on one day, and how it stands in the sums."""

    amount: int
    weight: Weight


class Told(Protocol):
    """Who sums up some of the days by itself."""

    def weighed(self, line: Line, day: int, before: Weight, now: Weight) -> None:
        """What a day brought to a line weighs something else now."""

    def rated(self, pair: Pair, first: int) -> None:
        """The rates of a pair are other ones from this day on."""


_NOTHING = Weight(0, 0, 0)


class Consolidated:
    """Keeps amounts and rates, and the sums of every calendar window."""

    def __init__(
        self,
        made: Sequence[Together],
        windows: Mapping[Calendar, Sequence[int]],
        buckets: Buckets,
        currency_of: Callable[[int], str],
    ) -> None:
        """`windows`: the numbers of those of `made` that are read over each; `currency_of` a scope."""
        self._made = made
        self.columns: Ints = np.array([each.column for each in made], np.int64)
        self._counted: Ints = np.array([each.parts for each in made], np.int64)
        self.cuts: list[Told] = []
        self.currency_of = lru_cache(maxsize=None)(currency_of)
        self.numbers = lru_cache(maxsize=None)(self._put_together)
        """Which of the consolidated indicators an addition to a column in a scope is part of."""
        self._windows = {n: [window for window, read in windows.items() if n in read] for n in range(len(made))}
        self._bucket = lru_cache(maxsize=1 << 12)(lambda window, day: buckets.one(window.name, day))
        self._rates = Rates()
        self._held: dict[str, dict[int, dict[Line, Held]]] = {}
        self._added: set[tuple[str, int, Line]] = set()
        self._totals: dict[Calendar, dict[Place, Total]] = {window: {} for window in windows}
        self._touched: dict[Calendar, set[Place]] = {window: set() for window in windows}

    def add(self, amounts: Iterable[Amount]) -> None:
        """Add amounts to what came on their days. Weighed when the cells ask: a round adds to one often."""
        for scope, column, currency, day, amount in amounts:
            for number in self.numbers(column, scope):
                here = self._held.setdefault(currency, {}).setdefault(day, {})
                here.setdefault((scope, number), Held(0, _NOTHING)).amount += amount
                self._added.add((currency, day, (scope, number)))

    def tell(self, rates: Iterable[RateTold]) -> None:
        """Take rates in, and weigh anew what they are for."""
        for pair, first in self._rates.tell(rates).items():
            self._weigh_again(pair, first)
            for cut in self.cuts:
                cut.rated(pair, first)

    def take(self, cells: Mapping[Calendar | Fixed, Cells]) -> None:
        """Put what changed into the cells."""
        self._weigh_added()
        for window, touched in self._touched.items():
            if touched:
                self._put(cells[window], self._totals[window], sorted(touched))
        self.forget_touched()

    def forget_touched(self) -> None:
        """The cells have it already."""
        self._weigh_added()
        for touched in self._touched.values():
            touched.clear()

    def amounts(self) -> Iterator[Amount]:
        """Everything that was added up to when the cells last asked, one entry for each currency of a day."""
        for currency, days in self._held.items():
            for day, lines in days.items():
                for (scope, number), held in lines.items():
                    column = self._made[number].of
                    if self.numbers(column, scope)[0] == number:
                        yield scope, column, currency, day, held.amount

    def rates(self) -> Iterator[RateTold]:
        """Every rate that was told and not taken back."""
        return self._rates.all()

    def weights(self, first: int, end: int) -> Iterator[tuple[Line, Weight]]:
        """What the days from `first` to before `end` weigh."""
        for days in self._held.values():
            for day in range(first, end):
                yield from ((line, held.weight) for line, held in days.get(day, {}).items())

    def weight(self, amount: int, currency: str, scope: int, day: int) -> Weight:
        """What an amount that came on a day weighs in a scope."""
        target = self.currency_of(scope)
        if not amount:
            return _NOTHING
        rate = self._rates.on(currency, target, day)
        return Weight(1, 1, 0) if rate is None else Weight(1, 0, amount * rate * factor_of(currency, target))

    def _put_together(self, column: int, scope: int) -> list[int]:
        currency = self.currency_of(scope)
        return [n for n, each in enumerate(self._made) if each.of == column and currency in each.into]

    def _weigh_again(self, pair: Pair, first: int) -> None:
        source, target = pair
        for day, lines in self._held.get(source, {}).items():
            for line, held in lines.items() if day >= first else ():
                if self.currency_of(line[0]) == target:
                    self._weigh(held, source, day, line)

    def _weigh_added(self) -> None:
        for currency, day, line in self._added:
            here = self._held[currency][day]
            self._weigh(here[line], currency, day, line)
            if not here[line].amount:
                del here[line]
        self._added.clear()

    def _weigh(self, held: Held, currency: str, day: int, line: Line) -> None:
        scope, number = line
        weight = self.weight(held.amount, currency, scope, day)
        if weight == held.weight:
            return
        for window in self._windows[number]:
            place = scope, self._bucket(window, day), number
            total = self._totals[window].setdefault(place, Total())
            total.add(held.weight, -1)
            total.add(weight, 1)
            self._touched[window].add(place)
        for cut in self.cuts:
            cut.weighed(line, day, held.weight, weight)
        held.weight = weight

    def _put(self, cells: Cells, totals: dict[Place, Total], places: Sequence[Place]) -> None:
        found = [totals[place] for place in places]
        scope, bucket, number = (np.array(each, np.int64) for each in zip(*places, strict=True))
        rows, column, counted = cells.rows(scope, bucket), self.columns[number], self._counted[number]
        parts: Ints = np.array([total.parts for total in found], np.int64)
        cells.add(scope, bucket, counted, parts - cells.value[rows, counted])
        value: Ints = np.array([total.value for total in found], np.int64)
        moved = np.flatnonzero(cells.value[rows, column] != value)
        cells.value[rows[moved], column[moved]] = value[moved]
        cells.touch(rows[moved], column[moved])
        for place, total in zip(places, found, strict=True):
            if not total.parts:
                del totals[place]
