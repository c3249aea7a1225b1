"""Who is there: how often every subject is in every bucket of every grain, exact in any order, also taken back.

Of the indicators that are compared with earlier periods also since when: at which slot (a quarter of an hour) a subject
is first in each bucket. So people up to a cut are a sum over slots like everything else (docs/decisions/0007).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from schemas.facts import GRAINS, SLOT_SECONDS
from service.kpi.columns import Ints
from service.kpi.count.stays import NEVER, Comings, Shown, Stays, Told, together
from service.kpi.keys.firsts import NOWHERE, Firsts, Moves
from service.kpi.keys.seen import Keys, Tally
from service.kpi.period.buckets import FINER, Days
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.windows import Grain

Kept = Grain | Literal["slot"]
"""Under `slot` all slots of a day are kept together: tables for each would mostly be overhead."""
Bucket = tuple[Kept, int]
Rows = Ints | slice

_MIX = np.uint64(0xC2B2AE3D27D4EB4F)
"""Times the number of a slot in its day: makes a subject's key in each its own."""


class Presence:
    """One tally of keys for each bucket.

    The finest bucket that an indicator is counted in knows how many facts a subject has there, a coarser one in how
    many of the finer ones the subject is: repeated facts of one slot or day touch nothing but that.
    """

    def __init__(
        self,
        needed: Mapping[int, frozenset[str]],
        followed: Collection[int],
        indicators: int,
        calendar: ReportingCalendar,
    ) -> None:
        """`needed` tells the grains in which each (distinct) indicator is counted; of those `followed`, since when."""
        self._needs = np.zeros((len(GRAINS), indicators), np.bool_)
        self._told = np.zeros(indicators, np.uint8)
        for indicator, grains in needed.items():
            kept = grains | _finer(grains) if indicator in followed else grains
            self._needs[[GRAINS.index(grain) for grain in kept], indicator] = True
            self._told[indicator] = sum(1 << GRAINS.index(grain) for grain in grains)
        self._followed = np.isin(np.arange(indicators), list(followed))
        self._calendar, self._buckets = calendar, calendar.buckets
        self._tallies: dict[Bucket, Tally] = {}

    def add(self, shown: Shown) -> Told:
        """Enter subjects; tells who came to be where, and who ceased to be."""
        comings = Comings(shown)
        left: dict[Kept, Stays] = {"slot": self._in_slots(shown)}
        for number, grain in enumerate(cast(tuple[Grain, ...], GRAINS)):
            among = left[FINER.get(grain, "slot")]
            counted = self._needs[number, shown.indicator[among.position]]
            left[grain] = among
            if counted.all():
                left[grain] = stays = self._enter(grain, shown, among)
                comings.add(number, stays)
            elif counted.any():
                stays = self._enter(grain, shown, among.only(counted))
                comings.add(number, stays)
                left[grain] = together((among.only(~counted), stays))
        return comings.told(self._told)

    def forget(self, before: int) -> None:
        """Drop the buckets that ended before this second: what falls into them neither comes nor is taken back."""
        for kept, bucket in list(self._tallies):
            end = self._calendar.end("day" if kept == "slot" else kept, bucket)
            if end is not None and end < before:
                del self._tallies[kept, bucket]

    def parts(self) -> Iterable[tuple[Bucket, Tally]]:
        """Every bucket and its keys."""
        return self._tallies.items()

    def tally(self, bucket: Bucket) -> Tally:
        """The keys of one bucket."""
        tally = self._tallies.get(bucket)
        if tally is None:
            tally = self._tallies[bucket] = Tally() if bucket[0] in ("slot", "all") else Firsts()
        return tally

    def put(self, bucket: Bucket, keys: Keys, times: Ints, first: NDArray[np.uint16]) -> None:
        """Put in keys of a bucket, as they were given out; none of them is there."""
        tally = self.tally(bucket)
        if isinstance(tally, Firsts):
            tally.put(keys, times, first)
        else:
            tally.shift(keys, times)

    def clear(self) -> None:
        """Forget everybody."""
        self._tallies.clear()

    @property
    def nbytes(self) -> int:
        """Memory of all tallies in bytes."""
        return sum(tally.nbytes for tally in self._tallies.values())

    def _in_slots(self, shown: Shown) -> Stays:
        """Enter those that are followed in their slots; all others are left as they came."""
        followed = self._followed[shown.indicator]
        mine = np.flatnonzero(followed)
        by = np.zeros(len(mine), np.int64)
        for day, rows in _apart(shown.day[mine]):
            at = mine[rows]
            keys = _in_slot(shown.key[at], shown.slot[at] - self._first_slot("day", day))
            by[rows] = self.tally(("slot", day)).shift(keys, None if shown.times is None else shown.times[at])
        at, by = mine[by != 0], by[by != 0]
        slot, others = shown.slot[at], np.flatnonzero(~followed)
        if shown.times is None:
            return together((Stays(others, None, None, np.full(len(others), NEVER)), Stays(at, None, None, slot)))
        never = np.full(len(others), NEVER)
        came, went = np.where(by > 0, slot, NEVER), np.where(by < 0, slot, NEVER)
        return together((Stays(others, shown.times[others], never, never), Stays(at, by, went, came)))

    def _enter(self, grain: Grain, shown: Shown, among: Stays) -> Stays:
        """What a grain's buckets make of what became of finer ones."""
        bucket, key = self._buckets.of(grain, shown.day[among.position]), shown.key[among.position]
        if grain == "all":
            by = self.tally((grain, 0)).shift(key, among.by)
            return Stays(among.position, by, np.full(len(by), NEVER), np.full(len(by), NEVER)).only(by != 0)
        parts = [self._enter_one(grain, each, key, among, rows) for each, rows in _apart(bucket)]
        return together(parts) if parts else among

    def _enter_one(self, grain: Grain, bucket: int, key: Keys, among: Stays, rows: Rows) -> Stays:
        tally, start = cast(Firsts, self.tally((grain, bucket))), self._first_slot(grain, bucket)
        was = None if among.was is None else _offset(among.was[rows], start)
        moves = Moves(None if among.by is None else among.by[rows], was, _offset(among.now[rows], start))
        turns = tally.turn(key[rows], moves, partial(self._following, grain, bucket))
        position, now = among.position[rows][turns.row], _slot(turns.now, start)
        if among.by is None and (turns.by == 1).all():
            return Stays(position, None, None, now)
        return Stays(position, turns.by, _slot(turns.was, start), now)

    def _following(self, grain: Grain, bucket: int, keys: Keys) -> Ints:
        """Where keys are first in a bucket, by the finer ones of which it is made."""
        if grain == "day":
            return self._first_of_day(bucket, keys)
        first, start = np.full(len(keys), NOWHERE), self._first_slot(grain, bucket)
        for part in self._made_of(grain, bucket):
            tally, left = self._tallies.get((FINER[grain], part)), np.flatnonzero(first == NOWHERE)
            if isinstance(tally, Firsts) and len(left):
                found = tally.first(keys[left])
                there = found != NOWHERE
                first[left[there]] = found[there] + self._first_slot(FINER[grain], part) - start
        return first

    def _first_of_day(self, day: int, keys: Keys) -> Ints:
        slots = np.arange(self._first_slot("day", day + 1) - self._first_slot("day", day) + 1)
        each = _in_slot(keys[:, None], slots)
        there = self.tally(("slot", day)).there(each.ravel()).reshape(each.shape)
        first: Ints = np.where(there.any(1), there.argmax(1), NOWHERE)
        return first

    def _made_of(self, grain: Grain, bucket: int) -> Iterator[int]:
        part, end = bucket, self._buckets.following(grain, bucket)
        while part < end:
            yield part
            part = self._buckets.following(FINER[grain], part)

    def _first_slot(self, grain: Grain, bucket: int) -> int:
        return cast(int, self._calendar.start(grain, bucket)) // SLOT_SECONDS


def _finer(grains: Collection[str]) -> set[str]:
    """What buckets of these grains are made of, down to days: there it is found where somebody is first."""
    finer = {str(FINER[grain]) for grain in FINER if grain in grains and grain != "all"}
    return finer | _finer(finer) if finer else finer


def _apart(buckets: Days) -> Iterator[tuple[int, Rows]]:
    """Each different bucket with its rows. Mostly all are of one, and nothing is looked for or copied."""
    if len(buckets) and (buckets == buckets[0]).all():
        return iter([(int(buckets[0]), slice(None))])
    return ((bucket, np.flatnonzero(buckets == bucket)) for bucket in np.unique(buckets).tolist())


def _in_slot(keys: Keys, number: Ints) -> Keys:
    mixed: Keys = keys ^ (_MIX * (number + 1).astype(np.uint64))
    return mixed


def _offset(slots: Ints, start: int) -> Ints:
    return np.minimum(slots - start, NOWHERE)


def _slot(offsets: Ints, start: int) -> Ints:
    slots: Ints = np.where(offsets == NOWHERE, NEVER, offsets + start)
    return slots
