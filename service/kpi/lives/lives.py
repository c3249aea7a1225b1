"""The facts that stand, by life, each life's in the order of time: rows of int64 in one growing log.

A life that changes is written anew at the end of the log; when more of it is waste than not, what stands is moved.
A row is `TIME`, `ID`, a number of its route, and what else its reader keeps.
"""

import numpy as np

from service.kpi.columns import Ints, Marked
from service.kpi.keys.ledger import Ledger
from service.kpi.keys.seen import Keys
from service.kpi.lives.stretches import ragged

TIME, ID, ROUTE, REST = 0, 1, 2, 3
"""Columns of a row; those from `REST` on are the reader's."""

_FIRST_ROWS = 64
_GROWTH = 1.5


class Lives:
    """Lives by their key (uint64), which are numbered from 0."""

    def __init__(self, width: int) -> None:
        """`width`: how many columns a row has."""
        self._width = width
        self.clear()

    def __len__(self) -> int:
        return len(self._ledger)

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        return self._ledger.nbytes + self._start.nbytes + self._length.nbytes + self._log.nbytes

    @property
    def standing(self) -> int:
        """How many facts stand."""
        return self._end - self._waste

    def clear(self) -> None:
        """Forget all lives."""
        self._ledger = Ledger()
        self._start, self._length = np.zeros(_FIRST_ROWS, np.int64), np.zeros(_FIRST_ROWS, np.int64)
        self._log = np.zeros((_FIRST_ROWS, self._width), np.int64)
        self._end = self._waste = 0

    def ids(self, keys: Keys) -> Ints:
        """The numbers of lives, also of new ones."""
        _, ids = self._ledger.add(keys)
        if len(self) > len(self._start):
            more = np.zeros(int(len(self) * _GROWTH) - len(self._start), np.int64)
            self._start, self._length = np.concatenate((self._start, more)), np.concatenate((self._length, more))
        return ids

    def find(self, keys: Keys) -> Ints:
        """The numbers of lives, `NONE` where there is none."""
        return self._ledger.find(keys)

    def facts(self, lives: Ints) -> tuple[Ints, Ints]:
        """The facts of lives, one life after the other; the position in `lives` that each is of, and the rows."""
        owner, at = ragged(self._start[lives], self._length[lives])
        return owner, self._log[at]

    def put(self, lives: Ints, owner: Ints, rows: Ints) -> None:
        """What stands in these lives is now this; as `facts` gives it."""
        length = np.bincount(owner, minlength=len(lives))
        moved = lives[length != self._length[lives]]
        self._waste += int(self._length[moved].sum())
        self._length[lives] = length
        self._reserve(int(self._length[moved].sum()))
        self._start[moved] = self._end + np.cumsum(self._length[moved]) - self._length[moved]
        self._end += int(self._length[moved].sum())
        self._log[ragged(self._start[lives], length)[1]] = rows
        if self._waste > max(self.standing, _FIRST_ROWS):
            self._tidy()

    def times(self, lives: Ints) -> tuple[Ints, Ints]:
        """When the first and the last fact of each life were (ms); none may be empty."""
        start = self._start[lives]
        return self._log[start, TIME], self._log[start + self._length[lives] - 1, TIME]

    def empty(self, lives: Ints) -> Marked:
        """Which lives have no fact that stands."""
        empty: Marked = self._length[lives] == 0
        return empty

    def keys(self) -> Keys:
        """The keys of all lives, in the order in which they began."""
        return self._ledger.keys()

    def all(self) -> tuple[Keys, Ints]:
        """The key and the row of every fact that stands, in the order in which the lives began."""
        owner, rows = self.facts(np.arange(len(self)))
        return self.keys()[owner], rows

    def only(self, kept: Ints) -> None:
        """Forget all lives but these, and number them anew."""
        keys = self.keys()[kept]
        facts = self.facts(kept)
        self.clear()
        self.put(self.ids(keys), *facts)

    def renumber_routes(self, numbers: Ints) -> None:
        """Each route's number becomes what stands in its place in `numbers`."""
        self._tidy()
        self._log[: self._end, ROUTE] = numbers[self._log[: self._end, ROUTE]]

    def routes(self) -> Ints:
        """The numbers of routes that facts have, in order."""
        return np.unique(self.facts(np.arange(len(self)))[1][:, ROUTE])

    def _reserve(self, rows: int) -> None:
        short = self._end + rows - len(self._log)
        if short > 0:
            more = max(short, int(len(self._log) * (_GROWTH - 1)))
            self._log = np.concatenate((self._log, np.zeros((more, self._width), np.int64)))

    def _tidy(self) -> None:
        length = self._length[: len(self)]
        self._log = self.facts(np.arange(len(self)))[1]
        self._start[: len(self)] = np.cumsum(length) - length
        self._end, self._waste = len(self._log), 0


def merged(before: tuple[Ints, Ints], owner: Ints, rows: Ints, sign: Ints | None) -> tuple[Ints, Ints]:
    """What stands after facts came (+1) and were taken back (−1), in the order of lives, `TIME` and `ID`.

    A fact and what corrects it have one `TIME` and `ID`, and the one that comes may be heard before the other goes: a
    fact is its whole row, and stands when it came more often than it was taken back.
    """
    owners, all_rows = np.concatenate((before[0], owner)), np.concatenate((before[1], rows))
    net = np.ones(len(owners), np.int64)
    if sign is not None:
        net[len(before[0]) :] = sign
    order = np.lexsort((*all_rows.T[ROUTE:], all_rows[:, ID], all_rows[:, TIME], owners))
    owners, all_rows = owners[order], all_rows[order]
    same = (owners[1:] == owners[:-1]) & (all_rows[1:] == all_rows[:-1]).all(1)
    begins = np.flatnonzero(np.concatenate((np.ones(min(len(owners), 1), np.bool_), ~same)))
    stands = begins[np.add.reduceat(net[order], begins) > 0] if len(begins) else begins
    return owners[stands], all_rows[stands]
