"""One published value of a KPI, on `kpi.updates`."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Scope = dict[str, str]
"""A combination of dimension values, such as `{"campaign": "spring"}`; `{}` is everything."""

Status = Literal["provisional", "final"]
ObjectiveStatus = Literal["met", "breached", "unknown"]
Direction = Literal["at_least", "at_most", "between"]
Severity = Literal["info", "warning", "critical"]


class UpdateKey(BaseModel):
    """The record key: JSON with exactly these fields in this order, without spaces, `scope` sorted by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kpi: str
    scope: Scope
    window: str = Field(description="`5m`, `1h`, `day`, `week`, `month`, `all`, `each_10s` ...")
    bucket: str = Field(
        description="Which one: `2026-11-24`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`, `FY2026-Q4`, `FY2026`; the "
        "start in UTC of an `each_` window (`2026-11-24T10:00:10Z`); empty for rolling windows and `all`"
    )


class PaceState(BaseModel):
    """How far along a cumulative target is. The share is that of the head, rounded down to a quarter of an hour."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    elapsed: float | None = Field(description="Share of the period, 0 to 1; null: it has no business day")
    expected: float | None = Field(description="target × elapsed: what is to be reached by now")
    value: float | None = Field(description="value ÷ expected; null where nothing is expected yet")


class ObjectiveState(BaseModel):
    """Where a value stands against its objective. Equality is met; too small a sample is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    direction: Direction
    target: float | None = Field(description="null where the value is to lie between two bounds")
    between: tuple[float, float] | None = Field(default=None, description="The lowest and the highest good value")
    limit: float | None = Field(default=None, description="Beyond it a breach is critical")
    minimum_sample: int
    severity: Severity = Field(description="The one that holds: `critical` while the value is beyond the limit")
    attainment: float | None = Field(description="value ÷ target; null without one target")
    pace: PaceState | None = Field(default=None, description="null where the target is not cumulative")
    status: ObjectiveStatus = Field(description="Of the value; with a pace, of the value against what is expected")


class Base(BaseModel):
    """An earlier period in which the KPI has a key, and how the value compares with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bucket: str
    value: float | None = Field(description="null: undefined")
    difference: float | None = Field(description="value of the update − this value")
    change: float | None = Field(description="difference ÷ this value; null where that is 0")


class Evolution(BaseModel):
    """The period before, and the same period a year ago; null where the KPI has no key in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    running: bool = Field(
        description="The period of the update holds the newest event: earlier ones count up to the same elapsed share"
    )
    previous: Base | None
    year_ago: Base | None


class Update(BaseModel):
    """One published value of a KPI. The last record per key, read with `read_committed`, is the truth."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kpi: str
    scope: Scope
    window: str
    bucket: str
    start: AwareDatetime | None = Field(description="First instant of the window; null for `all`")
    end: AwareDatetime | None = Field(description="First instant after the window; null for `all`")
    value: float | None = Field(description="null is undefined: a denominator was 0")
    numerator: float | None = Field(description="null where the KPI is not a ratio")
    denominator: float | None
    inputs: dict[str, int | float | None] = Field(
        description="Every indicator the formula reads, and every KPI (its attainment) where it reads one"
    )
    unit: str
    objective: ObjectiveState | None = Field(description="null where no objective judges this window and scope")
    evolution: Evolution | None = Field(
        default=None,
        description="null where there is no earlier period to compare with, and for KPIs that are not compared",
    )
    revision: int = Field(ge=1, description="Grows with every update of the key")
    status: Status = Field(description="final once every source's mark has passed the end plus the lateness")
    as_of: AwareDatetime = Field(
        description="Start of the newest tick (a minute, or a finer one of the catalog) counted when this was published"
    )
