"""Money of all currencies in one as far as a base counts: whole days, and of the day of the cut what had come by then.

Both at the rate of their day, exactly, as in `consolidated`; whoever changes a weight there tells it here.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

import numpy as np

from service.kpi.columns import Ints, unpaired
from service.kpi.compose.cells import Cells
from service.kpi.compose.consolidated import Consolidated, Line, Total, Weight
from service.kpi.compose.lanes import Lanes
from service.kpi.compose.rates import Pair


class CutMoney:
    """The sums of one base: by scope and consolidated indicator."""

    def __init__(self, money: Consolidated, read: Collection[int], lanes: Lanes) -> None:
        """`read`: the numbers of the consolidated indicators that are cut."""
        self._money, self._read, self._lanes = money, frozenset(read), lanes
        self._first = self._day = 0
        self._days: dict[Line, Total] = {}
        self._part: dict[Line, dict[str, int]] = {}
        self._touched: set[Line] = set()
        if self._read:
            money.cuts.append(self)

    def begin(self, first: int) -> None:
        """Count another base, from this day on; nothing of it yet."""
        self._first = self._day = first
        self._days, self._part, self._touched = {}, {}, set()

    def move(self, day: int) -> None:
        """Count all days before this one whole, and nothing of this one yet."""
        self._touched.update(self._part)
        self._part = {}
        for line, weight in self._money.weights(self._day, day) if self._read else ():
            self._add(line, weight, 1)
        self._day = day

    def come(self, key: Ints, amount: Ints) -> None:
        """Add what came on the day of the cut, before it: keys of a scope and a lane of money."""
        for line, currency, came in self._lines(key, amount):
            part = self._part.setdefault(line, {})
            part[currency] = part.get(currency, 0) + came
            self._touched.add(line)

    def weighed(self, line: Line, day: int, before: Weight, now: Weight) -> None:
        """What a day brought weighs something else now."""
        if self._first <= day < self._day:
            self._add(line, before, -1)
            self._add(line, now, 1)

    def rated(self, pair: Pair, first: int) -> None:
        """The rates of a pair are other ones from this day on."""
        source, target = pair
        for line, part in self._part.items() if first <= self._day else ():
            if source in part and self._money.currency_of(line[0]) == target:
                self._touched.add(line)

    def put(self, cells: Cells) -> None:
        """Put what changed into the cells of the base, a row for each scope."""
        lines = sorted(self._touched)
        self._touched.clear()
        if not lines:
            return
        scope, number = (np.array(column, np.int64) for column in zip(*lines, strict=True))
        column = self._money.columns[number]
        value: Ints = np.array(list(map(self._value, lines)), np.int64)
        rows = cells.rows(scope, np.zeros_like(scope))
        moved = np.flatnonzero(cells.value[rows, column] != value)
        cells.value[rows[moved], column[moved]] = value[moved]
        cells.touch(rows[moved], column[moved])

    def _add(self, line: Line, weight: Weight, sign: int) -> None:
        if line[1] in self._read:
            self._days.setdefault(line, Total()).add(weight, sign)
            self._touched.add(line)

    def _lines(self, key: Ints, amount: Ints) -> Iterator[tuple[Line, str, int]]:
        scopes, lanes = unpaired(key)
        mine = np.flatnonzero(self._lanes.in_currencies(lanes))
        of: Iterable[tuple[int, int, int]] = zip(
            *(each[mine].tolist() for each in (scopes, lanes, amount)), strict=True
        )
        for scope, lane, came in of:
            column, currency = self._lanes.money_of(lane)
            for number in self._read.intersection(self._money.numbers(column, scope)):
                yield (scope, number), currency, came

    def _value(self, line: Line) -> int:
        whole = replace(self._days.get(line, Total()))
        for currency, amount in self._part.get(line, {}).items():
            whole.add(self._money.weight(amount, currency, line[0], self._day), 1)
        return whole.value
