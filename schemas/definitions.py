"""What is counted and what it means: the models of the catalog's TOML files (rule tables: `schemas.rules`).

A file of `schemas/catalog/` holds one family: subjects, derivations, indicators and KPIs. Names are checked
against each other by `service.catalog`, which reports every mistake with its place.
"""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas.updates import Direction, Severity

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


def _listed(names: object) -> object:
    return (names,) if isinstance(names, str) else names


class Strict(BaseModel):
    """A mistyped field is an error, not a silent nothing; `"0.2"` is not 0.2."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Wording(Strict):
    """A text that a person reads."""

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)


Listed = Annotated[Names, Field(min_length=1), BeforeValidator(_listed)]
"""One name, or a list of several."""

Dimensions = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*\z")]
By = Annotated[tuple[Dimensions, ...], Field(strict=False)]
"""What to break down by, each besides `{}`: a dimension (`campaign`), or several together (`country+currency`)."""


class Subject(Strict):
    """Whom or what events are about: the field that holds the identity, and the event types that have it.

    The main subject of an event type is the first in the catalog that names it; its field is required there.
    """

    field: Name
    direct: bool = Field(default=True, description="Direct identifiers leave ingest only as keyed hashes")
    on: Listed


class Entity(Strict):
    """The life of a subject, told by its facts in the order of event time (see docs/decisions/0006)."""

    subject: Name
    states: Annotated[dict[Name, Name], Field(min_length=1)]
    """By event type; a type of the subject that is not here keeps the state there was."""
    set: Names = Field(default=(), description="Measures of which the latest that is given stands")
    add: Names = Field(default=(), description="Measures that are added up over the life")


class Visit(Strict):
    """Runs of a subject's events in which no gap reaches `gap`."""

    subject: Name
    on: Listed
    gap: Annotated[str, Field(pattern=r"^[1-9][0-9]*[smh]\z")]
    cut: Names = Field(default=(), description="A new value of these dimensions begins a visit; `day`: midnight")
    counts: Name = Field(description="The event type that is a view; a visit has at least one")
    key: Names = Field(default=(), description="The event types that are key events")


class Short(Strict):
    """At most so much of each that is named."""

    views: int | None = None
    events: int | None = None
    seconds: int | None = None
    keys: int | None = None


class Host(Strict):
    """The host of a URL, in small letters and without its port; absent where there is no `scheme://host`."""

    kind: Literal["host"]
    of: Name


class Parameter(Strict):
    """A parameter of a URL's query: its first value, decoded; absent where it is missing or empty.

    Of several `names`, the first that is there: `["gclid", "gbraid"]`.
    """

    kind: Literal["parameter"]
    of: Name
    names: Annotated[tuple[str, ...], Field(strict=False, min_length=1), BeforeValidator(_listed)]


class Ruled(Strict):
    """What a versioned rule table (a file in `rules/`) makes of its inputs."""

    kind: Literal["rules"]
    rules: str
    inputs: Annotated[Names, Field(min_length=1)]


class SiteName(Strict):
    """The name of a known site (the files in `sites/`) by one of its hosts or tags; else the text as it is."""

    kind: Literal["site"]
    of: Name


class SiteCategory(Strict):
    """The category of a known site, by its name or one of its hosts or tags; absent for any other."""

    kind: Literal["category"]
    of: Name


class Bot(Strict):
    """Whether a user agent is a machine's, as the library `crawlerdetect` knows them; absent ones are no bots."""

    kind: Literal["bot"]
    of: Name


class Coded(Strict):
    """The code that a versioned reference list (a file in `lists/`) has for a text; see `schemas.lists`."""

    kind: Literal["code"]
    list: str
    of: Name


class Band(Strict):
    """How a number is called: the last of `starts`, by the number each begins at, that it reaches.

    Absent where there is no number, or one below them all.
    """

    kind: Literal["band"]
    of: Name
    starts: Annotated[dict[str, int], Field(min_length=1)]

    @model_validator(mode="after")
    def rising(self) -> Self:
        """Each begins above the one before."""
        numbers = tuple(self.starts.values())
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            raise ValueError("each band begins above the one before")
        return self


class Given(Strict):
    """True where an event gives the field, even one that identifies people; absent where it is null or empty.

    Never false: of a life, what is given later stands, and an event that leaves the field out says nothing.
    """

    kind: Literal["given"]
    of: Name


