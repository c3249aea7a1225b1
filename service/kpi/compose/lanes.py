"""Lanes: what is added up by slot apart, as a number for each column and kind of addition.

The sums of a column are one lane. People have one for each set of grains: who is first in the day is mostly first in
the week and the month too. Money that is put together has one for each currency: its day decides its worth.
"""

import numpy as np

from schemas.facts import GRAINS
from service.kpi.columns import Ints, Marked, Names

_CURRENCIES = 1 << len(GRAINS)
"""The first kind that is a currency. Those before it are sets of grains; the empty one is what adds up in all of them:
such a lane is the column itself."""


class Lanes:
    """Numbers lanes, and knows what they are of."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self.currencies = Names[str]()

    def people(self, column: Ints, grains: Ints) -> Ints:
        """The lanes of columns of people who are first somewhere in these grains (bit n: GRAINS[n])."""
        return grains * self._columns + column

    def money(self, column: Ints, currency: Ints) -> Ints:
        """The lanes of columns of money, each in a currency: a number in `currencies`."""
        return (_CURRENCIES + currency) * self._columns + column

    def of(self, grain: str, lane: Ints) -> tuple[Ints, Ints]:
        """Which of these lanes add up in the buckets of a grain, and the column that each of those is of."""
        kind, column = np.divmod(lane, self._columns)
        mine = np.flatnonzero((kind == 0) | (kind < _CURRENCIES) & (kind >> GRAINS.index(grain) & 1 == 1))
        return mine, column[mine]

    def in_currencies(self, lane: Ints) -> Marked:
        """Which of these lanes are of money in a currency."""
        money: Marked = lane >= _CURRENCIES * self._columns
        return money

    def money_of(self, lane: int) -> tuple[int, str]:
        """The column of such a lane, and its currency."""
        kind, column = divmod(lane, self._columns)
        return column, self.currencies.names[kind - _CURRENCIES]
