"""Numbers 64-bit keys in the order in which they come, by whole batches: 15 to 22 bytes a key, itself included.

Open addressing in numpy. The table holds numbers of 4 bytes, and the keys stand dense beside it.
"""

import numpy as np

from service.kpi.columns import Ints, Marked
from service.kpi.keys.dense import Dense
from service.kpi.keys.seen import SPREAD, Keys

NONE = -1
"""The number of a key that is not there."""

_SMALLEST = 8  # bits
_FULLEST = 0.6
_FREE = 0
_FEW = 24  # keys


class Ledger:
    """Each key has a number: how many different ones came before it."""

    def __init__(self, keys: Keys | None = None) -> None:
        """`keys`: different ones, to begin with."""
        self._keys = Dense(np.uint64)
        self._allocate(0)
        if keys is not None:
            self.add(keys)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        return self._table.nbytes + self._keys.nbytes

    def keys(self) -> Keys:
        """All keys, by number."""
        return self._keys.values

    def add(self, keys: Keys) -> tuple[Marked, Ints]:
        """Add keys; where one is new (within the batch too: the first in order is), and the number of each."""
        size = len(self)
        if size + len(keys) > _FULLEST * (1 << self._bits):
            self._allocate(size + len(keys))
            self._enter(np.arange(size))
        # The keys of the batch stand behind the others for as long as it takes to know which of them are new.
        self._keys.append(keys)
        return self._settle(size, keys, *self._enter(np.arange(size, size + len(keys))))

    def find(self, keys: Keys) -> Ints:
        """The number of each key, `NONE` for one that is not there."""
        number = np.full(len(keys), NONE)
        at, step, waiting, known = self._home(keys), 0, np.arange(len(keys)), self._keys.values
        while len(waiting):
            held = self._table[at].astype(np.int64)
            waiting, at, held = (column[held != _FREE] for column in (waiting, at, held))
            mine = known[held - 1] == keys[waiting]
            number[waiting[mine]] = held[mine] - 1
            step += 1
            waiting, at = waiting[~mine], (at[~mine] + step) & self._mask
        return number

    def _settle(self, size: int, keys: Keys, number: Ints, place: Ints) -> tuple[Marked, Ints]:
        """Give the new keys their final numbers: places in the batch become places among the new ones."""
        first = number == np.arange(size, size + len(keys))
        new = int(np.count_nonzero(first))
        if new < len(keys):
            final = size + np.cumsum(first) - 1
            self._table[place[first]] = final[first] + 1
            self._keys.cut(size)
            self._keys.append(keys[first])
            number = np.where(number < size, number, final[np.maximum(number - size, 0)])
        return first, number

    def _enter(self, rows: Ints) -> tuple[Ints, Ints]:
        """Give each of these rows of `keys` a place, or find that of an equal key; the row that stands there."""
        keys, stands = self._keys.values, rows.copy()
        place = self._home(keys[rows])
        waiting, at, step = np.arange(len(rows)), place.copy(), 0
        while len(waiting) > _FEW:
            held = self._table[at]
            free = np.flatnonzero(held == _FREE)
            if len(free):
                # Where a place is written several times the last write stands, so the first rows are written last.
                self._table[at[free[::-1]]] = rows[waiting[free[::-1]]] + 1
                held[free] = self._table[at[free]]
            found = held.astype(np.int64) - 1
            stands[waiting] = found
            left = np.flatnonzero(keys[found] != keys[rows[waiting]])
            step += 1  # steps of 1, 2, 3 ... reach every place of a table of 2^n, and chains stay short
            waiting, at = waiting[left], (at[left] + step) & self._mask
            place[waiting] = at
        for position, there in zip(waiting.tolist(), at.tolist(), strict=True):
            stands[position], place[position] = self._enter_one(int(rows[position]), there, step)
        return stands, place

    def _enter_one(self, row: int, at: int, step: int) -> tuple[int, int]:
        """The same for one row: a round in numpy costs as much as fifty of these."""
        table, keys = self._table, self._keys.values
        wanted = keys[row]
        while (held := table.item(at)) != _FREE and keys[held - 1] != wanted:
            step += 1
            at = (at + step) & self._mask
        if held == _FREE:
            table[at] = held = row + 1
        return held - 1, at

    def _home(self, keys: Keys) -> Ints:
        return (keys * np.uint64(SPREAD) >> np.uint64(64 - self._bits)).astype(np.int64)

    def _allocate(self, size: int) -> None:
        """The smallest table that holds so many keys below the highest load; empty."""
        self._bits = max(_SMALLEST, int(size / _FULLEST).bit_length())
        self._mask = (1 << self._bits) - 1
        self._table = np.zeros(1 << self._bits, np.uint32)
