"""What becomes of subjects in buckets, from grain to grain; and all of it together, as it is told.

Times are slots: quarters of an hour since the epoch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.kpi.columns import Ints, Marked
from service.kpi.keys.seen import Keys
from service.kpi.period.buckets import Days

NEVER = 1 << 40
"""A slot after all others: when a subject is first that is not there, or of which it is not kept."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Facts about subjects, a row for each indicator in a scope that it is counted in, with the subject's key there."""

    indicator: Ints
    day: Days
    slot: Ints
    key: Keys
    times: Ints | None
    """±1; None: all are +1."""


@dataclass(frozen=True, slots=True)
class Stays:
    """Subjects whose stay in a bucket changed, by position in `Shown`; or facts of them that no bucket took yet."""

    position: Ints
    by: Ints | None
    """+1: came to be there, −1: ceased to be, 0: is first at another slot. None: all are +1, and were never there."""
    was: Ints | None
    """When it was first there."""
    now: Ints
    """When it is first there."""

    def only(self, rows: Marked | Ints) -> "Stays":
        """Some of them."""
        by, was = (None if each is None else each[rows] for each in (self.by, self.was))
        return Stays(self.position[rows], by, was, self.now[rows])

    @property
    def signed(self) -> "Stays":
        """The same, with all columns."""
        n = len(self.position)
        by = np.ones(n, np.int64) if self.by is None else self.by
        return Stays(self.position, by, np.full(n, NEVER) if self.was is None else self.was, self.now)


def together(parts: Sequence[Stays]) -> Stays:
    """All stays of at least one part."""
    parts = [part for part in parts if len(part.position)] or parts[:1]
    if len(parts) == 1:
        return parts[0]
    plain = all(part.by is None for part in parts)
    position, now = (np.concatenate([getattr(part, name) for part in parts]) for name in ("position", "now"))
    if plain:
        return Stays(position, None, None, now)
    whole = [part.signed for part in parts]
    by, was = (np.concatenate([getattr(part, name) for part in whole]) for name in ("by", "was"))
    return Stays(position, by, was, now)


@dataclass(frozen=True, slots=True)
class Told:
    """So many subjects more (or less) were first at a slot, in its buckets of several grains."""

    position: Ints
    """In `Shown`: of which indicator and scope."""
    grains: NDArray[np.uint8]
    """Bit n: GRAINS[n]."""
    slot: Ints
    by: Ints


class Comings:
    """Puts together what a batch does in all grains: mostly somebody comes at the slot of the fact itself."""

    def __init__(self, shown: Shown) -> None:
        self._slot, self._indicator = shown.slot, shown.indicator
        self._came = np.zeros(len(shown.slot), np.uint8)
        self._other: list[tuple[Ints, Ints, Ints, Ints]] = []

    def add(self, grain: int, stays: Stays) -> None:
        """What changed in a grain. Of whom it is not kept since when they are there is told by the fact's slot."""
        bit = np.uint8(1 << grain)
        if stays.by is None or stays.was is None:
            self._came[stays.position] |= bit
            return
        own = self._slot[stays.position]
        now = np.where((stays.by > 0) & (stays.now == NEVER), own, stays.now)
        was = np.where((stays.by < 0) & (stays.was == NEVER), own, stays.was)
        self._came[stays.position[now == own]] |= bit
        self._others(bit, stays.position, now, (now != NEVER) & (now != own), 1)
        self._others(bit, stays.position, was, was != NEVER, -1)

    def told(self, asked: NDArray[np.uint8]) -> Told:
        """All of it, as far as it is asked for: grains by indicator, as in `Told`."""
        came = self._came & asked[self._indicator]
        here = np.flatnonzero(came)
        told = Told(here, came[here], self._slot[here], np.ones(len(here), np.int64))
        return _joined(told, self._otherwise(asked)) if self._other else told

    def _otherwise(self, asked: NDArray[np.uint8]) -> Told:
        """What is not that somebody comes at the slot of the fact."""
        position, slot, by, bit = map(np.concatenate, zip(*self._other, strict=True))
        mine = np.flatnonzero(bit & asked[self._indicator[position]])
        return _united(*(each[mine] for each in (position, slot, by, bit)))

    def _others(self, bit: np.uint8, position: Ints, slot: Ints, mine: Marked, by: int) -> None:
        if mine.any():
            n = int(np.count_nonzero(mine))
            self._other.append((position[mine], slot[mine], np.full(n, by), np.full(n, int(bit))))


def _joined(one: Told, other: Told) -> Told:
    names = Told.__dataclass_fields__
    return Told(*(np.concatenate((getattr(one, name), getattr(other, name))) for name in names))


def _united(position: Ints, slot: Ints, by: Ints, bit: Ints) -> Told:
    """What is told of one subject at one slot in several grains, as one."""
    order = np.lexsort((by, slot, position))
    position, slot, by, bit = (each[order] for each in (position, slot, by, bit))
    changes = np.logical_or.reduce([each[1:] != each[:-1] for each in (position, slot, by)])
    starts = np.flatnonzero(np.concatenate(([True], changes))) if len(order) else order
    grains = np.bitwise_or.reduceat(bit, starts) if len(order) else bit
    return Told(position[starts], grains.astype(np.uint8), slot[starts], by[starts])
