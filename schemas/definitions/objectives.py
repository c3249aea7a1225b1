"""What a KPI is to reach, and when missing it is a breach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.definitions.aims import Aim, AtLeast, AtMost, Between
from schemas.definitions.terms import Name, Strict, Windows, Wording
from schemas.updates import Direction, Severity

Length = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]*)[smh]\z")]
"""A length of event time: `90s`, `10m`, `2h`."""

_SECONDS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Pace:
    """The target is cumulative: the value so far is held against the share of it that has elapsed."""

    business_days: bool
    """Only business days elapse: Monday to Friday, but for holidays."""
    holidays: str | None
    """The country whose public holidays are none."""


class Objective(Strict):
    """A target for a KPI over some of its windows. Which scopes it judges, and how long a breach must last.

    `{ at_most = 0.001, limit = 0.003, over = ["day"], minimum_sample = 1000, hold = "10m", severity = "warning" }`
    """

    at_least: float | None = None
    at_most: float | None = None
    between: Annotated[tuple[float, float], Field(strict=False)] | None = None
    limit: float | None = Field(default=None, description="Beyond it, on the bad side of the target, it is critical")
    over: Windows
    scopes: Literal["all", "overall"] = Field(default="all", description="Judged in every scope, or in `{}` only")
    where: dict[Name, str] = Field(default_factory=dict, description="Judged in this one scope only")
    minimum_sample: int = Field(default=0, ge=0, description="Smallest sample that may be judged")
    sample: Annotated[tuple[Name, ...], Field(strict=False)] = Field(
        default=(), description="Indicators whose counts, added up, are the sample; absent: the denominator"
    )
    hold: Length = Field(default="0s", description="Event time for which a value must be bad before it is a breach")
    recover: Length = Field(default="0s", description="Event time for which it must not be before the breach is over")
    pace: bool = Field(default=False, description="The target is that of the whole period, to be reached step by step")
    business_days: bool = Field(default=False, description="Of the period, only business days count")
    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}\z")] | None = Field(
        default=None, description="The country (ISO 3166) whose public holidays are no business days"
    )
    severity: Severity
    runbook: Annotated[str, Field(pattern=r"^https://[^\s\"<>]+\z")] | None = None
    wording: Wording | None = Field(default=None, description="What is to hold, as a sentence; absent: made of title")

    @model_validator(mode="after")
    def one_direction(self) -> Self:
        """Exactly one direction is given, and its target is above 0 or its bounds are in order."""
        given = [target for target in (self.at_least, self.at_most) if target is not None]
        if len(given) + (self.between is not None) != 1 or any(target <= 0 for target in given):
            raise ValueError("an objective has exactly one of at_least and at_most, above 0, and between")
        if self.between is not None and self.between[0] >= self.between[1]:
            raise ValueError("between = [low, high] has its lower bound first")
        return self

    @property
    def aim(self) -> Aim:
        """What is to hold, as a type."""
        if self.between is not None:
            return Between(*self.between)
        if self.at_least is not None:
            return AtLeast(self.at_least, self.limit)
        return AtMost(self.at_most or 0.0, self.limit)

    @property
    def direction(self) -> Direction:
        """Where good values lie."""
        match self.aim:
            case AtLeast():
                return "at_least"
            case AtMost():
                return "at_most"
            case Between():
                return "between"

    @property
    def target(self) -> float | None:
        """The value to reach or not to pass; None where it is to lie between two."""
        match self.aim:
            case AtLeast(target) | AtMost(target):
                return target
            case Between():
                return None

    @property
    def only(self) -> Mapping[str, str] | None:
        """The one scope that is judged; None: all of the KPI's."""
        return {} if self.scopes == "overall" else self.where or None

    @property
    def pacing(self) -> Pace | None:
        """How the target is spread over the period, if it is."""
        return Pace(self.business_days, self.holidays) if self.pace else None

    @property
    def hold_seconds(self) -> int:
        """Seconds of event time before a breach."""
        return _seconds(self.hold)

    @property
    def recover_seconds(self) -> int:
        """Seconds of event time before a recovery."""
        return _seconds(self.recover)


def _seconds(length: str) -> int:
    return int(length[:-1]) * _SECONDS[length[-1]]
