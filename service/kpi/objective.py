"""Where a value stands against its objective."""

from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple, Self

from schemas.definitions import Objective
from schemas.updates import Direction, ObjectiveStatus, Severity


class Judgement(NamedTuple):
    """Where a value stands against its goal."""

    attainment: float | None
    status: ObjectiveStatus


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

    def judge(self, value: float | None, sample: float | None) -> Judgement:
        """Met when equal; unknown where the value is undefined or the sample (the denominator) too small or absent."""
        if value is None or (sample or 0) < self.minimum_sample:
            return Judgement(attainment(value, self.target), "unknown")
        good = value >= self.target if self.direction == "at_least" else value <= self.target
        return Judgement(attainment(value, self.target), "met" if good else "breached")


def attainment(value: float | None, target: float) -> float | None:
    """value ÷ target; undefined where the value is, or where no float can hold it.

    >>> attainment(0.3, 0.2), attainment(None, 0.2)
    (1.4999999999999998, None)
    """
    if value is None:
        return None
    share = value / target
    return share if isfinite(share) else None
