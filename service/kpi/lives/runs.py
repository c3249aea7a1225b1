"""The visits of subjects: facts come and go, and what that changes is added.

The facts of a subject are kept in blocks, one for each span of time no shorter than a gap: a step looks only at the
blocks it touches, and beyond their ends only where a run may cross them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from schemas.definitions import Indicator, Visit, VisitsIndicator
from service.kpi.batch import Batch
from service.kpi.columns import Ints, Marked
from service.kpi.keys.ledger import NONE
from service.kpi.keys.seen import Keys
from service.kpi.lives.choice import Choice
from service.kpi.lives.entity import Part
from service.kpi.lives.lives import ROUTE, TIME, merged
from service.kpi.lives.profiles import Profile, Profiles
from service.kpi.lives.reader import Reader
from service.kpi.lives.stretches import changes
from service.kpi.lives.visits import Actions, Measured, visited
from service.kpi.lives.vocabulary import Vocabulary
from service.kpi.period.calendar import DAY_SECONDS, ReportingCalendar
from service.kpi.period.windows import seconds_of
from service.kpi.plans import Slots, holds
from service.kpi.scopes import dimensions_of

MIDNIGHT = "day"
"""What `cut` calls the reporting midnight."""

_SPREAD = np.uint64(0xC4CEB9FE1A85EC53)  # odd, so that spans of time are told apart; not what `Seen` spreads with


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks, each once, with the times (ms) between which their facts are."""

    subject: Keys
    span: Ints
    low: Ints
    high: Ints

    def joined(self, others: "Blocks") -> "Blocks":
        """These and the others."""
        return Blocks(
            np.concatenate((self.subject, others.subject)),
            np.concatenate((self.span, others.span)),
            np.concatenate((self.low, others.low)),
            np.concatenate((self.high, others.high)),
        )

    def only(self, kept: Ints | Marked) -> "Blocks":
        """Some of them."""
        return Blocks(self.subject[kept], self.span[kept], self.low[kept], self.high[kept])


