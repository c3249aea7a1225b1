"""Stocks: how many there are where a bucket starts or ends, from what its scope's buckets added and took."""

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from service.kpi.columns import Ints, grouped
from service.kpi.compose.cells import Cells
from service.kpi.compose.layout import Stock

Line = list[tuple[int, int]]
"""The rows of a scope in the order of their buckets, as (bucket, row)."""


class Stocks:
    """Keeps the stocks of one window's cells. Only scopes where something ever flowed and that are read have a line."""

    def __init__(self, stocks: Sequence[Stock], read: Callable[[int], bool]) -> None:
        """`read`: whether some KPI reads a stock in this scope."""
        self._read = lru_cache(maxsize=None)(read)
        self._columns = np.array([stock.column for stock in stocks], np.int64)
        self._flows = sorted({column for stock in stocks for column in stock.flows})
        self._signs = np.array([[stock.flows.get(f, 0) for stock in stocks] for f in self._flows], np.int64)
        self._own = np.array([stock.at == "end" for stock in stocks], np.int64)
        """1 where a bucket's own flow is part of its stock."""
        self._lines: dict[int, Line] = {}
        self._known = 0

    def take(self, cells: Cells) -> None:
        """Bring stocks up to date, in each scope from the first bucket on that is new or in which something flowed."""
        new = np.arange(self._known, len(cells))
        self._known = len(cells)
        self._enter(cells, new)
        touched = cells.touched
        flowed = touched[cells.changed[touched][:, self._flows].any(1)]
        rows = self._lined(cells, np.union1d(new, flowed))
        for scope, places in grouped(cells.scope[rows]):
            self._renew(cells, self._lines[scope], int(cells.bucket[rows[places]].min()))

    def _enter(self, cells: Cells, new: Ints) -> None:
        """Give new rows their place in the line of their scope, and scopes in which something flows now a line."""
        for row in self._lined(cells, new).tolist():
            insort(self._lines[int(cells.scope[row])], (int(cells.bucket[row]), row))
        rows = np.union1d(new, cells.touched)
        flowing = rows[cells.value[rows][:, self._flows].any(1)]
        scopes = filter(self._read, np.unique(cells.scope[flowing]).tolist())
        self._begin(cells, [scope for scope in scopes if scope not in self._lines])

    def _lined(self, cells: Cells, rows: Ints) -> Ints:
        """The rows whose scope has a line."""
        lined = list(map(self._lines.__contains__, cells.scope[rows].tolist()))
        return rows[np.array(lined, np.bool_)]

    def _begin(self, cells: Cells, scopes: Sequence[int]) -> None:
        rows = np.flatnonzero(np.isin(cells.scope, scopes)) if scopes else np.zeros(0, np.int64)
        for scope, places in grouped(cells.scope[rows]):
            mine = rows[places]
            self._lines[scope] = sorted(zip(cells.bucket[mine].tolist(), mine.tolist(), strict=True))

    def _renew(self, cells: Cells, line: Line, first: int) -> None:
        # The row before the first is right, and its stock is what the others build on; the very first has none: 0.
        start = max(bisect_left(line, (first, -1)) - 1, 0)
        rows = np.array([row for _, row in line[start:]], np.int64)
        flow = cells.value[rows][:, self._flows] @ self._signs
        known = cells.value[rows][:, self._columns]
        opening = known[0] - self._own * flow[0] if start else 0
        stock = opening + np.cumsum(flow, 0) - (1 - self._own) * flow
        for number, column in enumerate(self._columns.tolist()):
            moved = stock[:, number] != known[:, number]
            cells.value[rows[moved], column] = stock[moved, number]
            cells.touch(rows[moved], column)
