"""Stocks: how many there are where a bucket starts or ends, from what its scope's buckets added and took.

A stock may begin anew with each year or other period: what came to date.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from service.kpi.columns import Ints, Marked, grouped, paired, united, unpaired
from service.kpi.compose.cells import Cells
from service.kpi.compose.layout import Stock
from service.kpi.period.buckets import Buckets
from service.kpi.period.windows import Grain

Line = list[tuple[int, int]]
"""The rows of a scope in the order of their buckets, as (bucket, row)."""


class Stretch(NamedTuple):
    """The rows of a scope to be renewed, in the order of their buckets."""

    built_on: bool
    """The first of them is right, and the others build on it; else it is the very first of its scope."""
    rows: list[int]


class Stocks:
    """Keeps the stocks of one calendar window's cells. Only scopes that are read and where something ever flowed have
    a line."""

    def __init__(self, stocks: Sequence[Stock], buckets: Buckets, read: Callable[[int], bool]) -> None:
        """`read`: whether some KPI reads a stock in this scope."""
        self._buckets = buckets
        self._read = lru_cache(maxsize=None)(read)
        self._columns = np.array([stock.column for stock in stocks], np.int64)
        self._flows = sorted({column for stock in stocks for column in stock.flows})
        self._signs = np.array([[stock.flows.get(f, 0) for stock in stocks] for f in self._flows], np.int64)
        self._own = np.array([stock.at == "end" for stock in stocks], np.int64)
        """1 where a bucket's own flow is part of its stock."""
        self._since = {
            grain: [n for n, stock in enumerate(stocks) if stock.since == grain] for grain in _grains(stocks)
        }
        self._lines: dict[int, Line] = {}
        self._known = 0

    def take(self, cells: Cells) -> None:
        """Bring stocks up to date, in each scope from the first bucket on that is new or in which something flowed."""
        new = np.arange(self._known, len(cells))
        self._known = len(cells)
        self._enter(cells, new)
        touched = cells.touched
        flowed = touched[cells.changed[touched][:, self._flows].any(1)]
        rows = self._lined(cells, united((new, flowed)))
        if len(rows):
            firsts = _firsts(cells.scope[rows], cells.bucket[rows])
            self._renew(cells, [self._from(scope, first) for scope, first in firsts])

    def _enter(self, cells: Cells, new: Ints) -> None:
        """Give new rows their place in the line of their scope, and scopes in which something flows now a line."""
        for row in self._lined(cells, new).tolist():
            insort(self._lines[int(cells.scope[row])], (int(cells.bucket[row]), row))
        rows = united((new, cells.touched))
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

    def _from(self, scope: int, first: int) -> Stretch:
        line = self._lines[scope]
        before = bisect_left(line, (first, -1)) - 1
        return Stretch(before >= 0, [row for _, row in line[max(before, 0) :]])

    def _renew(self, cells: Cells, stretches: Sequence[Stretch]) -> None:
        """All stretches at once: a scope by itself would cost as much as fifty rows."""
        rows = np.array([row for stretch in stretches for row in stretch.rows], np.int64)
        many = np.array([len(stretch.rows) for stretch in stretches], np.int64)
        begins, value = np.cumsum(many) - many, cells.value[rows]
        flow, known = value[:, self._flows] @ self._signs, value[:, self._columns]
        built = np.array([[stretch.built_on] for stretch in stretches], np.int64)
        before = np.zeros_like(flow)
        before[begins] = built * (known[begins] - self._own * flow[begins])
        total = np.cumsum(flow, 0)
        # What there was when the sum of a row began: nothing, but for a stretch that others go before.
        opening = np.take_along_axis(before - total + flow, self._began(cells.bucket[rows], begins), 0)
        stock = total + opening - (1 - self._own) * flow
        moved, stocks = np.nonzero(stock != known)
        cells.value[rows[moved], self._columns[stocks]] = stock[moved, stocks]
        cells.touch(rows[moved], self._columns[stocks])

    def _began(self, bucket: Ints, begins: Ints) -> Ints:
        """For each row and stock, the row with which its sum began: that of its stretch, or of its period there."""
        began = np.zeros((len(bucket), len(self._columns)), np.int64)
        for grain, stocks in self._since.items():
            starts = np.zeros(len(bucket), np.bool_) if grain is None else _turns(self._buckets.of(grain, bucket))
            starts[begins] = True
            began[:, stocks] = np.maximum.accumulate(np.where(starts, np.arange(len(bucket)), 0))[:, None]
        return began


def _grains(stocks: Sequence[Stock]) -> Iterable[Grain | None]:
    """What sums begin anew with, each once."""
    return dict.fromkeys(stock.since for stock in stocks)


def _turns(periods: Ints) -> Marked:
    """Where another period begins than that of the row before."""
    turns = np.ones(len(periods), np.bool_)
    np.not_equal(periods[1:], periods[:-1], out=turns[1:])
    return turns


def cut_levels(stocks: Iterable[Stock], whole: Ints, cut: Ints) -> None:
    """Put the levels at a cut into `cut`, where what had flowed up to there stands already: lines by columns.

    A level at the end of a period, less what flowed in it after the cut. That at its start knows no cut.
    """
    for stock in stocks:
        cut[:, stock.column] = whole[:, stock.column]
        for flow, sign in stock.flows.items() if stock.at == "end" else ():
            cut[:, stock.column] -= sign * (whole[:, flow] - cut[:, flow])


def _firsts(scope: Ints, bucket: Ints) -> Iterable[tuple[int, int]]:
    """Each scope with the first of its buckets."""
    scopes, buckets = unpaired(np.sort(paired(scope, bucket)))
    found, first = np.unique(scopes, return_index=True)
    return zip(found.tolist(), buckets[first].tolist(), strict=True)
