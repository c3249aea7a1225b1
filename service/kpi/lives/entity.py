"""What the lives of entities add to: a pure function of the facts that stand (docs/decisions/0006).

Shapes: n facts in order, life after life; D attributes; M measures; L lives.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from schemas.facts import ABSENT
from service.kpi.columns import Ints, Marked
from service.kpi.lives.stretches import NEVER, changes, ends, latest, running

Part = tuple[Ints, Ints, Ints]
"""Slots, ticks and amounts to add."""


@dataclass(frozen=True, slots=True)
class Told:
    """What each fact tells. Its life is told by any int, the same for all of a life."""

    life: Ints
    tick: Ints
    kind: Ints
    """A number of the event type."""
    state: Ints
    """`NEVER` where it tells none."""
    values: Ints
    """n × D: numbers of the attributes' values, `NEVER` for null."""
    amounts: Ints
    """n × M, `ABSENT` for null."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of its life after each fact, and of each life (L) where it begins and ends."""

    state: Ints
    values: Ints
    amounts: Ints
    """n × M: the latest, or the sum, of what was given; `ABSENT` before."""
    life: Ints
    """n: 0, 1, 2 ..."""
    first: Ints
    """L: the first row of a life."""
    entry: Ints
    """L: the first row of its last run."""
    last: Ints


def known(told: Told, added: Marked) -> Known:
    """What is known after each fact; `added` (M) says which measures are added up, all others are the latest given."""
    begins = changes(told.life)
    first, life = np.flatnonzero(begins), np.cumsum(begins) - 1
    begin, last = first[life], ends(first, len(life))
    state = _taken(told.state, latest(told.state != NEVER, begin), NEVER)
    entered = np.maximum.accumulate(np.where(begins | changes(state), np.arange(len(state)), 0))
    values = _taken(told.values, latest(told.values != NEVER, begin), NEVER)
    return Known(state, values, _amounts(told.amounts, added, begin), life, first, entered[last], last)


def _amounts(amounts: Ints, added: Marked, begin: Ints) -> Ints:
    at = latest(amounts != ABSENT, begin)
    sums = running(np.where(amounts == ABSENT, 0, amounts), begin)
    return np.where(added & (at != NEVER), sums, _taken(amounts, at, ABSENT))


def _taken(column: Ints, at: Ints, nothing: int) -> Ints:
    """What stands in these rows (of the same column, in a matrix)."""
    taken = np.take_along_axis(column, np.maximum(at, 0), axis=0) if len(column) else column
    return np.where(at == NEVER, nothing, taken)


@dataclass(frozen=True, slots=True)
class Worth:
    """What an indicator adds for a life or a moment: 1, a measure (by its column), or a share of it in percent."""

    measure: int | None = None
    weight: int | None = None

    def of(self, amounts: Ints) -> Ints:
        """For rows of amounts (… × M); 0 where what it needs is not given."""
        if self.measure is None:
            return np.ones(len(amounts), np.int64)
        amount = amounts[:, self.measure]
        given = amount != ABSENT
        if self.weight is not None:
            percent = amounts[:, self.weight]
            given &= percent != ABSENT
            amount = share(np.where(given, amount, 0), np.where(given, percent, 0))
        return np.where(given, amount, 0)


@dataclass(frozen=True, slots=True)
class Moment:
    """What an indicator adds for an event: 1 or a measure of its own, in sum never more than another one (`cap`)."""

    kinds: tuple[int, ...]
    measure: int | None
    cap: int | None

    def of(self, told: Told, life: Known) -> Ints:
        """For each fact; 0 for those of other types."""
        mine = np.isin(told.kind, self.kinds)
        own = np.ones(len(mine), np.int64) if self.measure is None else told.amounts[:, self.measure]
        own = np.where(mine & (own != ABSENT), own, 0)
        if self.cap is None:
            return own
        sums, cap = running(own, life.first[life.life]), life.amounts[life.last, self.cap][life.life]
        capped = np.minimum(sums, cap) - np.minimum(sums - own, cap)
        return np.where(cap == ABSENT, own, capped)


def share(amount: Ints, percent: Ints) -> Ints:
    """amount × percent ÷ 100, rounded half even, without leaving int64 on the way.

    >>> share(np.array([250, 350, -250, 10**18]), np.array([1, 1, 1, 50])).tolist()
    [2, 4, -2, 500000000000000000]
    """
    hundreds, rest = np.divmod(amount, 100)
    more, left = np.divmod(rest * percent, 100)
    whole = hundreds * percent + more
    rounded: Ints = whole + ((left > 50) | ((left == 50) & (whole % 2 != 0)))
    return rounded


def held(part: Part, row: Ints, life: Known) -> Iterator[Part]:
    """What each fact (`row`) adds is taken away by the next one of its life. `part`: slots, the tick of every fact, and
    amounts."""
    slot, tick, amount = part
    yield slot, tick[row], amount
    ended = np.flatnonzero(row != life.last[life.life[row]])
    yield slot[ended], tick[row[ended] + 1], -amount[ended]
