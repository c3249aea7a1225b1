"""Where a value stands against its objective."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from schemas.definitions import Aim, AtLeast, AtMost, Between, Objective, Pace
from schemas.facts import ScopeKey
from schemas.updates import Direction, ObjectiveStatus, Severity
from service.kpi.catalog import Catalog
from service.kpi.columns import Marked
from service.kpi.formula.numbers import Numbers
from service.kpi.formula.tree import Column, finite

STATUSES: tuple[ObjectiveStatus, ...] = ("unknown", "breached", "met")
UNKNOWN, BREACHED, MET = range(3)


class Judgement(NamedTuple):
    """Where a value stands against its goal."""

    attainment: float | None
    status: ObjectiveStatus
    severity: Severity
    """The one that holds."""
    expected: float | None
    """Of a pace: what is to be reached by now."""
    pace: float | None
    """Value ÷ expected."""


class Paced(NamedTuple):
    """How far along a cumulative target many lines are."""

    elapsed: Column
    expected: Column
    value: Column


class Judged(NamedTuple):
    """Where the values of many lines stand against their goal."""

    attainment: Column
    status: NDArray[np.int64]
    """Positions in `STATUSES`."""
    critical: Marked
    """Breached beyond the limit."""
    pace: Paced | None


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective as it is asked for every update."""

    aim: Aim
    direction: Direction
    minimum_sample: int
    sampled: tuple[str, ...]
    """The inputs that are counted for it; none: the denominator is."""
    severity: Severity
    only: ScopeKey | None
    """The one scope that is judged; None: all."""
    pace: Pace | None
    holidays: frozenset[date] | None
    """Of a pace of business days: the dates that are none besides weekends; None where every second counts."""
    hold: int
    """Seconds of event time, as the next one."""
    recover: int

    @classmethod
    def of(cls, objective: Objective, catalog: Catalog | None = None) -> Self:
        """The goal of an objective; the catalog knows its holidays."""
        only = objective.only
        return cls(
            aim=objective.aim,
            direction=objective.direction,
            minimum_sample=objective.minimum_sample,
            sampled=objective.sample,
            severity=objective.severity,
            only=None if only is None else tuple(sorted(only.items())),
            pace=objective.pacing,
            holidays=_holidays(objective, catalog),
            hold=objective.hold_seconds,
            recover=objective.recover_seconds,
        )

    @property
    def target(self) -> float | None:
        """The one value to reach or not to pass, if there is one."""
        return None if isinstance(self.aim, Between) else self.aim.target

    def severity_of(self, critical: bool) -> Severity:
        """The severity that holds."""
        return "critical" if critical else self.severity

    def judge(self, value: Column, sample: Column | None, elapsed: Column | None = None) -> Judged:
        """Met when equal; unknown where the value is undefined or the sample too small or absent.

        `elapsed`: of a pace, the share of each line's period. Where nothing is expected yet, all is unknown.
        """
        share = np.ones(1) if elapsed is None else elapsed
        enough = self.minimum_sample <= (0 if sample is None else np.nan_to_num(sample))
        known = np.isfinite(value) & enough & (share > 0)
        status = np.where(known, np.where(self._good(value, share), MET, BREACHED), UNKNOWN)
        critical = (status == BREACHED) & self._beyond(value, share)
        pace = None if elapsed is None or self.target is None else _paced(value, self.target, elapsed)
        return Judged(attainment(value, self.target), status, critical, pace)

    def at(self, judged: Judged, line: int) -> Judgement:
        """What was judged of one line."""
        expected, pace = (None, None) if judged.pace is None else (_at(each, line) for each in judged.pace[1:])
        status = STATUSES[int(judged.status[line])]
        severity = self.severity_of(bool(judged.critical[line]))
        return Judgement(_at(judged.attainment, line), status, severity, expected, pace)

    def _good(self, value: Column, share: Column) -> Marked:
        match self.aim:
            case AtLeast(target):
                good: Marked = value >= target * share
            case AtMost(target):
                good = value <= target * share
            case Between(low, high):
                good = (value >= low) & (value <= high)
        return good

    def _beyond(self, value: Column, share: Column) -> Marked:
        match self.aim:
            case AtLeast(_, float(limit)):
                beyond: Marked = value < limit * share
            case AtMost(_, float(limit)):
                beyond = value > limit * share
            case _:
                beyond = np.zeros(len(value), np.bool_)
        return beyond


def attainment(value: Column, target: float | None) -> Column:
    """value ÷ target; undefined where the value is, where there is no one target, or where no float can hold it.

    >>> attainment(np.array([0.3, np.nan]), 0.2).tolist()
    [1.4999999999999998, nan]
    """
    if target is None:
        return np.full(len(value), np.nan)
    with np.errstate(over="ignore"):
        return finite(value / target)


def _paced(value: Column, target: float, elapsed: Column) -> Paced:
    expected = target * elapsed
    with np.errstate(all="ignore"):
        return Paced(elapsed, expected, finite(value / expected))


def _holidays(objective: Objective, catalog: Catalog | None) -> frozenset[date] | None:
    if not objective.business_days:
        return None
    return frozenset() if catalog is None or objective.holidays is None else catalog.holidays[objective.holidays]


def _at(column: Column, line: int) -> float | None:
    return Numbers(column, whole=False).at(line)
