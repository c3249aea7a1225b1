"""Lines that changed become updates: keys and values as JSON, exactly as `schemas/updates.py` says."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import orjson

from service.kpi.calendar import instant
from service.kpi.columns import Marked
from service.kpi.evaluate import Evaluation, Evaluator
from service.kpi.layout import Layout, Reading
from service.kpi.scopes import ScopeTexts
from service.kpi.spans import Spans, name_of
from service.kpi.tables import Lines, Tables
from service.kpi.windows import Window


@dataclass(frozen=True, slots=True)
class Place:
    """A line of one window: where a KPI has a value."""

    scope: int
    window: Window
    bucket: int
    final: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all updates of one step say."""

    revision: int
    as_of: str


@dataclass
class Publisher:
    """Finds the KPIs that a line changes, evaluates them, and writes them down."""

    layout: Layout
    tables: Tables
    evaluator: Evaluator
    spans: Spans
    _scopes: ScopeTexts = field(default_factory=ScopeTexts)

    def changed(self, stamp: Stamp) -> Iterator[tuple[bytes, bytes]]:
        """Key and value of everything that changed since the last rest."""
        for window in self.layout.windows:
            lines = self.tables.changed(window)
            for place, reading, evaluation in self.evaluate(window, lines, changed_only=True):
                yield self._written(place, reading, evaluation, stamp)

    def evaluate(self, window: Window, lines: Lines, changed_only: bool) -> Iterator[tuple[Place, Reading, Evaluation]]:
        """Every KPI that exists on these lines (and that changed)."""
        self._scopes.learn(self.tables.scopes.names)
        readings = self.layout.by_window[window]
        wanted = np.array([self._exists(reading, lines, changed_only) for reading in readings])
        for line in np.flatnonzero(wanted.any(0)).tolist():
            values = dict(zip(self.layout.columns, lines.value[line].tolist(), strict=True))
            place = Place(int(lines.scope[line]), window, int(lines.bucket[line]), bool(lines.final[line]))
            for number in np.flatnonzero(wanted[:, line]).tolist():
                reading = readings[number]
                yield place, reading, self.evaluator(reading.name, values)

    def _exists(self, reading: Reading, lines: Lines, changed_only: bool) -> Marked:
        exists: Marked = lines.seen[:, reading.seen].any(1) & self._broken_down(reading, lines)
        return exists & lines.changed[:, reading.watched].any(1) if changed_only else exists

    def _broken_down(self, reading: Reading, lines: Lines) -> Marked:
        """Where the KPI has the scope's dimensions."""
        allowed = [set(dimensions) <= set(reading.kpi.by) for dimensions in self._scopes.kinds]
        return np.array(allowed, np.bool_)[self._scopes.kind[lines.scope]]

    def _written(self, place: Place, reading: Reading, evaluation: Evaluation, stamp: Stamp) -> tuple[bytes, bytes]:
        key = {
            "kpi": reading.name,
            "scope": self._scopes.json[place.scope],
            "window": place.window.name,
            "bucket": name_of(place.window, place.bucket),
        }
        span = self.spans.span(place.window, place.bucket)
        value = {
            **key,
            "start": span and instant(span.start),
            "end": span and instant(span.end),
            "value": evaluation.value,
            "numerator": evaluation.numerator,
            "denominator": evaluation.denominator,
            "inputs": evaluation.inputs,
            "unit": reading.kpi.unit,
            "objective": _objective(place, reading, evaluation),
            "revision": stamp.revision,
            "status": "final" if place.final else "provisional",
            "as_of": stamp.as_of,
        }
        return orjson.dumps(key), orjson.dumps(value)


def _objective(place: Place, reading: Reading, evaluation: Evaluation) -> dict[str, object] | None:
    objective = reading.kpi.objective
    if objective is None or place.window.name not in objective.over:
        return None
    judgement = evaluation.judged(objective)
    return {
        "direction": objective.direction,
        "target": objective.target,
        "minimum_sample": objective.minimum_sample,
        "severity": objective.severity,
        "attainment": judgement.attainment,
        "status": judgement.status,
    }
