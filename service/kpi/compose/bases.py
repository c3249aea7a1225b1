"""The bases that the rows of one calendar window are compared with: the period before, and the same one a year ago.

A row's base is a row of the same table, but while its period runs: then it is what the base had added up to at its cut,
which is carried along with the head in a sum of its own (see docs/decisions/0007).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from schemas.facts import SLOT_SECONDS
from service.kpi.columns import Ints, Marked, grouped, summed, unpaired
from service.kpi.compose.cells import Cells
from service.kpi.compose.consolidated import Consolidated
from service.kpi.compose.cut_money import CutMoney
from service.kpi.compose.lanes import Lanes
from service.kpi.compose.layout import Layout
from service.kpi.compose.stocks import cut_levels
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.evolution import cut, previous, year_before
from service.kpi.period.spans import Spans
from service.kpi.period.windows import Calendar, Grain
from service.kpi.slots import Slots

_NONE = -(1 << 40)  # a bucket before all others
_DAY = Calendar("day")

Earlier = Callable[[int], int]
"""From a bucket to the one that it is compared with."""


class Cut(NamedTuple):
    """A base as far as it counts: its bucket, and the slots from its first one to before `end`."""

    bucket: int
    first: int
    end: int
    day: int
    """That of the cut."""
    dawn: int
    """The first slot of that day, in the base."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An earlier period of those lines that have a row there."""

    line: Ints
    """Which of the lines that were asked about."""
    bucket: Ints
    whole: Ints
    value: Ints
    """Up to the cut where the line's period runs; else the whole."""


class CutSum:
    """What the base of the running period had added up to at its cut: a row for each scope."""

    def __init__(self, grain: Grain, columns: int, lanes: Lanes, money: CutMoney) -> None:
        self._grain, self._columns, self._lanes, self._money = grain, columns, lanes, money
        self.cut: Cut | None = None
        self.cells = Cells(columns)

    def move(self, to: Cut, slots: Slots) -> None:
        """Count up to a later cut, or begin with another base."""
        counted = to.first if self.cut is None or self.cut.bucket != to.bucket else self.cut.end
        if counted == to.first:
            self.cells = Cells(self._columns)
            self._money.begin(to.bucket)
        if counted <= to.dawn:
            self._money.move(to.day)
            self._sum(*slots.between(counted, to.dawn))
        self.cut = to
        self._come(*slots.between(max(counted, to.dawn), to.end))

    def add(self, slot: Ints, key: Ints, amount: Ints) -> None:
        """Amounts that came late: those of some that lie before the cut."""
        if self.cut is not None and slot.min() < self.cut.end:
            whole = np.flatnonzero((slot >= self.cut.first) & (slot < self.cut.dawn))
            self._sum(key[whole], amount[whole])
            part = np.flatnonzero((slot >= self.cut.dawn) & (slot < self.cut.end))
            self._come(key[part], amount[part])

    def recall(self, slots: Slots) -> None:
        """After a snapshot was taken in: what came on the day of the cut stands in the slots alone."""
        if self.cut is not None:
            self._money.come(*slots.between(self.cut.dawn, self.cut.end))

    def settle(self) -> None:
        """Put money together, once everything has come."""
        self._money.put(self.cells)

    def _come(self, key: Ints, amount: Ints) -> None:
        """Add what came on the day of the cut."""
        self._sum(key, amount)
        self._money.come(key, amount)

    def _sum(self, key: Ints, amount: Ints) -> None:
        scope, lane = unpaired(key)
        mine, column = self._lanes.of(self._grain, lane)
        # Somebody who is first at another slot before the cut than was known changes nothing.
        cell, added = summed(scope[mine] * self._columns + column, amount[mine])
        cell, added = cell[added != 0], added[added != 0]
        if len(cell):
            scope, column = np.divmod(cell, self._columns)
            self.cells.add(scope, np.zeros_like(scope), column, added)


