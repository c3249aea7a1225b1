"""The kinds of OpenSLO v1 that say something of an objective, as its specification has them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

VERSION = "openslo/v1"

NAME = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
"""A name that every implementation takes: that of a DNS label."""

Number = Annotated[float, Field(allow_inf_nan=False)]
Duration = Annotated[str, Field(pattern=r"^[1-9][0-9]*[mhdwMQY]\z")]
"""Minutes, hours, days, weeks, months, quarters, years."""


class _Strict(BaseModel):
    """Names as OpenSLO writes them; a mistyped field is an error, not a silent nothing."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True, strict=True)


class Metadata(_Strict):
    """What an object is called."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    display_name: str | None = None
    labels: dict[str, str | list[str]] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)


class MetricSource(_Strict):
    """Where a metric is read; `spec` is the source's own affair."""

    metric_source_ref: str | None = None
    type: str | None = None
    spec: dict[str, Any]


class Metric(_Strict):
    """A query."""

    metric_source: MetricSource


class RatioMetric(_Strict):
    """What is good, or bad, of a total; or a ratio that stands ready."""

    counter: bool | None = None
    good: Metric | None = None
    bad: Metric | None = None
    total: Metric | None = None
    raw_type: Literal["success", "failure"] | None = None
    raw: Metric | None = None


class IndicatorSpec(_Strict):
    """One of the two metrics."""

    description: Annotated[str, Field(max_length=1050)] | None = None
    threshold_metric: Metric | None = None
    ratio_metric: RatioMetric | None = None


class Indicator(_Strict):
    """An SLI inside an SLO."""

    metadata: Metadata
    spec: IndicatorSpec


class Calendar(_Strict):
    """From when on a window is repeated; local time of the zone."""

    start_time: str
    time_zone: str


class TimeWindow(_Strict):
    """A window that rolls, or one of a calendar."""

    duration: Duration
    calendar: Calendar | None = None
    is_rolling: bool | None = None


class Threshold(_Strict):
    """A bound and the share of what is measured that must keep it."""

    display_name: str | None = None
    op: Literal["lte", "gte", "lt", "gt"] | None = None
    value: Number | None = None
    target: Number | None = None
    target_percent: Number | None = None
    time_slice_target: Number | None = None
    time_slice_window: Annotated[Duration | None, BeforeValidator(lambda given: _minutes(given))] = None
    indicator: Any = None
    indicator_ref: Any = None
    composite_weight: Any = None


class SloSpec(_Strict):
    """What an SLO says."""

    description: Annotated[str, Field(max_length=1050)] | None = None
    service: str
    indicator: Indicator | None = None
    indicator_ref: str | None = None
    time_window: list[TimeWindow] = Field(default_factory=list)
    budgeting_method: str
    objectives: Annotated[list[Threshold], Field(min_length=1)]
    alert_policies: list[Any] = Field(default_factory=list)


class Slo(_Strict):
    """A service level objective."""

    api_version: Literal["openslo/v1"] = "openslo/v1"
    kind: Literal["SLO"] = "SLO"
    metadata: Metadata
    spec: SloSpec


class Sli(_Strict):
    """A service level indicator that SLOs refer to by its name."""

    api_version: Literal["openslo/v1"]
    kind: Literal["SLI"]
    metadata: Metadata
    spec: IndicatorSpec


def written(slo: Slo) -> dict[str, Any]:
    """The document as YAML takes it, without what is not given."""
    return _given(slo.model_dump(by_alias=True, exclude_none=True))


def _given(data: dict[str, Any]) -> dict[str, Any]:
    return {key: _given(part) if isinstance(part, dict) else part for key, part in data.items() if part not in ({}, [])}


def _minutes(given: object) -> object:
    """A slice without a unit is told in minutes."""
    return f"{given}m" if isinstance(given, int) else given
