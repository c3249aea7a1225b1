"""Where a value stands against its objective."""

from math import isfinite

from schemas.definitions import Objective
from schemas.updates import ObjectiveStatus


def attainment(value: float | None, target: float) -> float | None:
    """value ÷ target; undefined where the value is, or where no float can hold it.

    >>> attainment(0.3, 0.2), attainment(None, 0.2)
    (1.4999999999999998, None)
    """
    if value is None:
        return None
    share = value / target
    return share if isfinite(share) else None


def status(objective: Objective, value: float | None, sample: float | None) -> ObjectiveStatus:
    """Met when equal; unknown where the value is undefined or the sample (the denominator) is too small or absent."""
    if value is None or (sample or 0) < objective.minimum_sample:
        return "unknown"
    good = value >= objective.target if objective.direction == "at_least" else value <= objective.target
    return "met" if good else "breached"
