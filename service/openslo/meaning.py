"""What an SLO means: the objective of a KPI, or why there is none that says the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

from pydantic import ValidationError

from schemas.definitions import Objective
from schemas.updates import Severity
from service.kpi.catalog import Catalog
from service.nearest import nearest
from service.openslo import export
from service.openslo.document import IndicatorSpec, Metadata, Metric, RatioMetric, Slo, Threshold
from service.openslo.loss import Fate, Loss, lost
from service.openslo.queries import labels_of
from service.openslo.shape import File, Placed
from service.openslo.windows import NoWindow, Windows
from service.reasons import reason
from service.settings import Settings

Path = tuple[str | int, ...]
Fields = dict[str, Any]
"""Of an objective of the catalog."""


class Meaningless(Exception):
    """There is no objective that says the same; why is among the losses."""


@dataclass(frozen=True)
class Meant:
    """An objective of a KPI, with the SLOs that say it."""

    kpi: str
    objective: Objective
    of: tuple[Placed, ...]


@dataclass(frozen=True)
class Imported:
    """What a file means."""

    meant: tuple[Meant, ...]
    losses: tuple[Loss, ...]

    @property
    def complete(self) -> bool:
        """Every SLO of the file was understood."""
        return all(loss.fate != "left_out" for loss in self.losses)


def imported(file: File, catalog: Catalog, settings: Settings) -> Imported:
    """The objectives that a file means; SLOs that differ in their window only are one."""
    losses, meant = list(file.losses), dict[str, Meant]()
    for placed, slo in file.slos:
        reading = Reading(placed, slo, file, catalog, settings, losses)
        try:
            kpi, objective = reading.objective()
        except Meaningless:
            continue
        _join(meant, Meant(kpi, objective, (placed,)), losses)
    return Imported(tuple(meant.values()), tuple(losses))


def _join(meant: dict[str, Meant], new: Meant, losses: list[Loss]) -> None:
    first = meant.setdefault(new.kpi, new)
    if first is new:
        return
    if _but_windows(first.objective) != _but_windows(new.objective):
        (placed,) = new.of
        other = first.of[0].place("metadata", "name").text()
        losses.append(lost(placed.place("spec", "objectives"), "left_out", "other_objective", kpi=new.kpi, first=other))
        return
    over = dict.fromkeys((*first.objective.over, *new.objective.over))
    both = first.objective.model_copy(update={"over": tuple(over)})
    meant[new.kpi] = Meant(new.kpi, both, (*first.of, *new.of))


def _but_windows(objective: Objective) -> Fields:
    return objective.model_dump(exclude={"over"})


@dataclass(frozen=True)
class Reading:
    """One SLO that is read; what is lost of it is added to `losses`."""

    placed: Placed
    slo: Slo
    file: File
    catalog: Catalog
    settings: Settings
    losses: list[Loss]

    def objective(self) -> tuple[str, Objective]:
        """The KPI, and its objective. Raises Meaningless."""
        indicator = self._indicator()
        kpi, scope = self._about(indicator)
        fields = {**self._window(kpi), **self._aim(kpi, indicator), **self._scope(kpi, scope)}
        fields |= {"severity": self._severity(), **self._annotated()}
        self._silent()
        return kpi, self._made(fields)

    # What it is about

    def _indicator(self) -> IndicatorSpec:
        spec = self.slo.spec
        if any(each.indicator or each.indicator_ref or each.composite_weight for each in spec.objectives):
            raise self._meaningless(("spec", "objectives"), "composite")
        if (spec.indicator is None) == (spec.indicator_ref is None):
            raise self._meaningless(("spec",), "indicator")
        if spec.indicator is not None:
            return self._one_metric(spec.indicator.spec)
        named = [sli for _, sli in self.file.slis if sli.metadata.name == spec.indicator_ref]
        if not named:
            raise self._meaningless(("spec", "indicatorRef"), "no_sli", given=spec.indicator_ref)
        return self._one_metric(named[0].spec)

    def _one_metric(self, spec: IndicatorSpec) -> IndicatorSpec:
        if (spec.ratio_metric is None) == (spec.threshold_metric is None):
            raise self._meaningless(("spec", "indicator"), "metric")
        return spec

    def _about(self, indicator: IndicatorSpec) -> tuple[str, Mapping[str, str]]:
        """The KPI, and the scope that the queries name."""
        asked = [labels_of(metric.metric_source.spec.get("query")) for metric in _metrics(indicator)]
        labels = next((each for each in asked if each), {})
        if any(each is None for each in asked):
            self._lose(("spec", "indicator"), "dropped", "query")
        metadata: Metadata = self.slo.metadata
        named = (metadata.annotations.get(export.KPI), labels.get("kpi"), metadata.name.replace("-", "_"))
        kpi = next((name for name in named if name), "")
        if kpi not in self.catalog.kpis:
            raise self._unknown(kpi, by_name=named[:2] == (None, None))
        return kpi, {name: value for name, value in labels.items() if name not in ("kpi", "window")}

    def _unknown(self, kpi: str, *, by_name: bool) -> Meaningless:
        near = nearest(kpi, self.catalog.kpis)
        place = ("metadata", "name") if by_name else ("metadata", "annotations", export.KPI)
        if by_name and not near:
            return self._meaningless(place, "which_kpi")
        return self._meaningless(place, "no_kpi_near" if near else "no_kpi", kpi=kpi, near=near)

    def _scope(self, kpi: str, scope: Mapping[str, str]) -> Fields:
        if scope:
            return {"where": dict(scope)}
        everywhere = self.slo.metadata.annotations.get(export.SCOPES) == "all" or not self.catalog.kpis[kpi].by
        return {} if everywhere else {"scopes": "overall"}

    # Over which window

    def _window(self, kpi: str) -> Fields:
        windows = self.slo.spec.time_window
        if len(windows) != 1:
            raise self._meaningless(("spec", "timeWindow"), "one_window" if windows else "no_window")
        try:
            window = Windows(self.settings).here(windows[0], self.slo.metadata.annotations.get(export.WINDOW))
        except NoWindow as error:
            self.losses.append(Loss(self.placed.place("spec", "timeWindow", 0, *error.field), "left_out", error.why))
            raise Meaningless from None
        there = self.catalog.kpis[kpi].windows
        if window not in there:
            given = {"kpi": kpi, "window": window, "there": ", ".join(there)}
            raise self._meaningless(("spec", "timeWindow", 0), "kpi_window", **given)
        return {"over": [window]}

    # What it aims at

    def _aim(self, kpi: str, indicator: IndicatorSpec) -> Fields:
        return self._bound() if indicator.ratio_metric is None else self._shares(kpi, indicator.ratio_metric)

    def _shares(self, kpi: str, ratio: RatioMetric) -> Fields:
        """The share that must be good, and that under which it is critical."""
        direction = self._direction(ratio)
        if self.catalog.kpis[kpi].unit != "ratio" or self.catalog.formulas[kpi].quotient is None:
            raise self._meaningless(("spec", "indicator"), "no_ratio", kpi=kpi)
        if self.slo.spec.budgeting_method != "Occurrences":
            raise self._no_slices()
        goods = [self._share(number, each) for number, each in enumerate(self.slo.spec.objectives)]
        if len(goods) > 2:
            raise self._meaningless(("spec", "objectives"), "thresholds", count=len(goods))
        bounds = [good if direction == "at_least" else 1 - good for good in goods]
        # The stricter is the target, in whatever order they stand.
        strict, *lax = sorted(bounds, reverse=direction == "at_least")
        return self._bounded(direction, float(strict), [float(bound) for bound in lax])

    def _direction(self, ratio: RatioMetric) -> str:
        counted = ratio.total is not None and (ratio.good is None) != (ratio.bad is None)
        if ratio.raw is not None and ratio.raw_type is not None and not (ratio.total or ratio.good or ratio.bad):
            return "at_least" if ratio.raw_type == "success" else "at_most"
        if not counted or ratio.raw is not None:
            raise self._meaningless(("spec", "indicator"), "ratio")
        return "at_least" if ratio.good else "at_most"

    def _share(self, number: int, threshold: Threshold) -> Decimal:
        if threshold.op is not None or threshold.value is not None:
            raise self._meaningless(("spec", "objectives", number), "op_excess")
        return self._target(number, threshold)

    def _target(self, number: int, threshold: Threshold) -> Decimal:
        place: Path = ("spec", "objectives", number)
        if (threshold.target is None) == (threshold.target_percent is None):
            raise self._meaningless(place, "both_targets")
        percent = threshold.target is None
        given = threshold.target_percent if percent else threshold.target
        below = 100 if percent else 1
        if given is None or not 0 <= given < below:
            field = "targetPercent" if percent else "target"
            raise self._meaningless((*place, field), "target_range", target=given, below=below)
        return Decimal(repr(given)) / below

    def _bound(self) -> Fields:
        """The value to keep."""
        objectives = self.slo.spec.objectives
        if len(objectives) != 1:
            raise self._meaningless(("spec", "objectives"), "one_threshold", count=len(objectives))
        (threshold,) = objectives
        place: Path = ("spec", "objectives", 0)
        if threshold.op is None or threshold.value is None:
            raise self._meaningless(place, "op")
        if threshold.op in ("lt", "gt"):
            raise self._meaningless((*place, "op"), "strict", op=threshold.op)
        self._judged_once(threshold)
        limit = self.slo.metadata.annotations.get(export.LIMIT)
        return self._bounded(
            "at_least" if threshold.op == "gte" else "at_most", threshold.value, [limit] if limit else []
        )

    def _judged_once(self, threshold: Threshold) -> None:
        """A window has one value; a share of many measurements is lost."""
        target, spec = self._target(0, threshold), self.slo.spec
        if spec.budgeting_method == "Occurrences":
            self._lose(("spec", "objectives", 0), "dropped", "budget", target=target.normalize())
            return
        if spec.budgeting_method != "Timeslices" or threshold.time_slice_window != spec.time_window[0].duration:
            raise self._no_slices(threshold.time_slice_window)
        if threshold.time_slice_target != 1:
            share = threshold.time_slice_target
            self._lose(("spec", "objectives", 0, "timeSliceTarget"), "dropped", "budget", target=share)

    def _no_slices(self, given: str | None = None) -> Meaningless:
        method = self.slo.spec.budgeting_method
        if method not in ("Timeslices", "RatioTimeslices"):
            return self._meaningless(("spec", "budgetingMethod"), "budgeting", method=method)
        window = self.slo.spec.time_window[0].duration
        return self._meaningless(("spec", "budgetingMethod"), "slices", slice=given or "?", window=window)

    def _bounded(self, direction: str, target: float, limit: list[Any]) -> Fields:
        if target <= 0:
            raise self._meaningless(("spec", "objectives"), "above_zero", target=f"{target:g}")
        return {direction: target} | ({"limit": self._number(export.LIMIT, limit[0])} if limit else {})

    # How it is judged

    def _severity(self) -> str:
        severity = self.slo.metadata.labels.get("severity")
        if severity in get_args(Severity):
            return str(severity)
        self._lose(("metadata", "labels", "severity"), "dropped", "severity")
        return "warning"

    def _annotated(self) -> Fields:
        given = self.slo.metadata.annotations
        fields: Fields = {name: given[key] for name, key in (("hold", export.HOLD), ("recover", export.RECOVER))
                          if key in given}  # fmt: skip
        if export.SAMPLE in given:
            fields["minimum_sample"] = int(self._number(export.SAMPLE, given[export.SAMPLE]))
        return fields

    def _number(self, key: str, given: object) -> float:
        try:
            return float(given)  # type: ignore[arg-type]
        except ValueError:
            raise self._meaningless(("metadata", "annotations", key), "annotation", value=given) from None

    def _silent(self) -> None:
        if self.slo.spec.alert_policies:
            self._lose(("spec", "alertPolicies"), "dropped", "policies")

    def _made(self, fields: Fields) -> Objective:
        try:
            return Objective.model_validate(fields)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                key = f"vigie.{str(item['loc'][0]).replace('_', '-')}" if item["loc"] else ""
                place = self.placed.place("metadata", "annotations", key)
                self.losses.append(Loss(place, "left_out", reason(dict(item))))
            raise Meaningless from None

    def _lose(self, path: Path, fate: Fate, name: str, **parts: object) -> None:
        self.losses.append(lost(self.placed.place(*path), fate, name, **parts))

    def _meaningless(self, path: Path, name: str, **parts: object) -> Meaningless:
        self._lose(path, "left_out", name, **parts)
        return Meaningless(name)


def _metrics(indicator: IndicatorSpec) -> Iterator[Metric]:
    ratio = indicator.ratio_metric
    parts = (indicator.threshold_metric,) if ratio is None else (ratio.good, ratio.bad, ratio.total, ratio.raw)
    return (part for part in parts if part is not None)
