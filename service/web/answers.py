"""What the API answers, as models: the OpenAPI document is made of them, and tests hold every answer against it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.definitions import Objective, Unit, Wording
from schemas.rejects import ReasonCode
from schemas.updates import Scope, Update

State = Literal["reading", "live", "lost"]


class Answer(BaseModel):
    """Nothing is in an answer that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Family(Answer):
    """A file of the catalog."""

    name: str
    title: Wording


class Input(Answer):
    """What a formula reads: an indicator; or another KPI, as `attainment(kpi)`."""

    name: str
    title: Wording
    description: Wording
    unit: str


class KpiDefinition(Answer):
    """A KPI as the catalog has it."""

    name: str
    family: str
    title: Wording
    description: Wording
    unit: Unit
    formula: str
    inputs: list[str] = Field(description="Names of `inputs` of the answer, in the formula's order")
    windows: list[str]
    window: str = Field(description="The window shown where none is asked for")
    by: list[str] = Field(description="What it is told by, besides over all: `campaign`, `country+currency`")
    overall: bool = Field(description="Whether it is told over all")
    owner: str
    source: str
    objective: Objective | None


class Row(Answer):
    """A KPI in a scope over a window, as it stands."""

    kpi: str
    scope: Scope
    window: str
    bucket: str
    running: bool = Field(description="Whether its bucket is the newest of this window; else nothing came since")
    since: str | None = Field(description="Event time from which a breach stands; null where there is none or unknown")
    update: Update = Field(description="The last record of `kpi.updates`, as it was published")


class Point(Answer):
    """A value of an earlier bucket."""

    bucket: str
    value: float | None


class ToldRow(Row):
    """A row with what came before."""

    history_window: str | None = Field(description="Over which window `history` is: the row's own, or `day`")
    history: list[Point] = Field(description="Newest buckets, oldest first")


class Standing(Answer):
    """How far what is answered goes."""

    state: State
    progress: float = Field(ge=0, le=1, description="How much of what was there at the start has been read")
    head: str | None = Field(description="Start of the newest tick counted; null before the first")
    keys: int = Field(description="Keys of `kpi.updates` now")


class Catalog(Answer):
    """All that is defined; the same for as long as the program runs."""

    families: list[Family]
    inputs: list[Input]
    kpis: list[KpiDefinition]
    zone: str = Field(description="The reporting time zone: where days, weeks and months begin")
    currencies: dict[str, int] = Field(description="Decimals of each currency of ISO 4217; amounts are in minor units")


class Kpis(Answer):
    """All KPIs, and the rows of those that have a value in the scope asked for."""

    standing: Standing
    families: list[Family]
    kpis: list[KpiDefinition]
    rows: list[ToldRow]


class KpiAnswer(Answer):
    """One KPI in one scope: over the window asked for, and over all its other windows."""

    standing: Standing
    kpi: KpiDefinition
    inputs: list[Input]
    row: ToldRow | None = Field(description="null: nothing was published there (yet)")
    windows: list[Row]


class KpiScopes(Answer):
    """A page of the scopes of a KPI, each with its row."""

    standing: Standing
    rows: list[Row]
    after: int | None = Field(description="Give it as `after` to have the next page; null: there is no more")


class Scopes(Answer):
    """A page of scopes."""

    standing: Standing
    kinds: list[list[str]] = Field(description="The combinations of dimensions that there are")
    scopes: list[Scope]
    after: int | None


class ObjectiveRow(Answer):
    """An objective and where its KPI stands in the scope asked for, over each of its windows."""

    kpi: str
    objective: Objective
    rows: list[Row]


class Objectives(Answer):
    """All objectives."""

    standing: Standing
    objectives: list[ObjectiveRow]


class Breaches(Answer):
    """What is breached now, the newest breach first."""

    standing: Standing
    total: int
    rows: list[Row]
    after: int | None


class Excluded(Answer):
    """What became of a raw topic's records: read = counted + duplicate + rejected + ignored, once all is through."""

    topic: str
    read: int
    counted: int
    duplicate: int
    rejected: int
    ignored: int
    reasons: dict[ReasonCode, int] = Field(description="Rejected records by reason")


class Accounting(Answer):
    """What all workers together say of the raw records; each tells it about once a second."""

    standing: Standing
    topics: list[Excluded] = Field(description="By name; one of which nothing was read is not there")


class Problem(Answer):
    """What is wrong with a request (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    detail_fr: str
