"""Columns of facts and cells: names to small ints and back, sums by key, rows of different lengths."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

Name = TypeVar("Name")
Kind = TypeVar("Kind", bound=np.generic)
Ints = NDArray[np.int64]
Marked = NDArray[np.bool_]

_RIGHT = 36  # bits: a bucket of one second until the year 3058, and 2^27 of whatever stands left of it


class Names(Generic[Name]):
    """Gives each name a small int. Between two steps it may be emptied, when it holds more than `bound`."""

    def __init__(self, made: Callable[[Name], None] | None = None, bound: int = 1 << 16) -> None:
        self.names: list[Name] = []
        self._made = made
        self._bound = bound
        self._ids: dict[Name, int] = {}

    def __len__(self) -> int:
        return len(self.names)

    @property
    def full(self) -> bool:
        """Whether it is time to empty it."""
        return len(self.names) > self._bound

    def id(self, name: Name) -> int:
        """The int of a name; `made` is called with a new one."""
        known = self._ids.get(name)
        if known is None:
            known = self._ids[name] = len(self.names)
            self.names.append(name)
            if self._made is not None:
                self._made(name)
        return known

    def known(self, name: Name) -> int:
        """The int of a name that may have been given one; -1: it was not."""
        return self._ids.get(name, -1)

    def ids(self, names: Sequence[Name]) -> Ints:
        """The ints of names."""
        known = list(map(self._ids.get, names))
        if None in known:
            known = [self.id(name) if id_ is None else id_ for name, id_ in zip(names, known, strict=True)]
        return np.array(known, np.int64)

    def clear(self) -> None:
        """Forget all names; every int given out is void."""
        self.names.clear()
        self._ids.clear()


class Rows:
    """Rows of ints of different lengths, appended one by one and read by many."""

    def __init__(self) -> None:
        self._starts, self._lengths, self._values = array("q"), array("q"), array("q")
        self._packed: tuple[Ints, Ints, Ints] | None = None

    def append(self, row: Sequence[int]) -> None:
        """Add a row; its number is how many there were before."""
        self._starts.append(len(self._values))
        self._lengths.append(len(row))
        self._values.extend(row)
        self._packed = None

    def expand(self, rows: Ints) -> tuple[Ints, Ints]:
        """The values of all these rows, each with the position in `rows` that it comes from."""
        if self._packed is None:
            self._packed = (_ints(self._starts), _ints(self._lengths), _ints(self._values))
        starts, lengths, values = self._packed
        owner, places = stretches(starts[rows], lengths[rows])
        return owner, values[places]

    def clear(self) -> None:
        """Forget all rows."""
        for part in (self._starts, self._lengths, self._values):
            del part[:]
        self._packed = None


def stretches(starts: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """All places of stretches that begin at `starts`, one after the other, each with the number of its stretch.

    >>> [column.tolist() for column in stretches(np.array([5, 0]), np.array([2, 3]))]
    [[0, 0, 1, 1, 1], [5, 6, 0, 1, 2]]
    """
    owner = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return owner, (starts - before)[owner] + np.arange(len(owner))


def summed(keys: Ints, amounts: Ints | None = None) -> tuple[Ints, Ints]:
    """The different keys in order, and the sum of each one's amounts (by default: how often it occurs)."""
    order = np.argsort(keys)
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else order
    if amounts is None:
        return keys[starts], np.diff(np.append(starts, len(keys)))
    return keys[starts], np.add.reduceat(amounts[order], starts) if len(keys) else amounts


def paired(left: Ints, right: Ints) -> Ints:
    """Two columns as one of keys: left from 0 up to 2^27, right within ±2^35. Keys have the order of the pairs."""
    return (left << _RIGHT) + right


def unpaired(keys: Ints) -> tuple[Ints, Ints]:
    """The two columns again.

    >>> [column.tolist() for column in unpaired(paired(np.array([0, 3, 3]), np.array([-4, 2**33, -1])))]
    [[0, 3, 3], [-4, 8589934592, -1]]
    """
    left = (keys + (1 << _RIGHT - 1)) >> _RIGHT
    return left, keys - (left << _RIGHT)


def grouped(keys: Ints) -> Iterator[tuple[int, Ints]]:
    """Each different key in order, with its positions in order."""
    order = np.argsort(keys, kind="stable")
    inside = keys[order]
    starts = np.flatnonzero(_begin(inside))
    ends = np.append(starts, len(keys))[1:]
    return (
        (key, order[a:b]) for key, a, b in zip(inside[starts].tolist(), starts.tolist(), ends.tolist(), strict=True)
    )


def united(parts: Sequence[Ints]) -> Ints:
    """All ints of the parts in order, each of them once."""
    # np.unique says the same, but it hashes, which takes from five to ten times as long.
    every = np.sort(np.concatenate(parts)) if parts else np.zeros(0, np.int64)
    return every[_begin(every)]


def only_used(ids: Ints, names: Sequence[Name]) -> tuple[list[Name], NDArray[np.uint32]]:
    """The names that `ids` use, and the ids as positions among those."""
    used = np.flatnonzero(np.bincount(ids, minlength=len(names)))
    place = np.zeros(len(names), np.uint32)
    place[used] = np.arange(len(used))
    return [names[i] for i in used.tolist()], place[ids]


def doubled(matrix: NDArray[Kind], axis: int = 0) -> NDArray[Kind]:
    """An array with as much again of zeros behind it."""
    return np.concatenate((matrix, np.zeros_like(matrix)), axis)


def column(buffers: Iterable[bytes], kind: DTypeLike) -> NDArray[Any]:
    """One column of what several records hold."""
    return np.frombuffer(b"".join(buffers), kind)


def _begin(ordered: Ints) -> Marked:
    """Where in a column in order something else begins."""
    begins = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return begins


def _ints(values: "array[int]") -> Ints:
    return np.array(values, np.int64)
