"""All cells of one compose partition: a table for each window with buckets, and the sums of those that roll."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from schemas.facts import GRAINS, SLOT_SECONDS, Changes, ScopeKey
from schemas.money import CURRENCY
from service.kpi.columns import Ints, Marked, Names, column, paired, summed, unpaired
from service.kpi.compose.bases import Bases
from service.kpi.compose.cells import Cells
from service.kpi.compose.closing import Closing
from service.kpi.compose.consolidated import Amount, Consolidated
from service.kpi.compose.lanes import Lanes
from service.kpi.compose.layout import Layout
from service.kpi.compose.pacing import Pacing
from service.kpi.compose.rolling import RollingSums
from service.kpi.compose.stocks import Stocks
from service.kpi.period.buckets import Days
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.elapsed import moment
from service.kpi.period.spans import Spans
from service.kpi.period.windows import Calendar, Fixed, Rolling, Window
from service.kpi.scopes import exists_in
from service.kpi.slots import KEPT, Slots

Of = TypeVar("Of", int, Ints)
"""One tick or many."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of one window. In the matrices a line is a row and a column is one of the layout's."""

    scope: Ints
    bucket: Ints
    final: Marked
    value: Ints
    seen: Marked
    """Not zero; for what rolls: over all time."""
    told: Marked
    """The same as it was when what changed was last told."""
    changed: Marked
    moved: Marked
    """What a line is compared with changed."""

    def only(self, rows: NDArray[np.generic]) -> "Lines":
        """Some of the lines."""
        columns = (self.scope, self.bucket, self.final, self.value, self.seen, self.told, self.changed, self.moved)
        return Lines(*(each[rows] for each in columns))


