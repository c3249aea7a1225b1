"""What was added to cells by slot, a quarter of an hour from the epoch: fine enough to cut a past period anywhere."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from schemas.facts import SLOT_SECONDS
from service.kpi.columns import Ints, grouped, paired, summed, unpaired

KEPT = 380 * 86_400 // SLOT_SECONDS
"""A base begins at most 53 weeks before its period: no cut needs a slot that lies so many behind the head."""

_IN_A_DAY = 86_400 // SLOT_SECONDS

Entry = tuple[Ints, Ints]
"""Keys (a scope and a column, paired), and what was added to each."""


class Slots:
    """Sums by slot, scope and column. They are kept by day (UTC): arrays for single slots would mostly be overhead."""

    def __init__(self) -> None:
        self._days: dict[int, _Day] = defaultdict(_Day)

    def __len__(self) -> int:
        return sum(len(day.all()[0]) for day in self._days.values())

    def add(self, slot: Ints, key: Ints, amount: Ints) -> None:
        """Add amounts to slots."""
        scope, column = unpaired(key)
        within = paired(scope, column * _IN_A_DAY + slot % _IN_A_DAY)
        for day, mine in grouped(slot // _IN_A_DAY):
            self._days[day].add(within[mine], amount[mine])

    def between(self, first: int, end: int) -> Entry:
        """The sums over the slots from `first` to before `end`."""
        days = range(first // _IN_A_DAY, -(-end // _IN_A_DAY)) if first < end else ()
        parts = [self._of(day) for day in days if day in self._days]
        inside = [(slot >= first) & (slot < end) for slot, _, _ in parts]
        return _sums([(key[mine], amount[mine]) for (_, key, amount), mine in zip(parts, inside, strict=True)])

    def forget(self, before: int) -> None:
        """Drop the days of which no slot is as late as this one."""
        for day in [day for day in self._days if day < before // _IN_A_DAY]:
            del self._days[day]

    def parts(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Everything: slots, keys, amounts."""
        return map(self._of, list(self._days))

    def _of(self, day: int) -> tuple[Ints, Ints, Ints]:
        within, amount = self._days[day].all()
        scope, rest = unpaired(within)
        return day * _IN_A_DAY + rest % _IN_A_DAY, paired(scope, rest // _IN_A_DAY), amount


class _Day:
    """Sums of a day by scope, column and slot, which are one key; and what came since these were last put in order."""

    def __init__(self) -> None:
        self._sums: Entry = _sums([])
        self._new: list[Entry] = []
        self._waiting = 0

    def add(self, key: Ints, amount: Ints) -> None:
        self._new.append(summed(key, amount))
        self._waiting += len(key)
        # All is put in order when as much again waits, so that a key costs no more than the logarithm of their number.
        if self._waiting > len(self._sums[0]):
            self.all()

    def all(self) -> Entry:
        if self._new:
            self._sums = _sums([self._sums, *self._new])
            self._new.clear()
            self._waiting = 0
        return self._sums


def _sums(entries: Sequence[Entry]) -> Entry:
    if not entries:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    key, sums = summed(*(np.concatenate(part) for part in zip(*entries, strict=True)))
    return key[sums != 0], sums[sums != 0]
