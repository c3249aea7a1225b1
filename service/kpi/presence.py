"""Who was there: the first occurrence of every subject in every bucket of every grain, exact in any order."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from schemas.facts import GRAINS
from service.kpi.buckets import FINER, Buckets, Days
from service.kpi.calendar import ReportingCalendar
from service.kpi.columns import Ints, Marked
from service.kpi.seen import Keys, Seen
from service.kpi.windows import Grain

Bucket = tuple[Grain, int]


@dataclass(frozen=True, slots=True)
class Visits:
    """Subjects that were active: in a slot, on a day, each with its key in that slot."""

    indicator: Ints
    slot: Ints
    day: Days
    key: Keys


@dataclass(frozen=True, slots=True)
class Firsts:
    """The visits (by position) that were the first of their subject in their slot's bucket of a grain."""

    grain: int
    position: Ints
    bucket: Days


class Presence:
    """One set of keys for each bucket; what a day already holds is not looked for in its coarser buckets."""

    def __init__(self, needed: Mapping[int, frozenset[str]], indicators: int, buckets: Buckets) -> None:
        """`needed` tells the grains in which each (distinct) indicator is counted."""
        self._needs = np.zeros((len(GRAINS), indicators), np.bool_)
        for indicator, grains in needed.items():
            self._needs[[GRAINS.index(grain) for grain in grains], indicator] = True
        self._buckets = buckets
        self._seen: dict[Bucket, Seen] = {}

    def add(self, visits: Visits) -> Iterator[Firsts]:
        """Enter visits; yields the first ones, grain by grain."""
        everyone = np.arange(len(visits.key))
        # New in a bucket means new in the finer ones inside it.
        left: dict[Grain, Ints] = {}
        for grain in cast(tuple[Grain, ...], GRAINS):
            among = left[FINER[grain]] if grain in FINER else everyone
            left[grain] = yield from self._enter(grain, visits, among)

    def forget(self, calendar: ReportingCalendar, before: int) -> None:
        """Drop the buckets that ended before this second: nothing that falls into them is admitted any more."""
        for grain, bucket in list(self._seen):
            end = calendar.end(grain, bucket)
            if end is not None and end < before:
                del self._seen[grain, bucket]

    def parts(self) -> Iterable[tuple[Bucket, Keys]]:
        """Every bucket's keys."""
        return ((bucket, seen.keys()) for bucket, seen in self._seen.items())

    def enter(self, bucket: Bucket, keys: Keys) -> Marked:
        """Enter keys in one bucket; true where they were not there."""
        seen = self._seen.get(bucket)
        if seen is None:
            seen = self._seen[bucket] = Seen()
        return seen.add(keys)

    def clear(self) -> None:
        """Forget everybody."""
        self._seen.clear()

    @property
    def nbytes(self) -> int:
        """Memory of all sets in bytes."""
        return sum(seen.nbytes for seen in self._seen.values())

    def _enter(self, grain: Grain, visits: Visits, among: Ints) -> Generator[Firsts, None, Ints]:
        """Enter the visits that are counted in this grain; returns those that may be new in coarser ones."""
        number = GRAINS.index(grain)
        counted = self._needs[number, visits.indicator[among]]
        tried = among[counted]
        bucket = self._buckets.of(grain, visits.day[tried])
        first = self._add(grain, bucket, visits.key[tried])
        if first.any():
            yield Firsts(number, tried[first], bucket[first])
        counted[counted] = ~first
        left: Ints = among[~counted]
        return left

    def _add(self, grain: Grain, bucket: Days, keys: Keys) -> Marked:
        first = np.zeros(len(keys), np.bool_)
        for each in np.unique(bucket).tolist():
            mine = bucket == each
            first[mine] = self.enter((grain, each), keys[mine])
        return first
