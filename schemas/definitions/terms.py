"""The words that the other files of definitions are written in: names, units, windows, texts."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\z")]
Unit = Literal[
    "ratio",
    "average",
    "count",
    "recipients",
    "accounts",
    "score",
    "people",
    "money",
    "seconds",
    "bytes",
    "per_1000",
    "points",
]
"""`average`: a mean of counts; `money`: minor units of the scope's currency; `per_1000`: of what the formula says;
`points`: from −100 to 100."""
Window = Annotated[
    str,
    Field(pattern=r"^((each_)?[1-9][0-9]*[smh]|day|week|month|(fiscal_)?(quarter|year)|all)\z"),
]
"""Rolling (`5m`, `1h`: ends at the newest event), fixed (`each_10s`: one bucket after the other from the
epoch), calendar (`day`, `week`, `month`, `quarter`, `year`, `fiscal_quarter`, `fiscal_year`, in the reporting
zone), or `all`."""

PERIODS = frozenset({"day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"})
"""Windows with a period before, and the same one a year ago."""

Value = str | bool
Names = Annotated[tuple[Name, ...], Field(strict=False)]
Windows = Annotated[tuple[Window, ...], Field(strict=False, min_length=1)]
"""`strict=False` lets TOML's arrays be tuples; what they hold stays strict."""

Input = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*|attainment\([a-z][a-z0-9_]*\))\z")]
"""What a formula reads: an indicator, or `attainment(kpi)`."""


def listed(names: object) -> object:
    return (names,) if isinstance(names, str) else names


class Strict(BaseModel):
    """A mistyped field is an error, not a silent nothing; `"0.2"` is not 0.2."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Wording(Strict):
    """A text that a person reads."""

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)


Listed = Annotated[Names, Field(min_length=1), BeforeValidator(listed)]
"""One name, or a list of several."""

Dimensions = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*\z")]
By = Annotated[tuple[Dimensions, ...], Field(strict=False)]
"""What to break down by, each besides `{}`: a dimension (`campaign`), or several together (`country+currency`)."""
