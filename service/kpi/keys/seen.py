"""Exact sets of 64-bit keys, filled by whole batches: open addressing in numpy, about 100 ns and 13 to 27 bytes a key.

`add` tells which keys came for the first time, within the batch too: the first in order is the first.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

SPREAD = 0x9E3779B97F4A7C15  # 2^64 ÷ the golden ratio: spreads consecutive keys over the table
_SMALLEST = 8  # bits
_FULLEST = 0.7
_FREE = np.uint64(0)
_FEW = 24  # keys
_MANY = 255


class TakenTwice(AssertionError):
    """A key was to be taken away more often than it was added: what takes a fact back comes once, and after it.

    No input can cause this. Stop, for what is published would be wrong; report it with the message.
    """


class Seen:
    """A set of uint64 keys. 0 marks a free place, so the key 0 has a place of its own behind the table."""

    def __init__(self, expected: int = 0) -> None:
        self._size = 0
        self._has_zero = False
        self._allocate(bits_for(expected))

    def __len__(self) -> int:
        return self._size

    @property
    def nbytes(self) -> int:
        """Memory of the table in bytes."""
        return self._table.nbytes

    def add(self, keys: Keys) -> Flags:
        """Add keys; true where a key had not been there before."""
        return self._place(keys)[0]

    def keys(self) -> Keys:
        """All keys, in the order of their places; see `pieces` before adding them elsewhere."""
        return self._table[self._occupied()]

    def _find(self, keys: Keys) -> Places:
        """Where keys have a place; -1 where they have none."""
        table, mask, step = self._table, (1 << self._bits) - 1, 0
        found, waiting = np.full(len(keys), -1), np.flatnonzero(keys)
        if self._has_zero:
            found[keys == _FREE] = 1 << self._bits
        at = self._begin(keys[waiting])
        while len(waiting):
            held = table[at]
            mine = held == keys[waiting]
            found[waiting[mine]] = at[mine]
            left = np.flatnonzero(~mine & (held != _FREE))
            step += 1
            at, waiting = (at[left] + step) & mask, waiting[left]
        return found

    def _begin(self, keys: Keys) -> Places:
        """Where to look for keys first."""
        return (keys * np.uint64(SPREAD) >> np.uint64(64 - self._bits)).astype(np.int64)

    def _place(self, keys: Keys) -> tuple[Flags, Places]:
        """Give every key its place; true where the place is new."""
        if (self._size + len(keys)) > _FULLEST * (1 << self._bits):
            self._grow(self._size + len(keys))
        first = np.zeros(len(keys), np.bool_)
        place = self._begin(keys)
        waiting = self._place_zeros(keys, first, place)
        self._probe(keys, waiting, first, place)
        self._size += int(np.count_nonzero(first))
        return first, place

    def _place_zeros(self, keys: Keys, first: Flags, place: Places) -> NDArray[np.int64] | None:
        """Place the zeros; the positions of all other keys, or None if there are no zeros."""
        zeros = np.flatnonzero(keys == _FREE)
        if not len(zeros):
            return None
        place[zeros] = 1 << self._bits
        first[zeros[0]] = not self._has_zero
        self._has_zero = True
        return np.flatnonzero(keys)

    def _probe(self, keys: Keys, waiting: NDArray[np.int64] | None, first: Flags, place: Places) -> None:
        """Round by round, each waiting key looks at its place: it is there, it takes it, or it looks further."""
        table, mask, step = self._table, (1 << self._bits) - 1, 0
        at, mine = (place, keys) if waiting is None else (place[waiting], keys[waiting])
        while len(mine) > _FEW:
            held = table[at]
            free = np.flatnonzero(held == _FREE)
            if len(free):
                winners = self._claim(at[free], free)
                table[at[winners]] = mine[winners]
                first[winners if waiting is None else waiting[winners]] = True
                held[free] = table[at[free]]
            left = np.flatnonzero(held != mine)
            step += 1  # steps of 1, 2, 3 ... reach every place of a table of 2^n, and chains stay short
            at, mine = (at[left] + step) & mask, mine[left]
            waiting = left if waiting is None else waiting[left]
            place[waiting] = at
        rest = range(len(mine)) if waiting is None else waiting.tolist()
        for position, there, key in zip(rest, at.tolist(), mine, strict=True):
            first[position], place[position] = self._probe_one(key, there, step)

    def _probe_one(self, key: np.uint64, at: int, step: int) -> tuple[bool, int]:
        """The same for one key: a round in numpy costs as much as fifty of these."""
        table, mask = self._table, (1 << self._bits) - 1
        wanted = int(key)
        while (held := table.item(at)) and held != wanted:
            step += 1
            at = (at + step) & mask
        table[at] = key
        return not held, at

    def _claim(self, places: Places, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of the keys that found their place free, the first of each place."""
        # Where a place is written several times the last write stands, so the marks are written in reverse.
        marks = np.arange(1, len(keys) + 1, dtype=np.uint64)
        self._table[places[::-1]] = marks[::-1]
        winners: NDArray[np.int64] = keys[self._table[places] == marks]
        return winners

    def _grow(self, size: int) -> None:
        keys = self.keys()
        self._allocate(bits_for(size))
        self._size, self._has_zero = 0, False
        self._place(keys)

    def _allocate(self, bits: int) -> None:
        self._bits = bits
        self._table = np.zeros((1 << bits) + 1, np.uint64)

    def _occupied(self) -> Flags:
        occupied: Flags = self._table != _FREE
        occupied[-1] = self._has_zero
        return occupied


