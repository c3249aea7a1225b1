"""Rows in stretches, one after the other (a life, a run, a visit): where each begins, what was last given in it."""

import numpy as np
from numpy.typing import NDArray

from service.kpi.columns import Ints, Marked

NEVER = -1


def changes(column: Ints) -> Marked:
    """Where a column is not what it was in the row before; true in the first.

    >>> changes(np.array([4, 4, 5])).tolist()
    [True, False, True]
    """
    return np.concatenate((np.ones(min(len(column), 1), np.bool_), column[1:] != column[:-1]))


def ends(begins: Ints, length: int) -> Ints:
    """The last row of each stretch, by the first rows of all."""
    return np.concatenate((begins[1:], np.full(min(len(begins), 1), length))) - 1


def latest(given: Marked, begin: Ints) -> Ints:
    """For each row (and column) the latest row of its stretch up to here where something is given, else `NEVER`.

    `begin` is the first row of each row's stretch.

    >>> latest(np.array([True, False, False, True]), np.array([0, 0, 2, 2])).tolist()
    [0, 0, -1, 3]
    """
    shape = (-1,) + (1,) * (given.ndim - 1)
    row = np.arange(len(given)).reshape(shape)
    at = np.maximum.accumulate(np.where(given, row, NEVER), axis=0)
    return np.where(at < begin.reshape(shape), NEVER, at)


def running(amounts: Ints, begin: Ints) -> Ints:
    """For each row (and column) the sum of its stretch up to here."""
    sums = np.cumsum(amounts, axis=0)
    before: Ints = (sums - amounts)[begin]
    return sums - before


def ragged(start: Ints, length: Ints) -> tuple[Ints, Ints]:
    """The positions of stretches that lie anywhere, and of which each position is.

    >>> [each.tolist() for each in ragged(np.array([7, 3]), np.array([1, 2]))]
    [[0, 1, 1], [7, 3, 4]]
    """
    owner = np.repeat(np.arange(len(start)), length)
    before = np.cumsum(length) - length
    return owner, (start - before)[owner] + np.arange(len(owner))


def different(rows: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """One row (by position) for each different one, and which of them each row is. What they hold is −1 or above."""
    code, room = np.zeros(len(rows), np.int64), 1
    for column in rows.T:
        size = int(column.max(initial=NEVER)) + 2
        if room * size >= 1 << 62:
            found, code = np.unique(code, return_inverse=True)
            room = len(found)
        code, room = code * size + column + 1, room * size
    _, position, which = np.unique(code, return_index=True, return_inverse=True)
    return position, which
