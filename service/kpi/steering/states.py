"""The states of all steering keys: takes in which values are bad now, decides transitions. Pure; time is an argument.

Nearly all keys are quiet nearly always, so only the others are remembered. Looking at keys costs one search of their
numbers among the bad ones; Python is for those that cross.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import heappop, heappush

import numpy as np

from service.kpi.columns import Ints, Marked
from service.kpi.steering.kept import NOTHING, Decision, Kept, Left, Patience, Phase

Change = tuple[int, int, int, int]
"""A key, and what is remembered of it now: phase, since, left."""


class States:
    """What is remembered of every key that is not quiet, or of which a transition was told that left it met."""

    def __init__(self, patience: Callable[[int], Patience]) -> None:
        """`patience`: that of a key."""
        self._patience = patience
        self._kept: dict[int, Kept] = {}
        self._bad: Ints | None = None
        """The keys whose value is bad, in order; None: to be gathered."""
        self._due: list[tuple[int, int]] = []
        self._changed: set[int] = set()

    @property
    def kept(self) -> Mapping[int, Kept]:
        """By key."""
        return self._kept

    @property
    def bad(self) -> Ints:
        """The keys whose value is bad, in order."""
        if self._bad is None:
            self._bad = np.array(sorted(key for key, kept in self._kept.items() if kept.bad), np.int64)
        return self._bad

    def look(self, now: int, bad: Ints, good: Ints) -> list[Decision]:
        """Take in the keys that were looked at: those whose value is bad, each once, and all others. In order of keys.

        A key that was not looked at stands where it stood. What a value was between two looks is nobody's affair.
        """
        # Of a bucket that turned a key is good twice: as one that was left, and as it is in the new one.
        fell, rose = _without(bad, self.bad), np.unique(_within(good, self.bad))
        self._bad = _joined(_without(self.bad, rose), fell)
        crossed = (*self._cross(now, fell, self._turn_bad), *self._cross(now, rose, self._turn_good))
        return sorted((*crossed, *self._waited(now)))

    def leave(self, key: int, left: Left) -> None:
        """The transition that was told of a key left it so."""
        self._keep(key, self._kept.get(key, NOTHING)._replace(left=left))

    def changes(self) -> list[Change]:
        """What changed in memory since this was last asked, in order of keys."""
        changed: list[Change] = [(key, *self._kept.get(key, NOTHING)) for key in sorted(self._changed)]
        self._changed.clear()
        return changed

    def all(self) -> list[Change]:
        """The whole memory, as changes of an empty one."""
        return [(key, *kept) for key, kept in sorted(self._kept.items())]

    def become(self, changes: Iterable[Change]) -> None:
        """Take changes in, without deciding anything: they were decided, and told, when they were made."""
        for key, phase, since, left in changes:
            self._keep(key, Kept(Phase(phase), since, Left(left)))
            if (due := self._due_at(key)) is not None:
                heappush(self._due, (due, key))
        self._changed.clear()
        self._bad = None

    def _cross(self, now: int, keys: Ints, turn: Callable[[int, int], Decision | None]) -> Iterator[Decision]:
        for key in keys.tolist():
            if decision := turn(key, now):
                yield decision

    def _turn_bad(self, key: int, now: int) -> Decision | None:
        kept = self._kept.get(key, NOTHING)
        phase = Phase.OPEN if kept.breached else Phase.PENDING
        return self._begin(key, kept._replace(phase=phase, since=now), now)

    def _turn_good(self, key: int, now: int) -> Decision | None:
        kept = self._kept[key]
        phase = Phase.RECOVERING if kept.breached else Phase.QUIET
        return self._begin(key, kept._replace(phase=phase, since=now if kept.breached else 0), now)

    def _begin(self, key: int, kept: Kept, now: int) -> Decision | None:
        self._keep(key, kept)
        due = self._due_at(key)
        if due == now:
            return self._decide(key)
        if due is not None:
            heappush(self._due, (due, key))
        return None

    def _waited(self, now: int) -> Iterator[Decision]:
        """Those whose patience is over; one that was overtaken by another crossing has another time, or none."""
        while self._due and self._due[0][0] <= now:
            due, key = heappop(self._due)
            if self._due_at(key) == due:
                yield self._decide(key)

    def _due_at(self, key: int) -> int | None:
        kept, patience = self._kept.get(key, NOTHING), self._patience(key)
        match kept.phase:
            case Phase.PENDING:
                return kept.since + patience.hold
            case Phase.RECOVERING:
                return kept.since + patience.recover
        return None

    def _decide(self, key: int) -> Decision:
        kept = self._kept[key]
        breach = kept.phase is Phase.PENDING
        self._keep(key, Kept(Phase.OPEN, kept.since, Left.BREACHED) if breach else NOTHING)
        return Decision(key, breach, kept.since, kept.left)

    def _keep(self, key: int, kept: Kept) -> None:
        self._changed.add(key)
        if kept == NOTHING:
            self._kept.pop(key, None)
        else:
            self._kept[key] = kept


def _within(keys: Ints, others: Ints) -> Ints:
    """Those of the keys that are among others, which are in order."""
    return keys[_found(keys, others)] if len(others) else keys[:0]


def _without(keys: Ints, others: Ints) -> Ints:
    """Those of the keys that are not among others, which are in order."""
    return keys[~_found(keys, others)] if len(others) else keys


def _found(keys: Ints, others: Ints) -> Marked:
    places = np.minimum(np.searchsorted(others, keys), len(others) - 1)
    found: Marked = others[places] == keys
    return found


def _joined(keys: Ints, more: Ints) -> Ints:
    return np.sort(np.concatenate((keys, more))) if len(more) else keys
