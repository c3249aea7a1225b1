"""The cells of one window: a growing matrix with a row for each (scope, bucket) and a column for each indicator."""

import numpy as np

from service.kpi.columns import Ints, Marked, doubled, paired, united, unpaired

_FIRST_ROWS = 64


class Cells:
    """Values, what changed in them since the last rest, and which rows were called final.

    A step costs what it touches: no method but `rows` of a new one looks at rows that were left alone.
    """

    def __init__(self, columns: int) -> None:
        self._rows: dict[int, int] = {}
        self.buckets: set[int] = set()
        """Those that have a row."""
        self._scope: Ints = np.zeros(_FIRST_ROWS, np.int64)
        self._bucket: Ints = np.zeros(_FIRST_ROWS, np.int64)
        self._final: Marked = np.zeros(_FIRST_ROWS, np.bool_)
        self._value: Ints = np.zeros((_FIRST_ROWS, columns), np.int64)
        self._changed: Marked = np.zeros((_FIRST_ROWS, columns), np.bool_)
        self._told: Marked = np.zeros((_FIRST_ROWS, columns), np.bool_)
        self._moved: Marked = np.zeros(_FIRST_ROWS, np.bool_)
        self._touched: list[Ints] = []
        self._united: Ints | None = None
        self._emptied: list[Ints] = []

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
        """The cells that changed since the last rest; to be set by `add` and `touch`."""
        return self._changed[: len(self)]

    @property
    def told(self) -> Marked:
        """The cells that were not zero at the last rest: a correction may have brought them back to it since."""
        return self._told[: len(self)]

    @property
    def base_moved(self) -> Marked:
        """Whether what a row is compared with changed since the last rest."""
        return self._moved[: len(self)]

    @property
    def touched(self) -> Ints:
        """The rows in which something changed since the last rest, in order."""
        if self._united is None:
            self._united = united(self._touched)
            self._touched = [self._united]
        return self._united

    @property
    def emptied(self) -> Ints:
        """The rows of which some cell was added to and came to zero since the last rest, in order."""
        return united(self._emptied)

    def add(self, scope: Ints, bucket: Ints, column: Ints, amount: Ints) -> None:
        """Add amounts to cells; rows come into being."""
        rows = self.rows(scope, bucket)
        np.add.at(self._value, (rows, column), amount)
        self.touch(rows, column)
        emptied = rows[self._value[rows, column] == 0]
        if len(emptied):
            self._emptied.append(emptied)

    def fill(self, scope: Ints, bucket: Ints, final: Marked, value: Ints) -> None:
        """Put in rows as they were at a rest."""
        rows = self.rows(scope, bucket)
        self._final[rows], self._value[rows], self._told[rows] = final, value, value != 0

    def touch(self, rows: Ints, column: Ints | int | slice) -> None:
        """Cells of these rows changed."""
        self._changed[rows, column] = True
        self._touch(rows)

    def moved(self, rows: Ints) -> None:
        """What these rows are compared with changed."""
        self._moved[rows] = True
        self._touch(rows)

    def find(self, scope: Ints, bucket: Ints) -> Ints:
        """The rows of (scope, bucket) pairs; -1 where there is none."""
        known = self._rows
        return np.array([known.get(key, -1) for key in paired(scope, bucket).tolist()], np.int64)

    def rows(self, scope: Ints, bucket: Ints) -> Ints:
        """The rows of (scope, bucket) pairs, made where there are none."""
        keys, where = np.unique(paired(scope, bucket), return_inverse=True)
        known = self._rows
        before = len(known)
        rows = np.array([known.setdefault(key, len(known)) for key in keys.tolist()], np.int64)
        if len(known) > before:
            self._describe(rows >= before, rows, keys)
        return rows[where]

    def close(self, rows: Ints) -> None:
        """Call rows final, which is a change of all that they hold."""
        self.final[rows] = True
        self.touch(rows, slice(None))

    def rest(self) -> None:
        """What changed was told."""
        self._changed[self.touched] = False
        self._moved[self.touched] = False
        self._told[self.touched] = self._value[self.touched] != 0
        self._touched.clear()
        self._united = None
        self._emptied.clear()

    def _touch(self, rows: Ints) -> None:
        if len(rows):
            self._touched.append(rows)
            self._united = None

    def _describe(self, new: Marked, rows: Ints, keys: Ints) -> None:
        while len(self) > len(self._scope):
            self._grow()
        scope, bucket = unpaired(keys[new])
        self._scope[rows[new]], self._bucket[rows[new]] = scope, bucket
        self.buckets.update(np.unique(bucket).tolist())

    def _grow(self) -> None:
        self._scope, self._bucket = doubled(self._scope), doubled(self._bucket)
        self._final, self._changed = doubled(self._final), doubled(self._changed)
        self._moved = doubled(self._moved)
        self._value, self._told = doubled(self._value), doubled(self._told)
