"""What is counted and what it means: the models of the catalog's TOML files.

A file of `schemas/catalog/` holds one family: subjects, derivations, indicators and KPIs. Names are checked
against each other by `service.catalog`, which reports every mistake with its place.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas.updates import Direction, Severity

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\z")]
Unit = Literal["ratio", "count", "recipients", "accounts", "score"]
Window = Annotated[
    str,
    Field(pattern=r"^([1-9][0-9]*[smh]|each_[1-9][0-9]*[smh]|day|week|month|quarter|year|all)\z"),
]
"""Rolling (`5m`, `1h`: ends at the newest event), fixed (`each_10s`: one bucket after the other from the
epoch), calendar (`day`, `week`, `month`, `quarter`, `year`, in the reporting zone), or `all`."""

Value = str | bool
Names = Annotated[tuple[Name, ...], Field(strict=False)]
Windows = Annotated[tuple[Window, ...], Field(strict=False, min_length=1)]
"""`strict=False` lets TOML's arrays be tuples; what they hold stays strict."""

Input = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*|attainment\([a-z][a-z0-9_]*\))\z")]
"""What a formula reads: an indicator, or `attainment(kpi)`."""


class Strict(BaseModel):
    """A mistyped field is an error, not a silent nothing; `"0.2"` is not 0.2."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Wording(Strict):
    """A text that a person reads."""

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)


class Subject(Strict):
    """Whom an event is about: the field that holds the identity, and whether it is a direct identifier."""

    field: Name
    direct: bool = Field(default=True, description="Direct identifiers leave ingest only as keyed hashes")


class Derivation(Strict):
    """A dimension made from raw fields by a versioned rule table (a file in `rules/`).

    It exists for the event types whose models have all of its inputs, and hides a raw field of its own name.
    """

    rules: str
    inputs: Annotated[Names, Field(min_length=1)]


def _listed(on: object) -> object:
    return (on,) if isinstance(on, str) else on


EventTypes = Annotated[Names, Field(min_length=1), BeforeValidator(_listed)]
"""One event type (`on = "mail_opened"`), or a list of several."""


class Counted(Strict):
    """What every indicator says of itself."""

    unit: Unit
    title: Wording
    description: Wording


class Folded(Counted):
    """Folded from the events of the types `on` for which all of `where` hold; also broken down by each of `by`."""

    on: EventTypes
    where: dict[Name, Value] = {}
    by: Names = ()


class CountIndicator(Folded):
    """How many events."""

    kind: Literal["count"]


class DistinctIndicator(Folded):
    """How many different subjects; counted anew for each bucket, never summed over buckets."""

    kind: Literal["distinct"]


class StockIndicator(Counted):
    """How many there are at the start of the bucket: what `plus` counted before it, less what `minus` did."""

    kind: Literal["stock"]
    plus: Name
    minus: Name


Indicator = Annotated[CountIndicator | DistinctIndicator | StockIndicator, Field(discriminator="kind")]


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


class Example(Strict):
    """A worked example: with these inputs the formula gives this value (absent: undefined)."""

    inputs: dict[Input, int | float]
    value: float | None = None


class Kpi(Strict):
    """A formula over indicators and over attainments of other KPIs."""

    formula: str = Field(min_length=1)
    unit: Unit
    by: Names = ()
    windows: Windows
    owner: str = Field(min_length=1)
    title: Wording
    description: Wording
    source: str = Field(min_length=1, description="Where the definition comes from")
    example: Example
    objective: Objective | None = None


class Family(Strict):
    """One file of the catalog."""

    family: Name
    topic: Name = Field(description="The raw topic of its events")
    title: Wording
    subject: dict[Name, Subject] = Field(description="By event type")
    derivation: dict[Name, Derivation] = {}
    indicator: dict[Name, Indicator]
    kpi: dict[Name, Kpi]


class Rule(Strict):
    """A row of a rule table: when all of `when` hold, the derivation is `then`."""

    name: Name
    when: dict[Name, "Condition"] = Field(min_length=1)
    then: Value
    source: str = Field(min_length=1)


class Condition(Strict):
    """What one input must be. Text is compared without regard to case, except by `equals`."""

    equals: Value | None = None
    contains: str | None = None
    prefix: str | None = None

    @model_validator(mode="after")
    def one_test(self) -> Self:
        """Exactly one test is given."""
        if sum(test is not None for test in (self.equals, self.contains, self.prefix)) != 1:
            raise ValueError("a condition has exactly one of equals, contains and prefix")
        return self


class RuleTable(Strict):
    """A versioned rule table; the first row that holds decides, else `otherwise`."""

    version: str = Field(min_length=1)
    inputs: Annotated[Names, Field(min_length=1)]
    rule: Annotated[tuple[Rule, ...], Field(strict=False)]
    otherwise: Value
