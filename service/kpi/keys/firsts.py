"""Exact tallies that know, beside how often a key is there, where it is first: two bytes more for each place."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.kpi.columns import Ints, Marked
from service.kpi.keys.seen import Keys, Places, Tally, bits_for, refuse_taken_twice

NOWHERE = 0xFFFF
"""Where a key is first that is not there, or of which nobody asks where it is."""

Following = Callable[[Keys], Ints]
"""From keys to where each is first now, found where the parts themselves are kept."""


class Moves(NamedTuple):
    """What became of parts of a bucket, a row for a key in one of them."""

    times: Ints | None
    """+1: it came to be in that part, −1: it ceased to be, 0: it stayed, but is first elsewhere. None: all are +1."""
    was: Ints | None
    """Where it was first in that part; None: nowhere, all of them."""
    now: Ints
    """Where it is first in that part."""


class Turns(NamedTuple):
    """What became of keys in the whole bucket; only those of which something did."""

    row: Ints
    """One of the rows of `Moves` that speak of the key: that which is first now, if one is."""
    by: Ints
    """+1: it came to be there, −1: it ceased to be, 0: it stayed."""
    was: Ints
    now: Ints


class Firsts(Tally):
    """A tally of the parts of a bucket in which each key is, and where it is first in the bucket."""

    def turn(self, keys: Keys, moves: Moves, following: Following) -> Turns:
        """Take rows in; a part has at most one row for a key. Raises TakenTwice.

        `following` is asked where a key is first of which the first part changed, when all parts have.
        """
        first, place = self._place(keys)
        again = self._again(first, place, moves)
        if not again.any():
            return self._come(place, moves.now)
        clean = np.flatnonzero(~again)
        come = self._come(place[clean], moves.now[clean])
        others = self._turn(np.flatnonzero(again), keys, place, moves, following)
        return Turns(*(np.concatenate(both) for both in zip(come._replace(row=clean), others, strict=True)))

    def first(self, keys: Keys) -> Ints:
        """Where keys are first; `NOWHERE` where they are not there."""
        place = self._find(keys)
        first = np.full(len(keys), NOWHERE)
        there = np.flatnonzero(place >= 0)
        place = place[there]
        first[there] = np.where(self._times[place] > 0, self._first[place], NOWHERE)
        return first

    def firsts(self) -> NDArray[np.uint16]:
        """Where each of `items` is first."""
        return self._first[np.flatnonzero(self._times)]

    def put(self, keys: Keys, times: Places, first: NDArray[np.uint16]) -> None:
        """Put in keys that were not there."""
        _, place = self._place(keys)
        self._stand(place, times)
        self._first[place] = first

    @property
    def nbytes(self) -> int:
        return super().nbytes + self._first.nbytes

    def _come(self, place: Places, now: Ints) -> Turns:
        """Keys that are new, each of which has one row."""
        self._times[place], self._first[place] = 1, now
        n = len(place)
        return Turns(np.arange(n), np.ones(n, np.int64), np.full(n, NOWHERE), now)

    def _again(self, first: Marked, place: Places, moves: Moves) -> Marked:
        """Rows of keys that are not new, or that have several: what those come to is to be put together."""
        more = np.flatnonzero(~first)
        again: Marked = np.isin(place, place[more]) if len(more) else ~first
        return again if moves.times is None else again | (moves.times != 1)

    def _turn(self, rows: Ints, keys: Keys, place: Places, moves: Moves, following: Following) -> Turns:
        rows = rows[np.argsort(place[rows], kind="stable")]
        at = place[rows]
        begins = np.concatenate(([True], at[1:] != at[:-1]))
        starts, key = np.flatnonzero(begins), np.cumsum(begins) - 1
        at = at[starts]
        before = self._standing(at)
        after = before + self._moved(rows, starts, moves)
        refuse_taken_twice(after)
        old = np.where(before > 0, self._first[at], NOWHERE)
        new = np.minimum.reduceat(moves.now[rows], starts)
        lost = _lost(rows, starts, old[key], moves)
        new = np.where(lost, new, np.minimum(new, old))
        asked = np.flatnonzero(lost & (after > 0) & (new > old))
        if len(asked):
            new[asked] = following(keys[rows[starts[asked]]])
        new[after == 0] = NOWHERE
        self._stand(at, after)
        self._first[at] = new
        row = rows[starts]
        leading = np.flatnonzero((moves.now[rows] == new[key]) & (new[key] != NOWHERE))
        row[key[leading]] = rows[leading]
        by = (after > 0).astype(np.int64) - (before > 0)
        told = np.flatnonzero((by != 0) | (old != new))
        return Turns(row[told], by[told], old[told], new[told])

    def _moved(self, rows: Ints, starts: Ints, moves: Moves) -> Ints:
        if moves.times is None:
            return np.diff(starts, append=len(rows))
        moved: Ints = np.add.reduceat(moves.times[rows], starts)
        return moved

    def _grow(self, size: int) -> None:
        keys, times, first = self.keys(), self._times[self._occupied()], self._first[self._occupied()]
        self._allocate(bits_for(size))
        self._size, self._has_zero = 0, False
        place = self._place(keys)[1]
        self._times[place], self._first[place] = times, first

    def _allocate(self, bits: int) -> None:
        super()._allocate(bits)
        self._first = np.full((1 << bits) + 1, NOWHERE, np.uint16)


def _lost(rows: Ints, starts: Ints, old: Ints, moves: Moves) -> Marked:
    """Keys that were first in a part of which the first is another one now; `old`: where the key of each row was."""
    if moves.was is None:
        return np.zeros(len(starts), np.bool_)
    was = moves.was[rows]
    lost: Marked = np.logical_or.reduceat((was == old) & (was != NOWHERE), starts)
    return lost
