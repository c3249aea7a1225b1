"""What an objective aims at: one side of a target, or what lies between two bounds. Equality is met."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The value is to reach `target`; below `limit`, where there is one, a breach is critical."""

    target: float
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class AtMost:
    """The value is not to pass `target`; above `limit`, where there is one, a breach is critical."""

    target: float
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """The value is to lie from `low` to `high`."""

    low: float
    high: float


Aim = AtLeast | AtMost | Between
