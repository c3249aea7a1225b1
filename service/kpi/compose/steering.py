"""Steers one compose partition: from the statuses of a step to the transitions that it tells.

What is judged is the current bucket of each window, the one that holds the head. So a value may cease to be bad without
any change of its own: its key is gone, or the head has left its bucket.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from service.kpi.columns import Ints, Marked, paired, unpaired
from service.kpi.compose.judge import Judge, Places, Seen
from service.kpi.compose.layout import Layout
from service.kpi.compose.objective import BREACHED
from service.kpi.compose.tables import Tables
from service.kpi.period.windows import Rolling
from service.kpi.steering.kept import Decision, Left, Patience
from service.kpi.steering.states import Change, States


class Place(NamedTuple):
    """What a key stands for: positions among the KPIs and windows, and a scope."""

    kpi: int
    window: int
    scope: int


class Steering:
    """Numbers the steering keys, and lets `States` look at those that a step saw, and at those that it left behind."""

    def __init__(self, layout: Layout, judge: Judge, tables: Tables) -> None:
        self._tables, self._windows = tables, layout.windows
        self._judged = [(kpi, window) for kpi, window in np.argwhere(judge.over).tolist()]
        self._number = np.full(judge.over.shape, -1)
        for number, pair in enumerate(self._judged):
            self._number[pair] = number
        goals = [judge.goals[kpi] for kpi, _ in self._judged]
        patience = [Patience(goal.hold, goal.recover) for goal in goals if goal]
        self.states = States(lambda key: patience[_pair(key)[0]])
        self._turning = np.array([not isinstance(window, Rolling) for window in layout.windows], np.bool_)
        """What rolls is always of now."""
        self._judged_windows = np.array([window for _, window in self._judged], np.int64)
        self._head, self._current = -1, np.zeros(0, np.int64)
        self._buckets()

    def step(self, now: int, seen: Sequence[Seen], gone: Iterable[tuple[int, Places]]) -> list[tuple[Place, Decision]]:
        """The transitions of a step at a second of event time: what was judged in it, and which KPIs are no more."""
        before, now_in = self._current, self._buckets()
        bad, good = self._seen(seen)
        left = self._left(np.flatnonzero((before != now_in) & self._turning), bad)
        decisions = self.states.look(now, bad, np.concatenate((good, left, *self._gone(gone))))
        return [(self.place(decision.key), decision) for decision in decisions]

    def catch_up(self, changes: Iterable[Change]) -> None:
        """Take in what earlier steps, or a snapshot, remembered; the head is where they left it."""
        self.states.become(changes)
        self._buckets()

    def leave(self, decision: Decision, left: Left) -> None:
        """The state that a recovery was told to leave its key in."""
        if not decision.breach:
            self.states.leave(decision.key, left)

    def place(self, key: int) -> Place:
        """What a key stands for."""
        number, scope = _pair(key)
        return Place(*self._judged[number], scope)

    def are_breached(self, kpi: int, places: Places) -> Marked:
        """Whether the states of a KPI's current places are breached."""
        breached = [key for key, kept in self.states.kept.items() if kept.breached]
        found: Marked = np.isin(self._keys(kpi, places), breached)
        return found

    def breached(self) -> Iterator[Place]:
        """Every place whose state is breached."""
        return (self.place(key) for key, kept in self.states.kept.items() if kept.breached)

    def at(self, places: Sequence[Place]) -> Places:
        """Places in their current buckets."""
        window = np.array([place.window for place in places], np.int64)
        return Places(window, np.array([place.scope for place in places], np.int64), self._current[window])

    def _seen(self, seen: Sequence[Seen]) -> tuple[Ints, Ints]:
        """The keys that were judged in their current bucket: the bad ones in order, and the others."""
        if not seen:
            return _NONE, _NONE
        places = Places(*map(np.concatenate, zip(*(each.standing.places for each in seen), strict=True)))
        key = self._keys(np.repeat([each.kpi for each in seen], [len(each.lines) for each in seen]), places)
        is_bad = np.concatenate([each.standing.judged.status for each in seen]) == BREACHED
        now = key >= 0
        return np.sort(key[now & is_bad]), key[now & ~is_bad]

    def _keys(self, kpi: Ints | int, places: Places) -> Ints:
        """The key of each place; negative where it is not of now, or not judged."""
        current = places.bucket == self._current[places.window]
        number = np.where(current, self._number[kpi, places.window], -1)
        return paired(number, places.scope)

    def _gone(self, gone: Iterable[tuple[int, Places]]) -> Iterator[Ints]:
        for kpi, places in gone:
            key = self._keys(kpi, places)
            yield key[key >= 0]

    def _left(self, turned: Ints, seen: Ints) -> Ints:
        """The bad keys of windows whose bucket turned, but for those that are bad in the new bucket too."""
        bad = self.states.bad
        if not len(turned) or not len(bad):
            return _NONE
        left = bad[np.isin(self._judged_windows[unpaired(bad)[0]], turned)]
        return np.setdiff1d(left, seen, assume_unique=True)

    def _buckets(self) -> Ints:
        head = self._tables.rolling.head
        if head != self._head or not len(self._current):
            self._head = head
            self._current = np.array([self._tables.bucket_of_head(window) for window in self._windows], np.int64)
        return self._current


_NONE: Ints = np.zeros(0, np.int64)


def _pair(key: int) -> tuple[int, int]:
    number, scope = unpaired(np.array([key]))
    return int(number[0]), int(scope[0])
