"""What was added to cells by slot, a quarter of an hour from the epoch: fine enough to cut a past period anywhere."""

from bisect import bisect_left, insort
from collections.abc import Iterator

import numpy as np

from service.kpi.columns import Ints, grouped, summed

SLOT_SECONDS = 900
"""Every offset of a zone in use is a multiple of it, so days begin with a slot."""
KEPT = 380 * 86_400 // SLOT_SECONDS
"""A base begins at most 53 weeks before its period: no cut needs a slot that lies so many behind the head."""

_MANY_ENTRIES = 16

Entry = tuple[Ints, Ints]
"""Keys (a scope and a column, paired), and what was added to each."""


class Slots:
    """Sums by slot, scope and column."""

    def __init__(self) -> None:
        self._entries: dict[int, list[Entry]] = {}
        self._order: list[int] = []

    def add(self, slot: Ints, key: Ints, amount: Ints) -> None:
        """Add amounts to slots."""
        for at, mine in grouped(slot):
            if at not in self._entries:
                self._entries[at] = []
                insort(self._order, at)
            entries = self._entries[at]
            entries.append(summed(key[mine], amount[mine]))
            if len(entries) > _MANY_ENTRIES:
                entries[:] = [_merged(entries)]

    def between(self, first: int, end: int) -> Entry:
        """The sums over the slots from `first` to before `end`."""
        found = self._order[bisect_left(self._order, first) : bisect_left(self._order, end)]
        return _merged([entry for slot in found for entry in self._entries[slot]])

    def forget(self, before: int) -> None:
        """Drop the slots before this one."""
        gone = bisect_left(self._order, before)
        for slot in self._order[:gone]:
            del self._entries[slot]
        del self._order[:gone]

    def parts(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Everything: slots, keys, amounts."""
        for slot, entries in self._entries.items():
            key, amount = _merged(entries)
            yield np.full(len(key), slot), key, amount


def _merged(entries: list[Entry]) -> Entry:
    if not entries:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return summed(*(np.concatenate(part) for part in zip(*entries, strict=True)))
