"""What is counted: indicators, by kind."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from schemas.currencies import Currency
from schemas.definitions.terms import By, Listed, Name, Names, Strict, Unit, Value, Wording, listed


class Short(Strict):
    """At most so much of each that is named."""

    views: int | None = None
    events: int | None = None
    seconds: int | None = None
    keys: int | None = None


class Counted(Strict):
    """What every indicator says of itself."""

    unit: Unit
    title: Wording
    description: Wording


class Scoped(Counted):
    """Counts what all of `where` holds for; over all unless `overall` is false, and broken down by each of `by`."""

    where: dict[Name, Value] = Field(default_factory=dict)
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


class ToDateIndicator(Counted):
    """What `of` counted since the period `since` began that a bucket lies in, up to the bucket's end.

    So a month of the past keeps what the year had reached by its end (MetricFlow: `grain_to_date`).
    """

    kind: Literal["to_date"]
    of: Name
    since: Literal["week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]


Currencies = Annotated[tuple[Currency, ...], Field(strict=False, min_length=1), BeforeValidator(listed)]
"""One currency, or a list of several."""


class ConsolidatedIndicator(Counted):
    """The money of `of` in all currencies, put together in each of `into`: a day's at its rate (docs/decisions/0011).

    It is there wherever `of` is broken down by currency, in the scopes of those currencies.
    """

    kind: Literal["consolidated"]
    of: Name
    into: Currencies


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
    | StockIndicator
    | ToDateIndicator
    | ConsolidatedIndicator,
    Field(discriminator="kind"),
]
