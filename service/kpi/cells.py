"""The cells of one window: a growing matrix with a row for each (scope, bucket) and a column for each indicator."""

import numpy as np

from service.kpi.columns import Ints, Marked, doubled

_LOW = 0xFFFFFFFF
_FIRST_ROWS = 64


class Cells:
    """Values, what changed in them since the last rest, and which rows were called final."""

    def __init__(self, columns: int) -> None:
        self._rows: dict[int, int] = {}
        self._scope: Ints = np.zeros(_FIRST_ROWS, np.int64)
        self._bucket: Ints = np.zeros(_FIRST_ROWS, np.int64)
        self._final: Marked = np.zeros(_FIRST_ROWS, np.bool_)
        self._value: Ints = np.zeros((_FIRST_ROWS, columns), np.int64)
        self._changed: Marked = np.zeros((_FIRST_ROWS, columns), np.bool_)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def scope(self) -> Ints:
        """The scope of each row."""
        return self._scope[: len(self)]

    @property
    def bucket(self) -> Ints:
        """The bucket of each row."""
        return self._bucket[: len(self)]

    @property
    def final(self) -> Marked:
        """Whether each row was called final."""
        return self._final[: len(self)]

    @property
    def value(self) -> Ints:
        """One line per row."""
        return self._value[: len(self)]

    @property
    def changed(self) -> Marked:
        """The cells that changed since the last rest."""
        return self._changed[: len(self)]

    def add(self, scope: Ints, bucket: Ints, column: Ints, amount: Ints) -> None:
        """Add amounts to cells; rows come into being."""
        rows = self.rows(scope, bucket)
        np.add.at(self._value, (rows, column), amount)
        self._changed[rows, column] = True

    def rows(self, scope: Ints, bucket: Ints) -> Ints:
        """The rows of (scope, bucket) pairs, made where there are none."""
        keys, where = np.unique(scope << 32 | (bucket & _LOW), return_inverse=True)
        known = self._rows
        before = len(known)
        rows = np.array([known.setdefault(key, len(known)) for key in keys.tolist()], np.int64)
        if len(known) > before:
            self._describe(rows >= before, rows, keys)
        return rows[where]

    def close(self, rows: Ints) -> None:
        """Call rows final, which is a change of all that they hold."""
        self.final[rows] = True
        self.changed[rows] = True

    def rest(self) -> None:
        """What changed was told."""
        self.changed[:] = False

    def _describe(self, new: Marked, rows: Ints, keys: Ints) -> None:
        while len(self) > len(self._scope):
            self._grow()
        self._scope[rows[new]] = keys[new] >> 32
        self._bucket[rows[new]] = (keys[new] & _LOW).astype(np.uint32).view(np.int32)

    def _grow(self) -> None:
        self._scope, self._bucket = doubled(self._scope), doubled(self._bucket)
        self._final, self._changed = doubled(self._final), doubled(self._changed)
        self._value = doubled(self._value)
