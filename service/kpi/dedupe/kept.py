"""Facts kept by row, an event a row: 20 bytes for an event of one fact without measures, and room to grow."""

import numpy as np

from service.kpi.columns import Ints, Marked, only_used, stretches
from service.kpi.fact_columns import FactColumns, RouteNames
from service.kpi.keys.dense import Dense

_TICK_BITS = 32
_TICK = (1 << _TICK_BITS) - 1
_FIXED = 2  # words of a fact before its amounts: route and tick, subject


class Kept:
    """Rows are numbered from 0 in the order in which they come. The facts stand as words of 8 bytes, row after row."""

    def __init__(self) -> None:
        self.names = RouteNames()
        """Whose numbers the routes of the facts are."""
        self._words = Dense(np.int64)
        self._starts = Dense(np.uint32)

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def nbytes(self) -> int:
        """Memory in bytes, but for the names of routes."""
        return self._words.nbytes + self._starts.nbytes

    def append(self, facts: FactColumns, many: Ints | None) -> None:
        """Add rows of so many facts each (at least one); None: each has one."""
        size, begin = len(self._words), self._begin(facts)
        first = begin if many is None else begin[np.cumsum(many) - many]
        self._starts.append((size + first).astype(np.uint32))
        words = np.empty(_FIXED * len(facts) + len(facts.amounts), np.int64)
        words[begin] = facts.route << _TICK_BITS | facts.tick
        words[begin + 1] = facts.subject.view(np.int64)
        if facts.starts is not None:
            _, places = stretches(begin + _FIXED, np.diff(facts.starts))
            words[places] = facts.amounts
        self._words.append(words)

    def read(self, rows: Ints) -> tuple[Ints, FactColumns]:
        """The facts of rows, row after row: how many each has, and they themselves."""
        owner, at = self._facts_of(rows)
        head = self._words.values[at]
        route, tick = head >> _TICK_BITS, (head & _TICK).astype(np.uint32)
        _, places = stretches(at + _FIXED, self.names.widths[route])
        subject = self._words.values[at + 1].view(np.uint64)
        facts = FactColumns.of(route, tick, subject, self._words.values[places], self.names)
        return np.bincount(owner, minlength=len(rows)), facts

    def ticks(self, rows: Ints) -> Ints:
        """The tick of the first fact of each row."""
        return self._words.values[self._starts.values[rows]] & _TICK

    def only(self, left: Marked) -> "Kept":
        """Those rows alone, with new numbers, and the names that they need."""
        many, facts = self.read(np.flatnonzero(left))
        kept = Kept()
        table, place = only_used(facts.route, self.names.names)
        route = kept.names.ids(table)[place]
        kept.append(FactColumns(route, facts.tick, facts.subject, facts.amounts, facts.starts), many)
        return kept

    def _begin(self, facts: FactColumns) -> Ints:
        """Where each fact's words begin, among those of these facts."""
        begin = _FIXED * np.arange(len(facts))
        return begin if facts.starts is None else begin + facts.starts[:-1]

    def _facts_of(self, rows: Ints) -> tuple[Ints, Ints]:
        """Where the facts of rows begin, row after row, each with the place of its row."""
        owner, (at, end) = np.arange(len(rows)), self._bounds(rows)
        owners, places = [owner], [at]
        while len(owner):  # round by round, the first facts of all rows, then the second ones ...
            following = at + _FIXED + self.names.widths[self._words.values[at] >> _TICK_BITS]
            more = following < end
            owner, at, end = owner[more], following[more], end[more]
            owners.append(owner)
            places.append(at)
        order = np.argsort(np.concatenate(owners), kind="stable")
        return np.concatenate(owners)[order], np.concatenate(places)[order]

    def _bounds(self, rows: Ints) -> tuple[Ints, Ints]:
        """Where the words of rows begin and end."""
        starts, last = self._starts.values, len(self) - 1
        following = starts[np.minimum(rows + 1, last)].astype(np.int64)
        return starts[rows].astype(np.int64), np.where(rows < last, following, len(self._words))
