"""Holds what a KPI says on many lines against its goal, where the goal judges them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from service.kpi.columns import Ints, Marked
from service.kpi.compose.evaluate import Evaluated, Evaluation
from service.kpi.compose.layout import Layout, Reading
from service.kpi.compose.objective import Goal, Judged
from service.kpi.compose.tables import Tables
from service.kpi.formula.tree import Column
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.elapsed import Shares, moment
from service.kpi.period.windows import Calendar


class Places(NamedTuple):
    """Where lines are: positions in the layout's windows, scopes and buckets."""

    window: Ints
    scope: Ints
    bucket: Ints

    def only(self, lines: Ints) -> "Places":
        """Some of them."""
        return Places(*(column[lines] for column in self))


class Standing(NamedTuple):
    """What was judged of a KPI."""

    at: Ints
    """Which of the lines that were asked about."""
    places: Places
    judged: Judged


class Seen(NamedTuple):
    """A KPI on the lines of a step that its goal judges."""

    kpi: int
    evaluated: Evaluated
    lines: Ints
    """Of what was evaluated: those that were judged."""
    standing: Standing

    def at(self, window: int, scope: int, bucket: int) -> Evaluation | None:
        """What it says at one place; None where that was not seen."""
        where = self.standing.places
        found = np.flatnonzero((where.scope == scope) & (where.window == window) & (where.bucket == bucket))
        return self.evaluated.at(int(self.lines[found[0]])) if len(found) else None


class Judge:
    """Knows which windows and scopes each goal judges, and which share of a bucket has elapsed."""

    def __init__(
        self, layout: Layout, readings: Sequence[Reading], tables: Tables, calendar: ReportingCalendar
    ) -> None:
        self.goals: list[Goal | None] = [next(iter(reading.goals.values()), None) for reading in readings]
        """By KPI, as the readings are numbered."""
        self.over: Marked = np.array([[w.name in r.goals for w in layout.windows] for r in readings], np.bool_)
        """KPIs by windows: where a goal is set."""
        self._windows, self._tables, self._calendar = layout.windows, tables, calendar
        self._shares = [Shares(calendar, goal.holidays) if goal and goal.pace else None for goal in self.goals]

    def standing(self, kpi: int, evaluated: Evaluated, places: Places, lines: Ints) -> Standing | None:
        """Of the lines that the KPI is wanted on, those that its goal judges; None if it judges none."""
        goal = self.goals[kpi]
        if goal is None:
            return None
        at = np.flatnonzero(self._judges(kpi, goal, places.only(lines)))
        if not len(at):
            return None
        mine, where = lines[at], places.only(lines[at])
        sample = evaluated.sample(goal.sampled)
        ours = None if sample is None else sample[mine]
        return Standing(at, where, goal.judge(evaluated.value.column[mine], ours, self.elapsed(kpi, where)))

    def _judges(self, kpi: int, goal: Goal, places: Places) -> Marked:
        judges: Marked = self.over[kpi, places.window]
        return judges if goal.only is None else judges & (places.scope == self._tables.scopes.known(goal.only))

    def elapsed(self, kpi: int, places: Places) -> Column | None:
        """Of a pace, the share of each place's period that has elapsed; None for any other goal."""
        shares = self._shares[kpi]
        if shares is None:
            return None
        now = moment(self._tables.rolling.head, self._calendar.resolution)
        pairs, where = np.unique(np.stack((places.window, places.bucket)), axis=1, return_inverse=True)
        each = [self._share(shares, window, bucket, now) for window, bucket in pairs.T.tolist()]
        return np.array(each, np.float64)[where]

    def _share(self, shares: Shares, at: int, bucket: int, now: int) -> float:
        window = self._windows[at]
        return shares.of(window.name, bucket, now) if isinstance(window, Calendar) else float("nan")
