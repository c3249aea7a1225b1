"""Stocks: how many there were when a bucket began, from what earlier buckets of the same scope added and took."""

from bisect import bisect_left, insort
from collections.abc import Sequence

import numpy as np

from service.kpi.cells import Cells
from service.kpi.columns import Ints, grouped
from service.kpi.layout import Stock

Line = list[tuple[int, int]]
"""The rows of a scope in the order of their buckets, as (bucket, row)."""


class Stocks:
    """Keeps the stocks of one window's cells. Only scopes where something ever flowed have a line."""

    def __init__(self, stocks: Sequence[Stock]) -> None:
        self._stocks = stocks
        self._flows = sorted({column for stock in stocks for column in (stock.plus, stock.minus)})
        self._lines: dict[int, Line] = {}
        self._known = 0

    def take(self, cells: Cells) -> None:
        """Bring stocks up to date, in each scope from the first bucket on that is new or in which something flowed."""
        new = np.arange(self._known, len(cells))
        self._known = len(cells)
        if not self._stocks:
            return
        self._enter(cells, new)
        touched = cells.touched
        flowed = touched[cells.changed[touched][:, self._flows].any(1)]
        rows = np.union1d(new, flowed)
        for scope, places in grouped(cells.scope[rows]):
            if scope in self._lines:
                self._renew(cells, self._lines[scope], int(cells.bucket[rows[places]].min()))

    def _enter(self, cells: Cells, new: Ints) -> None:
        """Give new rows their place in the line of their scope, and scopes in which something flows now a line."""
        for scope, places in grouped(cells.scope[new]):
            if scope in self._lines:
                for row in new[places].tolist():
                    insort(self._lines[scope], (int(cells.bucket[row]), row))
        rows = np.union1d(new, cells.touched)
        flowing = rows[cells.value[rows][:, self._flows].any(1)]
        for scope in np.unique(cells.scope[flowing]).tolist():
            if scope not in self._lines:
                mine = np.flatnonzero(cells.scope == scope)
                self._lines[scope] = sorted(zip(cells.bucket[mine].tolist(), mine.tolist(), strict=True))

    def _renew(self, cells: Cells, line: Line, first: int) -> None:
        # The row before the first is right, and its stock is what the others build on; the very first has none: 0.
        start = max(bisect_left(line, (first, -1)) - 1, 0)
        rows = np.array([row for _, row in line[start:]], np.int64)
        for stock in self._stocks:
            flow = cells.value[rows, stock.plus] - cells.value[rows, stock.minus]
            opening = cells.value[rows[0], stock.column] if start else 0
            before = opening + np.cumsum(flow) - flow
            moved = before != cells.value[rows, stock.column]
            cells.value[rows[moved], stock.column] = before[moved]
            cells.touch(rows[moved], stock.column)
