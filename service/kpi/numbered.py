"""Keys to small ints: the first key gets 0, the next new one 1. As exact and as fast as `Seen`; it never forgets."""

import numpy as np

from service.kpi.columns import Ints
from service.kpi.seen import SPREAD, Keys, Seen, bits_for

NONE = -1

_UINT64 = (1 << 64) - 1


class Numbered(Seen):
    """Gives each uint64 key a number: how many there were before it."""

    def ids(self, keys: Keys) -> Ints:
        """The number of each key, also of those that are new."""
        before = len(self)
        first, place = self._place(keys)
        self._numbers[place[first]] = np.arange(before, len(self))
        return self._numbers[place].astype(np.int64)

    def find(self, keys: Keys) -> Ints:
        """The number of each key, `NONE` where it has none."""
        return np.array([self._find(key) for key in keys.tolist()], np.int64)

    @property
    def nbytes(self) -> int:
        return self._table.nbytes + self._numbers.nbytes

    def _find(self, key: int) -> int:
        if not key:
            return self._numbers.item(-1) if self._has_zero else NONE
        step, mask = 0, (1 << self._bits) - 1
        at = (key * SPREAD & _UINT64) >> (64 - self._bits)
        while held := self._table.item(at):
            if held == key:
                return self._numbers.item(at)
            step += 1
            at = (at + step) & mask
        return NONE

    def _grow(self, size: int) -> None:
        keys, numbers = self.keys(), self._numbers[self._occupied()]
        self._allocate(bits_for(size))
        self._size, self._has_zero = 0, False
        self._numbers[self._place(keys)[1]] = numbers

    def _allocate(self, bits: int) -> None:
        super()._allocate(bits)
        self._numbers = np.zeros((1 << bits) + 1, np.uint32)
