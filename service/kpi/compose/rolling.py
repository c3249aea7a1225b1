"""Rolling windows: sums of the ticks in (head − length, head], moved along with the head."""

from collections.abc import Iterable, Sequence

import numpy as np

from service.kpi.columns import Ints, Marked, doubled, grouped, paired, summed, united, unpaired

_FIRST_SCOPES = 64
_MANY_ENTRIES = 16

Entry = tuple[Ints, Ints, Ints]
"""Scopes, columns, and what was added to each."""


class RollingSums:
    """For each window, scope and column the sum over its ticks; and the total of all ticks ever."""

    def __init__(self, lengths: Sequence[int], columns: int) -> None:
        """`lengths` in ticks."""
        self._lengths = lengths
        self._longest = max(lengths, default=0)
        self.head = -1
        self._ticks: dict[int, list[Entry]] = {}
        self.total: Ints = np.zeros((_FIRST_SCOPES, columns), np.int64)
        self.sums: Ints = np.zeros((len(lengths), _FIRST_SCOPES, columns), np.int64)
        self.changed: Marked = np.zeros((len(lengths), _FIRST_SCOPES, columns), np.bool_)
        self.told: Marked = np.zeros((_FIRST_SCOPES, columns), np.bool_)
        """Where the total was not zero at the last rest."""
        self._touched: list[list[Ints]] = [[] for _ in lengths]
        self._emptied: list[Ints] = []

    def touched(self, window: int) -> Ints:
        """The scopes in which something changed in a window since the last rest, in order."""
        self._touched[window] = [united(self._touched[window])]
        return self._touched[window][0]

    @property
    def emptied(self) -> Ints:
        """The scopes of which some total came back to zero since the last rest, in order."""
        return united(self._emptied)

    def add(self, scope: Ints, column: Ints, tick: Ints, amount: Ints) -> None:
        """Add amounts to ticks, however old. What is newer than the head waits for `move`."""
        if not len(scope):
            return
        self.reserve(int(scope.max()) + 1)
        self._add_total(scope, column, amount)
        kept = np.flatnonzero(tick > self.head - self._longest)
        if len(kept):
            self._keep(scope[kept], column[kept], tick[kept], amount[kept])

    def move(self, head: int) -> None:
        """Let the windows end with tick `head`, which is never older than the last one."""
        if head == self.head:
            return
        for window, length in enumerate(self._lengths):
            oldest, gone = self.head - length, head - length
            self._shift(window, [t for t in self._ticks if max(self.head, gone) < t <= head], 1)
            self._shift(window, [t for t in self._ticks if oldest < t <= min(self.head, gone)], -1)
        self.head = head
        for tick in [t for t in self._ticks if t <= head - self._longest]:
            del self._ticks[tick]

    def reserve(self, scopes: int) -> None:
        """Have room for so many scopes."""
        while scopes > len(self.total):
            self._grow()

    def rest(self) -> None:
        """What changed was told."""
        self._emptied.clear()
        for window in range(len(self._lengths)):
            touched = self.touched(window)
            self.changed[window, touched] = False
            self.told[touched] = self.total[touched] != 0
            self._touched[window].clear()

    def entries(self) -> Iterable[tuple[Ints, Ints, Ints, Ints]]:
        """Every tick's entries that a window may still need: scope, column, tick, amount."""
        for tick, entries in self._ticks.items():
            for scope, column, amount in entries:
                yield scope, column, np.full(len(scope), tick), amount

    def _add_total(self, scope: Ints, column: Ints, amount: Ints) -> None:
        """What comes up from zero, or back to it, is a change in every window, were it none in the sums."""
        before = self.total[scope, column] != 0
        np.add.at(self.total, (scope, column), amount)
        after = self.total[scope, column] != 0
        self._emptied.append(scope[before & ~after])
        turned = np.flatnonzero(before != after)
        for window in range(len(self._lengths)) if len(turned) else ():
            self._touch(window, scope[turned], column[turned])

    def _keep(self, scope: Ints, column: Ints, tick: Ints, amount: Ints) -> None:
        for window, length in enumerate(self._lengths):
            inside = np.flatnonzero((tick > self.head - length) & (tick <= self.head))
            self._sum(window, scope[inside], column[inside], amount[inside])
        for at, mine in grouped(tick):
            entries = self._ticks.setdefault(at, [])
            entries.append((scope[mine], column[mine], amount[mine]))
            if len(entries) > _MANY_ENTRIES:
                entries[:] = [_merged(entries)]

    def _shift(self, window: int, ticks: list[int], sign: int) -> None:
        entries = [entry for tick in ticks for entry in self._ticks[tick]]
        if entries:
            scope, column, amount = _merged(entries)
            self._sum(window, scope, column, sign * amount)

    def _sum(self, window: int, scope: Ints, column: Ints, amount: Ints) -> None:
        np.add.at(self.sums[window], (scope, column), amount)
        self._touch(window, scope, column)

    def _touch(self, window: int, scope: Ints, column: Ints) -> None:
        self.changed[window, scope, column] = True
        self._touched[window].append(scope)

    def _grow(self) -> None:
        self.total, self.told = doubled(self.total), doubled(self.told)
        self.sums, self.changed = doubled(self.sums, 1), doubled(self.changed, 1)


def _merged(entries: list[Entry]) -> Entry:
    """One entry that says the same."""
    scope, column, amount = (np.concatenate(part) for part in zip(*entries, strict=True))
    keys, sums = summed(paired(scope, column), amount)
    return *unpaired(keys), sums
