"""All cells of one compose partition: a table for each window with buckets, and the sums of those that roll."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.facts import GRAINS, Changes, ScopeKey
from service.kpi.calendar import Days, ReportingCalendar, buckets
from service.kpi.cells import Cells
from service.kpi.columns import Ints, Marked, Names, column, summed
from service.kpi.layout import Layout
from service.kpi.rolling import RollingSums
from service.kpi.spans import Spans
from service.kpi.stocks import take_stock
from service.kpi.windows import Calendar, Fixed, Rolling, Window

_LOW = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of one window. In the matrices a line is a row and a column is one of the layout's."""

    scope: Ints
    bucket: Ints
    final: Marked
    value: Ints
    seen: Marked
    """Not zero; for what rolls: ever."""
    changed: Marked

    def only(self, rows: NDArray[np.generic]) -> "Lines":
        """Some of the lines."""
        columns = (self.scope, self.bucket, self.final, self.value, self.seen, self.changed)
        return Lines(*(each[rows] for each in columns))


class Tables:
    """Takes changes in; gives out the lines that changed, or those that are current."""

    def __init__(self, layout: Layout, calendar: ReportingCalendar) -> None:
        self._layout = layout
        self._calendar = calendar
        self._spans = Spans(calendar)
        self.scopes = Names[ScopeKey]()
        self.cells = {window: Cells(len(layout.columns)) for window in layout.bucketed()}
        lengths = [window.seconds // calendar.resolution for window in layout.rolling()]
        self.rolling = RollingSums(lengths, layout.folded)

    def apply(self, batch: Sequence[Changes], head: int) -> None:
        """Add changes. `head` is the newest tick counted anywhere."""
        self.rolling.move(head)
        scope, column_of, tick, added = self._counted(batch)
        self.rolling.add(scope, column_of, tick, added)
        self._add_counted(scope, column_of, tick, added)
        self._add_distinct(batch)
        self.rolling.reserve(len(self.scopes))

    def settle(self, limit: int) -> None:
        """Take stock, and close the buckets that ended up to `limit` (seconds)."""
        for window, cells in self.cells.items():
            take_stock(cells, self._layout.stocks)
            if window != Calendar("all"):
                self._close(window, cells, limit)

    def changed(self, window: Window) -> Lines:
        """The lines of a window in which something changed since the last rest."""
        lines = self._lines(window)
        return lines.only(np.flatnonzero(lines.changed.any(1)))

    def current(self, window: Window) -> Lines:
        """The lines of a window that are of now: of the bucket that holds the head."""
        lines = self._lines(window)
        return lines.only(np.flatnonzero(lines.bucket == self._bucket_of_head(window)))

    def rest(self) -> None:
        """What changed was told."""
        self.rolling.rest()
        for cells in self.cells.values():
            cells.rest()

    def _counted(self, batch: Sequence[Changes]) -> tuple[Ints, Ints, Ints, Ints]:
        scope = self._scopes(batch, [column([each.scope], np.uint32) for each in batch])
        columns = self._columns(batch, [column([each.indicator], np.uint16) for each in batch])
        tick = column((each.tick for each in batch), np.uint32).astype(np.int64)
        return scope, columns, tick, column((each.added for each in batch), np.int64)

    def _add_counted(self, scope: Ints, columns: Ints, tick: Ints, added: Ints) -> None:
        for window in self.cells:
            if isinstance(window, Fixed):
                bucket = tick * self._calendar.resolution // window.seconds
                self.cells[window].add(scope, bucket, columns, added)
        width = len(self._layout.columns)
        cell, sums = summed((scope * width + columns) << 32 | (self._calendar.days(tick) & _LOW), added)
        days = (cell & _LOW).astype(np.uint32).view(np.int32).astype(np.int64)
        for window in self.cells:
            if isinstance(window, Calendar):
                place = cell >> 32
                self.cells[window].add(place // width, buckets(window.name, days), place % width, sums)

    def _add_distinct(self, batch: Sequence[Changes]) -> None:
        scope = self._scopes(batch, [column([each.distinct_scope], np.uint32) for each in batch])
        columns = self._columns(batch, [column([each.distinct_indicator], np.uint16) for each in batch])
        grain = column((each.grain for each in batch), np.uint8)
        day: Days = column((each.day for each in batch), np.int32).astype(np.int64)
        added = column((each.distinct_added for each in batch), np.int64)
        for window, cells in self.cells.items():
            if isinstance(window, Calendar):
                mine = np.flatnonzero(grain == GRAINS.index(window.name))
                cells.add(scope[mine], buckets(window.name, day[mine]), columns[mine], added[mine])

    def _scopes(self, batch: Sequence[Changes], places: list[Ints]) -> Ints:
        tables = (self.scopes.ids(each.scopes) for each in batch)
        return np.concatenate([table[place] for table, place in zip(tables, places, strict=True)])

    def _columns(self, batch: Sequence[Changes], places: list[Ints]) -> Ints:
        known = {name: i for i, name in enumerate(self._layout.columns)}
        tables = (np.array([known[name] for name in each.indicators], np.int64) for each in batch)
        return np.concatenate([table[place] for table, place in zip(tables, places, strict=True)])

    def _close(self, window: Calendar | Fixed, cells: Cells, limit: int) -> None:
        waiting = np.flatnonzero(~cells.final)
        ended = [
            bucket
            for bucket in np.unique(cells.bucket[waiting]).tolist()
            if (span := self._spans.span(window, bucket)) and span.end <= limit
        ]
        cells.close(waiting[np.isin(cells.bucket[waiting], ended)])

    def _lines(self, window: Window) -> Lines:
        if isinstance(window, Rolling):
            return self._rolling_lines(self._layout.rolling().index(window))
        cells = self.cells[window]
        return Lines(cells.scope, cells.bucket, cells.final, cells.value, cells.value != 0, cells.changed)

    def _rolling_lines(self, window: int) -> Lines:
        sums, n = self.rolling, len(self.scopes)
        before, moved = sums.total - sums.sums[window], sums.changed[window] | sums.stirred
        value, seen, changed = [sums.sums[window]], [sums.total != 0], [sums.changed[window]]
        for stock in self._layout.stocks:
            value.append((before[:, stock.plus] - before[:, stock.minus])[:, np.newaxis])
            changed.append((moved[:, stock.plus] | moved[:, stock.minus])[:, np.newaxis])
            seen.append(np.zeros_like(changed[-1]))
        return Lines(
            np.arange(n),
            np.full(n, sums.head),
            np.zeros(n, np.bool_),
            *(np.hstack(matrix)[:n] for matrix in (value, seen, changed)),
        )

    def _bucket_of_head(self, window: Window) -> int:
        head = self.rolling.head
        match window:
            case Rolling():
                return head
            case Fixed(seconds=seconds):
                return head * self._calendar.resolution // seconds
            case Calendar(name=grain):
                return int(buckets(grain, self._calendar.days(np.array([max(head, 0)])))[0])
