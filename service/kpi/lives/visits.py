"""Visits: runs of a subject's facts with gaps under a limit, cut where a new value is given (docs/decisions/0006).

Pure functions of the facts that stand. Shapes: n facts in order, subject after subject; C dimensions that cut; V
visits.
"""

from dataclasses import dataclass

import numpy as np

from schemas.definitions import Short
from service.kpi.columns import Ints, Marked
from service.kpi.lives.stretches import NEVER, changes, ends

_VIEWS, _EVENTS, _MS, _KEYS = range(4)
_NO_LIMIT = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Actions:
    """What subjects did. A subject is told by any int, the same for all that it did."""

    subject: Ints
    time: Ints
    """ms."""
    day: Ints
    """Of the reporting zone; all the same if midnight does not cut."""
    values: Ints
    """n × C: numbers of values, `NEVER` for null."""
    view: Marked
    key: Marked


@dataclass(frozen=True, slots=True)
class Visited:
    """Visits with at least one view, by their first row."""

    first: Ints
    measured: Ints
    """V × 4: views, events, ms from the first to the last, key events."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What an indicator takes of a visit: 1, its views or its whole seconds; 0 of one that is not short enough."""

    measure: str | None
    most: tuple[int, int, int, int]

    @classmethod
    def of(cls, measure: str | None, short: Short | None) -> "Measured":
        """As a catalog says it."""
        given = short or Short()
        seconds = None if given.seconds is None else given.seconds * 1000
        limits = (given.views, given.events, seconds, given.keys)
        views, events, ms, keys = (_NO_LIMIT if limit is None else limit for limit in limits)
        return cls(measure, (views, events, ms, keys))

    def taken(self, visited: Visited) -> Ints:
        """A column of V."""
        measured = visited.measured
        seconds = measured[:, _MS] // 1000
        amounts = {None: np.ones_like(seconds), "views": measured[:, _VIEWS], "seconds": seconds}
        return np.where((measured <= np.array(self.most)).all(1), amounts[self.measure], 0)


def visited(actions: Actions, gap: int) -> Visited:
    """The visits of all subjects; a gap of `gap` ms or more begins a new one."""
    apart = np.concatenate(([True], np.diff(actions.time) >= gap))[: len(actions.time)]
    begins = cut(changes(actions.subject) | apart | changes(actions.day), actions.values)
    first = np.flatnonzero(begins)
    last = ends(first, len(begins))
    view, event, key = (
        np.diff(np.concatenate(([0], np.cumsum(each)))[np.append(first, len(begins))])
        for each in (actions.view, np.ones_like(actions.view), actions.key)
    )
    measured = np.stack((view, event, actions.time[last] - actions.time[first], key), 1)
    return Visited(first[view > 0], measured[view > 0])


def cut(begins: Marked, values: Ints) -> Marked:
    """Where visits begin: where runs do, and in a run where a value is given that its visit's first fact has not."""
    if not values.shape[1] or not len(values):
        return begins
    end = ends(np.flatnonzero(begins), len(begins))[np.cumsum(begins) - 1]
    other = np.stack([_next_other(column) for column in values.T], 1).min(1)
    begins = begins.copy()
    first = np.flatnonzero(begins)
    while len(first):  # the next visit of each run that has one
        inside = other[first] <= end[first]
        first = other[first[inside]]
        begins[first] = True
    return begins


def _next_other(column: Ints) -> Ints:
    """For each row, the next one that gives another value; far away where none does."""
    given = np.flatnonzero(column != NEVER)
    far = np.iinfo(np.int64).max
    following = np.append(given, far)
    differs = np.append(given[1:], far)
    # Of given rows in a row with the same value, each has the other that the last of them has.
    same = np.concatenate((column[given[1:]] == column[given[:-1]], [False]))[: len(given)]
    differs[same] = far
    differs = np.minimum.accumulate(differs[::-1])[::-1] if len(given) else differs[:0]
    after = np.searchsorted(given, np.arange(len(column)), side="right")
    other = following[after]
    other[given] = differs
    return other
