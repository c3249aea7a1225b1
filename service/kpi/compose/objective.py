"""Where a value stands against its objective."""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from schemas.definitions import Objective
from schemas.updates import Direction, ObjectiveStatus, Severity
from service.kpi.formula.numbers import Numbers
from service.kpi.formula.tree import Column, finite

STATUSES: tuple[ObjectiveStatus, ...] = ("unknown", "breached", "met")
_UNKNOWN, _BREACHED, _MET = range(3)


class Judgement(NamedTuple):
    """Where a value stands against its goal."""

    attainment: float | None
    status: ObjectiveStatus


class Judged(NamedTuple):
    """Where the values of many lines stand against their goal."""

    attainment: Column
    status: NDArray[np.int64]
    """Positions in `STATUSES`."""

    def at(self, line: int) -> Judgement:
        """Of one of them."""
        return Judgement(Numbers(self.attainment, whole=False).at(line), STATUSES[int(self.status[line])])


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective as it is asked for every update."""

    direction: Direction
    target: float
    minimum_sample: int
    severity: Severity

    @classmethod
    def of(cls, objective: Objective) -> Self:
        """The goal of an objective."""
        return cls(objective.direction, objective.target, objective.minimum_sample, objective.severity)

    def judge(self, value: Column, sample: Column | None) -> Judged:
        """Met when equal; unknown where the value is undefined or the sample (the denominator) too small or absent."""
        good = value >= self.target if self.direction == "at_least" else value <= self.target
        enough = self.minimum_sample <= (0 if sample is None else np.nan_to_num(sample))
        known = np.isfinite(value) & enough
        return Judged(attainment(value, self.target), np.where(known, np.where(good, _MET, _BREACHED), _UNKNOWN))


def attainment(value: Column, target: float) -> Column:
    """value ÷ target; undefined where the value is, or where no float can hold it.

    >>> attainment(np.array([0.3, np.nan]), 0.2).tolist()
    [1.4999999999999998, nan]
    """
    with np.errstate(over="ignore"):
        return finite(value / target)
