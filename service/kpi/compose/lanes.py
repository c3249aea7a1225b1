"""Lanes: what is added up by slot apart, as a number for each column and kind of addition.

The sums of a column are one lane. Money that is put together has one for each currency: its day decides its worth.
"""

from service.kpi.columns import Ints, Marked, Names

_CURRENCIES = 1
"""The first kind that is a currency. Kind 0 is what adds up as it stands: such a lane is the column itself."""


class Lanes:
    """Numbers lanes, and knows what they are of."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self.currencies = Names[str]()

    def money(self, column: Ints, currency: Ints) -> Ints:
        """The lanes of columns of money, each in a currency: a number in `currencies`."""
        return (_CURRENCIES + currency) * self._columns + column

    def summed(self, lane: Ints) -> Marked:
        """Which of these lanes are sums of their column."""
        summed: Marked = lane < self._columns
        return summed

    def in_currencies(self, lane: Ints) -> Marked:
        """Which of these lanes are of money in a currency."""
        money: Marked = lane >= _CURRENCIES * self._columns
        return money

    def money_of(self, lane: int) -> tuple[int, str]:
        """The column of such a lane, and its currency."""
        kind, column = divmod(lane, self._columns)
        return column, self.currencies.names[kind - _CURRENCIES]