class Tables:
    """Takes changes in; gives out the lines that changed, or those that are current."""

    def __init__(self, layout: Layout, calendar: ReportingCalendar, spans: Spans) -> None:
        self._layout = layout
        self._calendar = calendar
        self.scopes = Names[ScopeKey]()
        self.cells = {window: Cells(len(layout.columns)) for window in layout.bucketed()}
        self._stocks = {
            window: Stocks(layout.stocks, calendar.buckets, self._reads_stocks(window))
            for window in self.cells
            if layout.has_stocks(window)
        }
        self._read = {window: layout.read(window) for window in self.cells}
        ending = [window for window in self.cells if window != Calendar("all")]
        self._closing = {window: Closing(partial(spans.end, window)) for window in ending}
        self._pacing = {w: Pacing(goals, self.cells[w], self.scopes) for w, goals in layout.paced().items()}
        self.slots = Slots()
        self.lanes = Lanes(len(layout.columns))
        self._cut, self._cut_together, self._followed = layout.cut(), layout.cut_together(), layout.followed()
        self.consolidated = Consolidated(
            layout.together, layout.reading_together(), calendar.buckets, self._currency_of
        )
        self.bases = {w: self._bases(w, spans) for w in layout.compared()}
        lengths = [window.seconds // calendar.resolution for window in layout.rolling()]
        self.rolling = RollingSums(lengths, layout.folded)

    def apply(self, batch: Sequence[Changes], head: int) -> None:
        """Add changes. `head` is the newest tick counted anywhere."""
        self.move(head)
        scope, column_of, tick, added = self._counted(batch)
        self.rolling.add(scope, column_of, tick, added)
        self._add_counted(scope, column_of, tick, added)
        self._add_cut(scope, column_of, tick, added)
        self._add_distinct(batch)
        self._consolidate(batch)
        self.rolling.reserve(len(self.scopes))

    def move(self, head: int) -> None:
        """Let what ends with the head end with this tick."""
        ahead, resolution = head > self.rolling.head, self._calendar.resolution
        self.rolling.move(head)
        if ahead and self.bases:
            for window, bases in self.bases.items():
                bases.move(self.bucket_of_head(window), (head + 1) * resolution, self.slots)
            self.slots.forget(self._slot(head) - KEPT)
        if ahead:
            for window, pacing in self._pacing.items():
                pacing.move(moment(head, resolution), self.bucket_of_head(window))

    def settle(self, limit: int) -> None:
        """Take stock, and close the buckets that ended up to `limit` (seconds)."""
        for window, stocks in self._stocks.items():
            stocks.take(self.cells[window])
        for bases in self.bases.values():
            bases.settle()
        for pacing in self._pacing.values():
            pacing.settle()
        for window, closing in self._closing.items():
            cells = self.cells[window]
            cells.close(closing.ended(cells, limit))

    def changed(self, window: Window) -> Lines:
        """The lines of a window in which something changed since the last rest."""
        if isinstance(window, Rolling):
            number = self._number(window)
            return self._rolling_lines(number, self.rolling.touched(number))
        return self._lines(self.cells[window], self.cells[window].touched)

    def at(self, window: Window, scope: Ints, bucket: Ints) -> Lines:
        """The lines of these places, where there are any."""
        if isinstance(window, Rolling):
            return self._rolling_lines(self._number(window), scope)
        rows = self.cells[window].find(scope, bucket)
        return self._lines(self.cells[window], rows[rows >= 0])

    def emptied(self, window: Window) -> Lines:
        """The lines of a window in which something came to zero since the last rest."""
        if isinstance(window, Rolling):
            return self._rolling_lines(self._number(window), self.rolling.emptied)
        return self._lines(self.cells[window], self.cells[window].emptied)

    def current(self, window: Window) -> Lines:
        """The lines of a window that are of now: of the bucket that holds the head."""
        if isinstance(window, Rolling):
            return self._rolling_lines(self._number(window), np.arange(len(self.scopes)))
        cells = self.cells[window]
        return self._lines(cells, np.flatnonzero(cells.bucket == self.bucket_of_head(window)))

    def rest(self) -> None:
        """What changed was told."""
        self.rolling.rest()
        for cells in self.cells.values():
            cells.rest()
        for pacing in self._pacing.values():
            pacing.rest()

    def _counted(self, batch: Sequence[Changes]) -> tuple[Ints, Ints, Ints, Ints]:
        scope = self._scopes(batch, [column([each.scope], np.uint32) for each in batch])
        columns = self._columns(batch, [column([each.indicator], np.uint16) for each in batch])
        tick = column((each.tick for each in batch), np.uint32).astype(np.int64)
        return scope, columns, tick, column((each.added for each in batch), np.int64)

    def _add_counted(self, scope: Ints, columns: Ints, tick: Ints, added: Ints) -> None:
        for window in self.cells:
            if isinstance(window, Fixed):
                bucket = tick * self._calendar.resolution // window.seconds
                self._add(window, scope, bucket, columns, added)
        width = len(self._layout.columns)
        cell, sums = summed(paired(scope * width + columns, self._calendar.days(tick)), added)
        place, days = unpaired(cell)
        for window in self.cells:
            if isinstance(window, Calendar):
                self._add(window, place // width, self._calendar.buckets.of(window.name, days), place % width, sums)

    def _add_cut(self, scope: Ints, columns: Ints, tick: Ints, added: Ints) -> None:
        """Add what adds up by slot as it stands."""
        mine = np.flatnonzero(np.isin(columns, self._cut)) if self._cut else np.zeros(0, np.int64)
        self._add_slots(self._slot(tick[mine]), scope[mine], columns[mine], added[mine])

    def _add_slots(self, slot: Ints, scope: Ints, lane: Ints, added: Ints) -> None:
        if not len(slot):
            return
        key = paired(scope, lane)
        for bases in self.bases.values():
            for total in bases.sums:
                total.add(slot, key, added)
        kept = np.flatnonzero(slot >= self._slot(self.rolling.head) - KEPT)
        self.slots.add(slot[kept], key[kept], added[kept])

    def _slot(self, tick: Of) -> Of:
        return tick * self._calendar.resolution // SLOT_SECONDS

    def _add_distinct(self, batch: Sequence[Changes]) -> None:
        scope = self._scopes(batch, [column([each.distinct_scope], np.uint32) for each in batch])
        columns = self._columns(batch, [column([each.distinct_indicator], np.uint16) for each in batch])
        grains = column((each.grains for each in batch), np.uint8).astype(np.int64)
        slot = column((each.slot for each in batch), np.uint32).astype(np.int64)
        added = column((each.distinct_added for each in batch), np.int64)
        cell, day = scope * len(self._layout.columns) + columns, self._calendar.days_of(slot * SLOT_SECONDS)
        for window in self.cells:
            if isinstance(window, Calendar):
                mine = np.flatnonzero(grains >> GRAINS.index(window.name) & 1)
                self._add_people(window, cell[mine], self._calendar.buckets.of(window.name, day[mine]), added[mine])
        compared = grains & self._followed[columns]
        mine = np.flatnonzero(compared)
        self._add_slots(slot[mine], scope[mine], self.lanes.people(columns[mine], compared[mine]), added[mine])

    def _add_people(self, window: Calendar, cell: Ints, bucket: Days, added: Ints) -> None:
        """Add to the cells of a window; not where some are only first at another slot than was known."""
        key, sums = summed(paired(cell, bucket), added)
        cell, bucket = unpaired(key[sums != 0])
        scope, columns = np.divmod(cell, len(self._layout.columns))
        self._add(window, scope, bucket, columns, sums[sums != 0])

    def _consolidate(self, batch: Sequence[Changes]) -> None:
        self.consolidated.add(self._parts(batch))
        self.consolidated.tell(rate for each in batch for rate in each.rates)
        self.consolidated.take(self.cells)

    def _parts(self, batch: Sequence[Changes]) -> Iterable[Amount]:
        """What was added in each currency on each day; by slot too, where that is compared."""
        batch = [each for each in batch if each.part_scope]
        if not batch:
            return ()
        scope = self._scopes(batch, [column([each.part_scope], np.uint32) for each in batch])
        columns = self._columns(batch, [column([each.part_indicator], np.uint16) for each in batch])
        tick = column((each.part_tick for each in batch), np.uint32).astype(np.int64)
        added = column((each.part_added for each in batch), np.int64)
        lane = self.lanes.money(columns, self._currencies(batch))
        mine = np.flatnonzero(np.isin(columns, self._cut_together))
        self._add_slots(self._slot(tick[mine]), scope[mine], lane[mine], added[mine])
        return self._by_day(scope, lane, self._calendar.days(tick), added)

    def _by_day(self, scope: Ints, lane: Ints, day: Days, added: Ints) -> Iterator[Amount]:
        """The sums of each scope, lane and day: few, where amounts are many."""
        kinds, kind = np.unique(paired(lane, day), return_inverse=True)
        cell, sums = summed(paired(scope, kind), added)
        scope, kind = unpaired(cell)
        lane, day = unpaired(kinds[kind])
        for where, what, when, amount in zip(*(each.tolist() for each in (scope, lane, day, sums)), strict=True):
            yield where, *self.lanes.money_of(what), when, amount

    def _currencies(self, batch: Sequence[Changes]) -> Ints:
        tables = (self.lanes.currencies.ids(each.currencies) for each in batch)
        places = (column([each.part_currency], np.uint16) for each in batch)
        return np.concatenate([table[place] for table, place in zip(tables, places, strict=True)])

    def _currency_of(self, scope: int) -> str:
        return dict(self.scopes.names[scope])[CURRENCY]

    def _add(self, window: Calendar | Fixed, scope: Ints, bucket: Ints, columns: Ints, added: Ints) -> None:
        """Add to the cells of a window what some KPI over it depends on."""
        mine = np.flatnonzero(self._read[window][columns])
        if len(mine):
            self.cells[window].add(scope[mine], bucket[mine], columns[mine], added[mine])

    def _scopes(self, batch: Sequence[Changes], places: list[Ints]) -> Ints:
        tables = (self.scopes.ids(each.scopes) for each in batch)
        return np.concatenate([table[place] for table, place in zip(tables, places, strict=True)])

    def _columns(self, batch: Sequence[Changes], places: list[Ints]) -> Ints:
        known = self._layout.arriving
        tables = (np.array([known[name] for name in each.indicators], np.int64) for each in batch)
        return np.concatenate([table[place] for table, place in zip(tables, places, strict=True)])

    def _reads_stocks(self, window: Window) -> Callable[[int], bool]:
        """Whether a KPI over this window reads a stock in a scope."""
        readings = self._layout.reading_stocks(window)
        return lambda scope: any(exists_in(dict(self.scopes.names[scope]), each.kpi) for each in readings)

    def _bases(self, window: Calendar, spans: Spans) -> Bases:
        cells = self.cells[window]
        return Bases(window, cells, self._layout, self._calendar, spans, self.lanes, self.consolidated)

    def _number(self, window: Rolling) -> int:
        return self._layout.rolling().index(window)

    def _lines(self, cells: Cells, rows: Ints) -> Lines:
        value = cells.value[rows]
        told, changed, moved = cells.told[rows], cells.changed[rows], cells.base_moved[rows]
        return Lines(cells.scope[rows], cells.bucket[rows], cells.final[rows], value, value != 0, told, changed, moved)

    def _rolling_lines(self, window: int, scope: Ints) -> Lines:
        """Of the folded columns only: no window that rolls has stocks."""
        sums, n = self.rolling, len(scope)
        return Lines(
            scope,
            np.full(n, sums.head),
            np.zeros(n, np.bool_),
            sums.sums[window, scope],
            sums.total[scope] != 0,
            sums.told[scope],
            sums.changed[window, scope],
            np.zeros(n, np.bool_),
        )

    def bucket_of_head(self, window: Window) -> int:
        """The bucket of a window that holds the head."""
        head = self.rolling.head
        match window:
            case Rolling():
                return head
            case Fixed(seconds=seconds):
                return head * self._calendar.resolution // seconds
            case Calendar(name=grain):
                return self._calendar.buckets.one(grain, self._calendar.day(max(head, 0) * self._calendar.resolution))
