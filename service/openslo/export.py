"""The objectives of a catalog as SLOs: one for each KPI and window, about one scope."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from schemas.definitions import AtLeast, AtMost, Kpi, Objective
from service import names
from service.catalog.draft import Draft
from service.catalog.places import line_at
from service.kpi.catalog import Catalog
from service.openslo.document import (
    NAME,
    Indicator,
    IndicatorSpec,
    Metadata,
    Metric,
    MetricSource,
    RatioMetric,
    Slo,
    SloSpec,
    Threshold,
    TimeWindow,
)
from service.openslo.loss import Loss, Place, lost
from service.openslo.queries import query
from service.openslo.windows import Windows
from service.settings import Settings

KPI, WINDOW = "vigie.kpi", "vigie.window"
SCOPES, SAMPLE, LIMIT, HOLD, RECOVER = (
    f"vigie.{it}" for it in ("scopes", "minimum-sample", "limit", "hold", "recover")
)
"""Annotations: what an SLO cannot say in words of its own. Their values hold letters, digits, `.`, `_` and `-` only."""

_SURE = 0.99
"""Of the one time slice of a window, any share above 0 is all of it."""
_TITLE = 63


@dataclass(frozen=True)
class Exported:
    """SLOs, and what they do not say."""

    slos: tuple[Slo, ...]
    losses: tuple[Loss, ...]


@dataclass(frozen=True)
class Exporter:
    """A catalog, with the places of its entries."""

    catalog: Catalog
    draft: Draft
    settings: Settings

    def exported(self, kpi: str) -> Exported:
        """The SLOs of a KPI, which has an objective."""
        definition = self.catalog.kpis[kpi]
        objective = definition.objective
        assert objective is not None
        left_out = [*self._left_out(kpi, definition, objective)]
        if left_out:
            return Exported((), tuple(left_out))
        made = [self._over(kpi, definition, objective, number) for number in range(len(objective.over))]
        windows = [each for each in made if isinstance(each, Loss)]
        slos = tuple(each for each in made if isinstance(each, Slo))
        losses = [*windows, *(self._thinned(kpi, definition, objective) if slos else ())]
        return Exported(slos, tuple(losses))

    def place(self, kpi: str, *field: str | int) -> Place:
        """Where a field of an objective stands in the catalog."""
        entry = self.draft.kpis[kpi]
        path = (*entry.path, "objective", *field)
        return Place(entry.source.file, line_at(entry.source.lines, path), path)

    def _left_out(self, kpi: str, definition: Kpi, objective: Objective) -> Iterator[Loss]:
        if objective.between is not None:
            yield lost(self.place(kpi, "between"), "left_out", "between")
        if objective.pace:
            yield lost(self.place(kpi, "pace"), "left_out", "pace")
        if objective.only is None and not definition.overall:
            yield lost(self.place(kpi), "left_out", "nowhere", by=", ".join(definition.by))

    def _thinned(self, kpi: str, definition: Kpi, objective: Objective) -> Iterator[Loss]:
        """What the SLOs are silent about, or say in annotations."""
        if objective.only is None and definition.by:
            yield lost(self.place(kpi), "kept", "scopes", by=", ".join(definition.by))
        if objective.minimum_sample:
            yield lost(self.place(kpi, "minimum_sample"), "dropped" if objective.sample else "kept", "sample")
        if objective.sample:
            yield lost(self.place(kpi, "sample"), "dropped", "sample")
        for name in ("hold", "recover"):
            if getattr(objective, f"{name}_seconds"):
                yield lost(self.place(kpi, name), "kept", "hold")
        if objective.limit is not None and not self._of_ratio(kpi, definition, objective):
            yield lost(self.place(kpi, "limit"), "kept", "limit")
        for name in ("runbook", "wording"):
            if getattr(objective, name) is not None:
                yield lost(self.place(kpi, name), "dropped", name)

    def _over(self, kpi: str, definition: Kpi, objective: Objective, number: int) -> Slo | Loss:
        window = objective.over[number]
        there = Windows(self.settings).there(window)
        if there is None:
            return lost(self.place(kpi, "over", number), "left_out", "window", window=window)
        name = f"{kpi}-{window}".replace("_", "-")
        if not re.fullmatch(NAME, name):
            return lost(self.place(kpi), "left_out", "name", given=name)
        return self._slo(kpi, definition, objective, window, there, name)

    def _slo(self, kpi: str, definition: Kpi, objective: Objective, window: str, there: TimeWindow, name: str) -> Slo:
        ratio = self._of_ratio(kpi, definition, objective)
        thresholds = _shares(objective) if ratio else [_bound(objective, there)]
        annotations = {KPI: kpi, WINDOW: window, **_annotations(objective, definition, ratio)}
        spec = SloSpec(
            description=objective.wording.en if objective.wording else definition.description.en,
            service=self.catalog.family_of[kpi],
            indicator=Indicator(metadata=Metadata(name=name), spec=self._metric(kpi, definition, objective, window)),
            time_window=[there],
            budgeting_method="Occurrences" if ratio else "Timeslices",
            objectives=thresholds,
        )
        labels: dict[str, str | list[str]] = {"severity": objective.severity, "owner": _label(definition.owner)}
        title = definition.title.en[:_TITLE]
        return Slo(metadata=Metadata(name=name, display_name=title, labels=labels, annotations=annotations), spec=spec)

    def _of_ratio(self, kpi: str, definition: Kpi, objective: Objective) -> bool:
        """Whether its value is the good or the bad share of a total, and its target a share that OpenSLO has."""
        if definition.unit != "ratio" or self.catalog.formulas[kpi].quotient is None:
            return False
        return all(0 <= share.target < 1 for share in _shares(objective) if share.target is not None)

    def _metric(self, kpi: str, definition: Kpi, objective: Objective, window: str) -> IndicatorSpec:
        dimensions = dict.fromkeys(name for by in definition.by for name in by.split("+"))

        def metric(name: str) -> Metric:
            asked = query(name, kpi, window, objective.only or {}, dimensions)
            return Metric(metric_source=MetricSource(type="Prometheus", spec={"query": asked}))

        if not self._of_ratio(kpi, definition, objective):
            return IndicatorSpec(threshold_metric=metric(names.KPI_VALUE))
        part, total = metric(names.KPI_NUMERATOR), metric(names.KPI_DENOMINATOR)
        good = objective.direction == "at_least"
        of = RatioMetric(counter=False, good=part if good else None, bad=None if good else part, total=total)
        return IndicatorSpec(ratio_metric=of)


def _shares(objective: Objective) -> list[Threshold]:
    """The shares that must be good: that of the target, and that of the limit."""
    match objective.aim:
        case AtLeast(target, limit):
            bounds = {"target": target, "limit": limit}
        case AtMost(target, limit):
            bounds = {"target": _rest(target), "limit": None if limit is None else _rest(limit)}
        case _:
            bounds = {}
    return [Threshold(display_name=name, target=bound) for name, bound in bounds.items() if bound is not None]


def _bound(objective: Objective, window: TimeWindow) -> Threshold:
    """The value to keep: one time slice is the whole window, so that one value is judged."""
    return Threshold(
        display_name="target",
        op="gte" if objective.direction == "at_least" else "lte",
        value=objective.target,
        target=_SURE,
        time_slice_target=1.0,
        time_slice_window=window.duration,
    )


def _annotations(objective: Objective, definition: Kpi, ratio: bool) -> dict[str, str]:
    found = {
        SCOPES: "all" if objective.only is None and definition.by else None,
        # Read again, it would be a denominator.
        SAMPLE: None if objective.sample else objective.minimum_sample or None,
        LIMIT: None if ratio else objective.limit,
        HOLD: objective.hold if objective.hold_seconds else None,
        RECOVER: objective.recover if objective.recover_seconds else None,
    }
    return {name: str(value) for name, value in found.items() if value is not None}


def _label(text: str) -> str:
    """As a label may be.

    >>> _label("web operations")
    'web-operations'
    """
    return re.sub(r"[^a-zA-Z0-9._-]+", "-", text)[:_TITLE].strip("-._") or "-"


def _rest(share: float) -> float:
    """1 less a share, in decimals: 0.997 for 0.003."""
    return float(1 - Decimal(repr(share)))
