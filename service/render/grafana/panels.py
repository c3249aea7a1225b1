"""The kinds of panels: numbers now, a course over time, a list. Each has a title, a description and a unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TypeVar

from grafana_foundation_sdk.builders import common, prometheus, stat, table, timeseries
from grafana_foundation_sdk.builders.dashboard import FieldColor
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    BigValueTextMode,
    GraphThresholdsStyleMode,
    SortOrder,
    TooltipDisplayMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardSpecialValueMapOptions,
    DataSourceRef,
    DataTransformerConfig,
    DynamicConfigValue,
    FieldColorModeId,
    SpecialValueMap,
    SpecialValueMatch,
    ValueMap,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from service.render.grafana.thresholds import PLAIN, Step, thresholds
from service.render.grafana.units import Look
from service.render.grafana.words import UNDEFINED

PROMETHEUS = DataSourceRef(type_val="prometheus", uid="prometheus")
"""As deploy/grafana/provisioning has it."""

_NO_NUMBER = DashboardSpecialValueMapOptions(SpecialValueMatch.NA_N, ValueMappingResult(text=UNDEFINED))
_P = TypeVar("_P", stat.Panel, table.Panel, timeseries.Panel)


@dataclass(frozen=True)
class Query:
    """PromQL; what its series are called (`{{label}}`: a label's value); how they look, if not as the panel says."""

    expression: str
    legend: str = ""
    look: Look | None = None


@dataclass(frozen=True)
class Shown:
    """What every panel says of itself, and the colours of its values."""

    title: str
    description: str
    look: Look
    steps: Sequence[Step] = ((None, PLAIN),)
    graded: str = ""
    """The regular expression of the series that have these colours; empty: all."""


@dataclass(frozen=True)
class Column:
    """A column of a list: the label (or `Value`), its title, and texts for its values."""

    name: str
    title: str
    texts: Mapping[str, str] | None = None


def numbers(shown: Shown, queries: Sequence[Query]) -> stat.Panel:
    """What is now. Asked at this instant: over a range, the last number there was would stand for one that is gone."""
    named = any(query.legend for query in queries)
    panel = (
        stat.Panel()
        .graph_mode(BigValueGraphMode.NONE)
        .color_mode(BigValueColorMode.BACKGROUND if len(shown.steps) > 1 else BigValueColorMode.VALUE)
        .text_mode(BigValueTextMode.VALUE_AND_NAME if named else BigValueTextMode.VALUE)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).fields("").values(False))
        .color_scheme(FieldColor().mode(FieldColorModeId.THRESHOLDS))
        .targets([query.instant() for query in _targets(queries)])
    )
    return _dressed(panel, shown, queries)


def course(shown: Shown, queries: Sequence[Query]) -> timeseries.Panel:
    """What was, over the time that the dashboard shows: gaps where there was nothing, targets as dashed lines."""
    line = GraphThresholdsStyleMode.DASHED if len(shown.steps) > 1 else GraphThresholdsStyleMode.OFF
    panel = (
        timeseries.Panel()
        .line_width(2)
        .fill_opacity(8)
        .span_nulls(False)
        .color_scheme(FieldColor().mode(FieldColorModeId.PALETTE_CLASSIC_BY_NAME))
        .thresholds_style(common.GraphThresholdsStyleConfig().mode(line))
        .legend(common.VizLegendOptions().show_legend(any(query.legend for query in queries)))
        .tooltip(common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING))
        .targets([query.range() for query in _targets(queries)])
    )
    return _dressed(panel, shown, queries)


def listing(shown: Shown, query: Query, columns: Sequence[Column], first: str) -> table.Panel:
    """Every series of an answer as a line, with these labels as its columns; sorted by the one called `first`."""
    titles = {column.name: column.title for column in columns}
    order = {"indexByName": {name: place for place, name in enumerate(titles)}, "renameByName": titles}
    panel = (
        table.Panel()
        .targets([target.instant().format(PromQueryFormat.TABLE) for target in _targets([query])])
        .with_transformation(_transformation("filterFieldsByName", {"include": {"names": list(titles)}}))
        .with_transformation(_transformation("organize", order))
        .sort_by([common.TableSortByFieldState().display_name(titles[first])])
    )
    for column in columns:
        if column.texts is not None:
            panel.override_by_name(column.title, [DynamicConfigValue("mappings", [_mapping(column.texts)])])
    return _dressed(panel, shown, [query])


def _dressed(panel: _P, shown: Shown, queries: Sequence[Query]) -> _P:
    panel.title(shown.title).description(shown.description).datasource(PROMETHEUS)
    panel.unit(shown.look.unit).no_value(UNDEFINED).mappings([SpecialValueMap(_NO_NUMBER)])
    panel.thresholds(thresholds((None, PLAIN)) if shown.graded else thresholds(*shown.steps))
    if shown.look.decimals is not None:
        panel.decimals(shown.look.decimals)
    for query, ref in zip(queries, ascii_uppercase, strict=False):
        if query.look is not None and query.look != shown.look:
            panel.override_by_query(ref, list(_properties(query.look)))
    # After those: of several overrides that fit, the last one holds.
    for pattern, decimals in dict.fromkeys(each for query in queries if query.look for each in query.look.by_series):
        panel.override_by_regexp(pattern, [DynamicConfigValue("decimals", decimals)])
    if shown.graded:
        panel.override_by_regexp(shown.graded, [DynamicConfigValue("thresholds", thresholds(*shown.steps).build())])
    return panel


def _properties(look: Look) -> Iterable[DynamicConfigValue]:
    yield DynamicConfigValue("unit", look.unit)
    if look.decimals is not None:
        yield DynamicConfigValue("decimals", look.decimals)


def _targets(queries: Sequence[Query]) -> Iterable[prometheus.Dataquery]:
    for query, ref in zip(queries, ascii_uppercase, strict=False):
        asked = prometheus.Dataquery().expr(query.expression).legend_format(query.legend or "__auto")
        yield asked.ref_id(ref).datasource(PROMETHEUS)


def _transformation(kind: str, options: object) -> DataTransformerConfig:
    return DataTransformerConfig(id_val=kind, options=options)


def _mapping(texts: Mapping[str, str]) -> ValueMap:
    return ValueMap({name: ValueMappingResult(text=text) for name, text in texts.items()})