class Runs(Reader):
    """The visits of one definition."""

    def __init__(
        self, name: str, visit: Visit, indicators: Mapping[int, Indicator], slots: Slots, calendar: ReportingCalendar
    ) -> None:
        self._mine = {i: e for i, e in indicators.items() if isinstance(e, VisitsIndicator) and e.visit == name}
        cuts = set(visit.cut) - {MIDNIGHT}
        dimensions = sorted(cuts.union(*(dimensions_of(each) for each in self._mine.values())))
        super().__init__(name, Vocabulary(visit.on, dimensions, ()))
        self._slots, self._calendar = slots, calendar
        self._gap = seconds_of(visit.gap) * 1000
        self._span = max(self._gap, DAY_SECONDS * 1000)
        self._cuts = [dimensions.index(name) for name in sorted(cuts)]
        self._midnight = MIDNIGHT in visit.cut
        self._view = np.array([kind == visit.counts for kind in visit.on])
        self._key = np.array([kind in visit.key for kind in visit.on])
        self._profiles = Profiles(self._compiled)
        self._measured = Choice({i: Measured.of(each.measure, each.short) for i, each in self._mine.items()})

    def fold(self, batch: Batch, mine: Ints, names: Sequence[bytes]) -> Iterator[Part]:
        """Only the runs next to facts that came or went are folded, before and after."""
        arrived = self._arrived(batch, mine, names)
        touched, block = self._touched(arrived.subject, arrived.rows[:, TIME])
        blocks = self._with_neighbours(touched)
        order = np.lexsort((blocks.span, blocks.subject))
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        blocks = blocks.only(order)
        lives = self._lives.ids(self._keys(blocks.subject, blocks.span))
        before = self._lives.facts(lives)
        after = merged(before, place[block], arrived.rows, arrived.sign)
        self._lives.put(lives, *after)
        subject: Ints = np.cumsum(changes(blocks.subject.view(np.int64)))
        yield from self._parts(subject[after[0]], after[1])
        for slot, tick, amount in self._parts(subject[before[0]], before[1]):
            yield slot, tick, -amount

    def recompile(self) -> None:
        """Forget what was made of dimensions."""
        self._profiles.clear()

    def forget(self, before: int) -> None:
        """Blocks go once nothing can join their runs: they are past by a gap, and so is what a last run goes on in."""
        every = np.arange(len(self._lives))
        filled = every[~self._lives.empty(every)]
        first, last = self._lives.times(filled)
        span = last // self._span
        past = (span + 1) * self._span + self._gap <= before
        if past.any() or len(filled) < len(every):
            subject = self._subjects(self._lives.keys()[filled], span)
            following = self._followed(Blocks(subject, span, first, last), filled)
            self._lives.only(filled[~_gone(past, following)])

    def _touched(self, subject: Keys, time: Ints) -> tuple[Blocks, Ints]:
        """The blocks of facts, and which of them each fact is of."""
        span = time // self._span
        _, at, block = np.unique(self._keys(subject, span), return_index=True, return_inverse=True)
        low, high = time[at], time[at]
        np.minimum.at(low, block, time)
        np.maximum.at(high, block, time)
        blocks = Blocks(subject[at], span[at], low, high)
        return self._widened(blocks), block

    def _widened(self, blocks: Blocks) -> Blocks:
        """With the times of the facts that stand in them."""
        lives = self._lives.ids(self._keys(blocks.subject, blocks.span))
        filled = np.flatnonzero(~self._lives.empty(lives))
        first, last = self._lives.times(lives[filled])
        blocks.low[filled] = np.minimum(blocks.low[filled], first)
        blocks.high[filled] = np.maximum(blocks.high[filled], last)
        return blocks

    def _with_neighbours(self, blocks: Blocks) -> Blocks:
        """And those that a run of theirs may go on in, before or after."""
        edge = blocks
        while len(edge.span):
            earlier = edge.only(edge.low < edge.span * self._span + self._gap)
            later = edge.only(edge.high >= (edge.span + 1) * self._span - self._gap)
            subject = np.concatenate((earlier.subject, later.subject))
            edge = self._standing(subject, np.concatenate((earlier.span - 1, later.span + 1)), blocks)
            blocks = blocks.joined(edge)
        return blocks

    def _standing(self, subject: Keys, span: Ints, known: Blocks) -> Blocks:
        """Those of these blocks that hold something and are not known yet."""
        keys, at = np.unique(self._keys(subject, span), return_index=True)
        new = ~np.isin(keys, self._keys(known.subject, known.span))
        at = at[new]
        lives = self._lives.find(keys[new])
        at, lives = at[lives != NONE], lives[lives != NONE]
        filled = ~self._lives.empty(lives)
        return Blocks(subject[at[filled]], span[at[filled]], *self._lives.times(lives[filled]))

    def _followed(self, blocks: Blocks, lives: Ints) -> Ints:
        """For each block (`lives` numbers them) the one, by position, in which its last run goes on, else `NONE`."""
        following = np.full(len(lives), NONE)
        near = np.flatnonzero(blocks.high >= (blocks.span + 1) * self._span - self._gap)
        after = self._lives.find(self._keys(blocks.subject[near], blocks.span[near] + 1))
        place = np.full(len(self._lives), NONE)
        place[lives] = np.arange(len(lives))
        position = np.where(after == NONE, NONE, place[after])
        goes_on = (position != NONE) & (blocks.low[position] - blocks.high[near] < self._gap)
        following[near[goes_on]] = position[goes_on]
        return following

    def _parts(self, subject: Ints, rows: Ints) -> Iterator[Part]:
        if not len(rows):
            return
        route, time = rows[:, ROUTE], rows[:, TIME]
        kind, values = self._vocabulary.kind[route], self._vocabulary.value[route]
        tick = time // (self._calendar.resolution * 1000)
        day = self._calendar.days(tick) if self._midnight else np.zeros_like(tick)
        actions = Actions(subject, time, day, values[:, self._cuts], self._view[kind], self._key[kind])
        found = visited(actions, self._gap)
        visit, slot = self._profiles.slots(values[found.first])
        amount = self._measured.taken(lambda each: each.taken(found), self._slots.indicator[slot], visit)
        yield slot, tick[found.first[visit]], amount

    def _compiled(self, profile: Profile) -> list[int]:
        dimensions = self._vocabulary.dimensions_of(profile)
        mine = ((i, each) for i, each in self._mine.items() if holds(each, dimensions))
        return [slot for i, each in mine for slot in self._slots.of(i, each, dimensions)]

    def _keys(self, subject: Keys, span: Ints) -> Keys:
        return subject ^ span.astype(np.uint64) * _SPREAD

    def _subjects(self, keys: Keys, span: Ints) -> Keys:
        return self._keys(keys, span)  # what is mixed in twice is out again


def _gone(past: Marked, following: Ints) -> Marked:
    """Which blocks are past, and so is what their last runs go on in, to the end."""
    held = ~past
    goes_on = following != NONE
    while True:
        more = past & ~held & goes_on & held[following]
        if not more.any():
            return ~held
        held |= more
