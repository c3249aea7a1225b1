"""A transition of a KPI's objective, on `kpi.breaches`: a breach, or the recovery that ends it (decision 0009)."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from schemas.updates import ObjectiveState, ObjectiveStatus, Scope

TransitionKind = Literal["breach", "recovery"]


class BreachKey(BaseModel):
    """The record key, written as that of an update: what is judged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kpi: str
    scope: Scope
    window: str


class Breach(BaseModel):
    """One transition. Of a key they alternate, a breach first; each stands beside an update of its revision, if any."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: TransitionKind
    kpi: str
    scope: Scope
    window: str
    bucket: str = Field(description="The bucket that holds the head; empty for rolling windows and `all`")
    start: AwareDatetime | None = Field(description="First instant of the window; null for `all`")
    end: AwareDatetime | None = Field(description="First instant after the window; null for `all`")
    value: float | None = Field(description="null is undefined: a denominator was 0, or nothing was counted there")
    numerator: float | None = Field(description="null where the KPI is not a ratio")
    denominator: float | None
    inputs: dict[str, int | float | None] = Field(description="As in an update; empty: nothing was counted there")
    unit: str
    objective: ObjectiveState = Field(description="As it judges the value; the severity is the one that holds")
    since: AwareDatetime = Field(description="Event time at which the value came to stand on its present side")
    previous: ObjectiveStatus = Field(description="The state that the key's last record left; none: `unknown`")
    state: ObjectiveStatus
    revision: int = Field(ge=1, description="Of the step that decided it; grows with every transition of the key")
    as_of: AwareDatetime = Field(description="Start of the newest tick counted when it was decided")