class Bases:
    """Knows the bases of a table's rows, and which rows must be told again because theirs moved."""

    def __init__(
        self,
        window: Calendar,
        cells: Cells,
        layout: Layout,
        calendar: ReportingCalendar,
        spans: Spans,
        lanes: Lanes,
        money: Consolidated,
    ) -> None:
        self._window, self._cells, self._calendar, self._spans = window, cells, calendar, spans
        self._stocks = layout.stocks
        together, width = layout.compared_together(window), len(layout.columns)
        one, other = (CutSum(window.name, width, lanes, CutMoney(money, together, lanes)) for _ in range(2))
        self.sums = (one, other)
        """Of the period before, and of the year before."""
        buckets, grain = calendar.buckets, window.name
        self._earlier: tuple[Earlier, Earlier] = (
            lru_cache(maxsize=1 << 12)(lambda bucket: _known(previous(buckets, grain, bucket))),
            lru_cache(maxsize=1 << 12)(lambda bucket: _known(year_before(buckets, grain, bucket))),
        )
        self._day = lru_cache(maxsize=1 << 7)(self._day_of)
        self._later = lru_cache(maxsize=1 << 12)(self._compared_with)
        self._running: int | None = None
        self._left: list[int] = []

    def move(self, running: int, now: int, slots: Slots) -> None:
        """The head is in this bucket, and its tick ends at this second."""
        if self._running is not None and self._running != running:
            self._left.append(self._running)
        self._running = running
        for earlier, total in zip(self._earlier, self.sums, strict=True):
            total.move(self._cut(running, earlier(running), now), slots)

    def recall(self, slots: Slots) -> None:
        """After a snapshot was taken in: take from the slots what is in it nowhere else."""
        for total in self.sums:
            total.recall(slots)

    def settle(self) -> None:
        """Mark the rows whose bases moved. To be called while only what was added is marked as changed."""
        touched = self._cells.touched
        touched = touched[self._cells.bucket[touched] != self._running]  # nothing is later than the head
        for bucket, places in grouped(self._cells.bucket[touched]):
            for later in self._later(bucket):
                self._tell(self._cells.scope[touched[places]], later)
        if self._running is not None:
            self._settle_sums(self._running)
        if self._left:
            self._settle_left()

    def _settle_sums(self, running: int) -> None:
        for total in self.sums:
            total.settle()
            if len(total.cells.touched):
                self._tell(total.cells.scope[total.cells.touched], running)
                total.cells.rest()

    def _settle_left(self) -> None:
        """What a period was compared with is whole once it is over; where that was nothing, nothing is told."""
        rows = np.flatnonzero(np.isin(self._cells.bucket, self._left))
        for compared in self.of(self._cells.scope[rows], self._cells.bucket[rows]):
            self._cells.moved(rows[compared.line])
        self._left.clear()

    def running(self, bucket: Ints) -> Marked:
        """Whether the period of each line runs; none does where there is no head yet."""
        running: Marked = bucket == self._running
        return running

    def of(self, scope: Ints, bucket: Ints) -> tuple[Compared, Compared]:
        """What lines are compared with: the period before, and the one of a year ago."""
        found, where = np.unique(bucket, return_inverse=True)
        parts = [
            (self._bases(found.tolist(), earlier), total)
            for earlier, total in zip(self._earlier, self.sums, strict=True)
        ]
        one, other = (self._of(scope, bucket, base[where], total) for base, total in parts)
        return one, other

    def _bases(self, buckets: list[int], earlier: Earlier) -> Ints:
        """The earlier one of each bucket; `_NONE` where it has no row. Mostly nothing is that old."""
        bases = map(earlier, buckets)
        return np.array([base if base in self._cells.buckets else _NONE for base in bases], np.int64)

    def _of(self, scope: Ints, bucket: Ints, base: Ints, total: CutSum) -> Compared:
        line = np.flatnonzero(base != _NONE)
        rows = self._cells.find(scope[line], base[line])
        line, rows = line[rows >= 0], rows[rows >= 0]
        whole, running = self._cells.value[rows], self.running(bucket[line])
        value = whole.copy()
        value[running] = self._up_to_cut(total, scope[line[running]], whole[running])
        return Compared(line, base[line], whole, value)

    def _up_to_cut(self, total: CutSum, scope: Ints, whole: Ints) -> Ints:
        value = _values(total.cells, scope)
        cut_levels(self._stocks, whole, value)
        return value

    def _cut(self, running: int, base: int, now: int) -> Cut:
        period, past = (self._spans.of(self._window, bucket) for bucket in (running, base))
        first, end = -(-past.start // SLOT_SECONDS), cut(period, past, now) // SLOT_SECONDS
        day, dawn = self._day(end)
        return Cut(base, first, end, day, max(first, dawn))

    def _day_of(self, slot: int) -> tuple[int, int]:
        """The day that a slot begins in, and the first slot of that day."""
        day = self._calendar.day(slot * SLOT_SECONDS)
        return day, -(-self._spans.of(_DAY, day).start // SLOT_SECONDS)

    def _tell(self, scope: Ints, bucket: int) -> None:
        rows = self._cells.find(scope, np.full(len(scope), bucket))
        self._cells.moved(rows[rows >= 0])

    def _compared_with(self, bucket: int) -> Sequence[int]:
        """The buckets that are compared with this one: the next, and one or two about a year later."""
        buckets, grain = self._calendar.buckets, self._window.name
        near = {buckets.one(grain, bucket + days) for days in range(360, 376)}
        return [buckets.following(grain, bucket), *(each for each in sorted(near) if self._earlier[1](each) == bucket)]


def _values(cells: Cells, scope: Ints) -> Ints:
    """What cut sums hold; 0 where there is no row."""
    rows = cells.find(scope, np.zeros_like(scope))
    value = np.zeros((len(rows), cells.value.shape[1]), np.int64)
    value[rows >= 0] = cells.value[rows[rows >= 0]]
    return value


def _known(bucket: int | None) -> int:
    if bucket is None:
        raise ValueError("everything has no period before it")
    return bucket
