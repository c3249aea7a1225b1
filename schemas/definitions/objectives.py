"""What a KPI is to reach."""

from typing import Self

from pydantic import Field, model_validator

from schemas.definitions.terms import Strict, Windows
from schemas.updates import Direction, Severity


class Objective(Strict):
    """A target for a KPI over some of its windows: `at_least` or `at_most`, met when equal."""

    at_least: float | None = None
    at_most: float | None = None
    over: Windows
    minimum_sample: int = Field(default=0, ge=0, description="Smallest denominator that may be judged")
    severity: Severity

    @model_validator(mode="after")
    def one_direction(self) -> Self:
        """Exactly one of the two directions is given, and its target is above 0."""
        given = [target for target in (self.at_least, self.at_most) if target is not None]
        if len(given) != 1 or given[0] <= 0:
            raise ValueError("an objective has exactly one of at_least and at_most, above 0")
        return self

    @property
    def direction(self) -> Direction:
        """Which side of the target is good."""
        return "at_least" if self.at_least is not None else "at_most"

    @property
    def target(self) -> float:
        """The value to reach or not to pass."""
        return self.at_least if self.at_least is not None else self.at_most or 0.0