class Tally(Seen):
    """How often each key is there: a byte for each place, and beside it, exact, what does not fit into one."""

    def __init__(self, expected: int = 0) -> None:
        self._many: dict[int, int] = {}
        super().__init__(expected)

    def shift(self, keys: Keys, times: Places | None = None) -> Places:
        """Add each key so many times (default: once; negative: take it away).

        +1 where a key came to be there, −1 where one ceased to be, told at one of its positions; all others are 0.
        Raises TakenTwice.
        """
        first, place = self._place(keys)
        turned, again = np.zeros(len(keys), np.int64), np.arange(len(keys))
        if times is None:
            self._times[place[first]] = turned[first] = 1
            again = np.flatnonzero(~first)
        if len(again):
            self._move(turned, again, place[again], None if times is None else times[again])
        return turned

    def there(self, keys: Keys) -> Flags:
        """Which of these keys are there."""
        place = self._find(keys)
        there: Flags = (place >= 0) & (self._times[place] > 0)
        return there

    def items(self) -> tuple[Keys, Places]:
        """The keys that are there, in the order of their places, and how often each is."""
        places = np.flatnonzero(self._times)
        return self._table[places], self._standing(places)

    @property
    def nbytes(self) -> int:
        return self._table.nbytes + self._times.nbytes

    def _move(self, turned: Places, positions: Places, place: Places, times: Places | None) -> None:
        order = np.argsort(place)
        place = place[order]
        starts = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1])))
        moved = np.diff(starts, append=len(place)) if times is None else np.add.reduceat(times[order], starts)
        place = place[starts]
        was = self._standing(place)
        now = was + moved
        refuse_taken_twice(now)
        turned[positions[order[starts]]] = (now > 0).astype(np.int64) - (was > 0)
        self._stand(place, now)

    def _standing(self, places: Places) -> Places:
        times = self._times[places].astype(np.int64)
        if self._many:
            for n in np.flatnonzero(times == _MANY).tolist():
                times[n] = self._many[int(self._table[places[n]])]
        return times

    def _stand(self, places: Places, times: Places) -> None:
        before = self._times[places]
        self._times[places] = np.minimum(times, _MANY)
        for n in np.flatnonzero((times >= _MANY) | (before == _MANY)).tolist():
            key = int(self._table[places[n]])
            if times[n] >= _MANY:
                self._many[key] = int(times[n])
            else:
                del self._many[key]

    def _grow(self, size: int) -> None:
        keys, times = self.keys(), self._times[self._occupied()]
        self._allocate(bits_for(size))
        self._size, self._has_zero = 0, False
        self._times[self._place(keys)[1]] = times

    def _allocate(self, bits: int) -> None:
        super()._allocate(bits)
        self._times = np.zeros((1 << bits) + 1, np.uint8)


def refuse_taken_twice(times: Places) -> None:
    """Raise TakenTwice where a key would be there less than not at all."""
    if times.min() < 0:
        raise TakenTwice("a subject is to be taken away where it is not")


def pieces(length: int, most: int) -> Iterator[slice]:
    """Slices of at most so many keys that together are all of them; one empty slice of nothing.

    Each takes every n-th key: keys come in the order of their places, so a run of them added to another, smaller table
    would crowd one end of it and take many times as long.

    >>> [list(range(5))[piece] for piece in pieces(5, 2)]
    [[0, 3], [1, 4], [2]]
    """
    number = max(1, -(-length // most))
    return (slice(start, None, number) for start in range(number))


def bits_for(size: int) -> int:
    """The smallest table that holds so many keys below the highest load."""
    return max(_SMALLEST, int(size / _FULLEST).bit_length())