Derivation = Annotated[
    Host | Parameter | Ruled | SiteName | SiteCategory | Bot | Coded | Band | Given, Field(discriminator="kind")
]
"""A dimension made of raw fields or of other derivations.

It exists for the event types whose models have every raw field that it rests on, and hides a raw field of its own
name; that field is what it means itself by that name.
"""


class Counted(Strict):
    """What every indicator says of itself."""

    unit: Unit
    title: Wording
    description: Wording


class Scoped(Counted):
    """Counts what all of `where` holds for; over all unless `overall` is false, and broken down by each of `by`."""

    where: dict[Name, Value] = {}
    by: By = ()
    overall: bool = True


class Folded(Scoped):
    """Folded from the events of the types `on`, each by itself."""

    on: Listed


class CountIndicator(Folded):
    """How many events."""

    kind: Literal["count"]


class SumIndicator(Folded):
    """A measure of the events, added up."""

    kind: Literal["sum"]
    measure: Name


class DistinctIndicator(Folded):
    """How many different subjects; counted anew for each bucket, never summed over buckets."""

    kind: Literal["distinct"]
    of: Name | None = Field(default=None, description="The subject; absent: the main one of the event type")


class EnteredIndicator(Scoped):
    """Entities whose life ends in one of `state`, each once, at a moment of its life; or a measure of theirs."""

    kind: Literal["entered"]
    entity: Name
    state: Listed
    at: Literal["first", "entry", "latest"] = "first"
    measure: Name | None = None
    weight: Name | None = Field(default=None, description="A measure in percent that `measure` is weighted by")


class HoldingIndicator(Scoped):
    """Entities in one of `state` at the end of the bucket, as known by event time; or a measure of theirs."""

    kind: Literal["holding"]
    entity: Name
    state: Listed
    measure: Name | None = None
    weight: Name | None = None


class MomentsIndicator(Scoped):
    """Events of the types `on` in the lives of entities, or a measure of theirs, capped by another one."""

    kind: Literal["moments"]
    entity: Name
    on: Listed
    state: Names = Field(default=(), description="Only lives that end in one of these; none: all")
    measure: Name | None = None
    cap: Name | None = None
    at: Literal["event", "first"] = "event"


class VisitsIndicator(Scoped):
    """Visits, at their first event and with its dimensions; or their views or seconds."""

    kind: Literal["visits"]
    visit: Name
    measure: Literal["views", "seconds"] | None = None
    short: Short | None = Field(default=None, description="Only visits with at most that much")


class StockIndicator(Counted):
    """How many there are: what `plus` counted less what `minus` did, before the bucket began or up to its end."""

    kind: Literal["stock"]
    plus: Name
    minus: Name
    at: Literal["start", "end"] = "start"


Lived = EnteredIndicator | HoldingIndicator | MomentsIndicator
"""What the lives of entities are folded into."""

Indicator = Annotated[
    CountIndicator
    | SumIndicator
    | DistinctIndicator
    | EnteredIndicator
    | HoldingIndicator
    | MomentsIndicator
    | VisitsIndicator
    | StockIndicator,
    Field(discriminator="kind"),
]


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
    by: By = ()
    overall: bool = True
    windows: Windows
    owner: str = Field(min_length=1)
    title: Wording
    description: Wording
    source: str = Field(min_length=1, description="Where the definition comes from")
    example: Example
    objective: Objective | None = None
    evolution: bool = Field(
        default=False, description="Compared, over its calendar windows, with the period before and a year ago"
    )

    @model_validator(mode="after")
    def evolution_has_periods(self) -> Self:
        """What is compared has a window with periods."""
        if self.evolution and not PERIODS.intersection(self.windows):
            raise ValueError("evolution compares periods, and no window is a day, week, month, quarter or year")
        return self


class Family(Strict):
    """One file of the catalog."""

    family: Name
    topic: Name | None = Field(default=None, description="The raw topic of its events; none: it reads others' only")
    title: Wording
    subject: dict[Name, Subject] = {}
    derivation: dict[Name, Derivation] = {}
    entity: dict[Name, Entity] = {}
    visit: dict[Name, Visit] = {}
    indicator: dict[Name, Indicator] = {}
    kpi: dict[Name, Kpi] = {}
