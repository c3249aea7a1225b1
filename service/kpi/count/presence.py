"""Who is there: how often every subject is in every bucket of every grain, exact in any order, also taken back."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from schemas.facts import GRAINS
from service.kpi.columns import Ints, Marked
from service.kpi.keys.seen import Keys, Tally
from service.kpi.period.buckets import FINER, Buckets, Days
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.windows import Grain

Bucket = tuple[Grain, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """Subjects that were active: in a slot, on a day, each with its key in that slot."""

    indicator: Ints
    slot: Ints
    day: Days
    key: Keys
    times: Ints | None
    """±1; None: all are +1."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Subjects that came to be in a bucket of a grain (`by` is +1), or ceased to be (−1); by position in `Shown`."""

    grain: int
    position: Ints
    bucket: Days
    by: Ints


@dataclass(frozen=True, slots=True)
class _Left:
    """What a grain leaves for those that are made of it: where a subject turned, or is not counted so finely."""

    position: Ints
    times: Ints | None


class Presence:
    """One tally of keys for each bucket.

    The finest bucket that an indicator is counted in knows how many facts a subject has there, a coarser one in how
    many of the finer ones the subject is: repeated facts of one day touch nothing but the day.
    """

    def __init__(self, needed: Mapping[int, frozenset[str]], indicators: int, buckets: Buckets) -> None:
        """`needed` tells the grains in which each (distinct) indicator is counted."""
        self._needs = np.zeros((len(GRAINS), indicators), np.bool_)
        for indicator, grains in needed.items():
            self._needs[[GRAINS.index(grain) for grain in grains], indicator] = True
        self._buckets = buckets
        self._tallies: dict[Bucket, Tally] = {}

    def add(self, shown: Shown) -> Iterator[Turned]:
        """Enter subjects; yields what turned, grain by grain."""
        everyone = _Left(np.arange(len(shown.key)), shown.times)
        left: dict[Grain, _Left] = {}
        for grain in cast(tuple[Grain, ...], GRAINS):
            among = left[FINER[grain]] if grain in FINER else everyone
            left[grain] = yield from self._enter(grain, shown, among)

    def forget(self, calendar: ReportingCalendar, before: int) -> None:
        """Drop the buckets that ended before this second: what falls into them neither comes nor is taken back."""
        for grain, bucket in list(self._tallies):
            end = calendar.end(grain, bucket)
            if end is not None and end < before:
                del self._tallies[grain, bucket]

    def parts(self) -> Iterable[tuple[Bucket, Keys, Ints]]:
        """Every bucket's keys, and how often each is there."""
        return ((bucket, *tally.items()) for bucket, tally in self._tallies.items())

    def enter(self, bucket: Bucket, keys: Keys, times: Ints | None) -> Ints:
        """Enter keys in one bucket; what turned, as `Tally.shift` tells it."""
        tally = self._tallies.get(bucket)
        if tally is None:
            tally = self._tallies[bucket] = Tally()
        return tally.shift(keys, times)

    def clear(self) -> None:
        """Forget everybody."""
        self._tallies.clear()

    @property
    def nbytes(self) -> int:
        """Memory of all tallies in bytes."""
        return sum(tally.nbytes for tally in self._tallies.values())

    def _enter(self, grain: Grain, shown: Shown, among: _Left) -> Generator[Turned, None, _Left]:
        """Enter those that are counted in this grain; returns what is left for coarser ones."""
        number = GRAINS.index(grain)
        counted = self._needs[number, shown.indicator[among.position]]
        tried = among.position[counted]
        bucket = self._buckets.of(grain, shown.day[tried])
        by = self._shift(grain, bucket, shown.key[tried], None if among.times is None else among.times[counted])
        moved = np.flatnonzero(by)
        if len(moved):
            yield Turned(number, tried[moved], bucket[moved], by[moved])
        return _left(among, counted, by)

    def _shift(self, grain: Grain, bucket: Days, keys: Keys, times: Ints | None) -> Ints:
        by = np.zeros(len(keys), np.int64)
        for each in np.unique(bucket).tolist():
            mine = np.flatnonzero(bucket == each)
            by[mine] = self.enter((grain, each), keys[mine], None if times is None else times[mine])
        return by


def _left(among: _Left, counted: Marked, by: Ints) -> _Left:
    keep = ~counted
    keep[counted] = by != 0
    if among.times is None:  # then nobody turned but by +1
        return _Left(among.position[keep], None)
    times = among.times.copy()
    times[counted] = by
    return _Left(among.position[keep], times[keep])
