"""Lines that changed become updates: keys and values as JSON, exactly as `schemas/updates.py` says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import NamedTuple

import numpy as np
import orjson

from schemas.updates import Status
from service.kpi.calendar import instant
from service.kpi.columns import Marked
from service.kpi.evaluate import Evaluation, Evaluator, Inputs
from service.kpi.layout import Layout, Reading
from service.kpi.objective import Goal
from service.kpi.scopes import ScopeTexts
from service.kpi.spans import Spans, name_of
from service.kpi.tables import Lines, Tables
from service.kpi.windows import Window


class Place(NamedTuple):
    """A line of one window: where KPIs have values."""

    scope: int
    window: Window
    bucket: int
    final: bool


@dataclass(frozen=True)
class Stamp:
    """What all updates of one step say."""

    revision: int
    as_of: str

    @cached_property
    def provisional(self) -> bytes:
        """The JSON that ends a provisional update."""
        return self._ending("provisional")

    @cached_property
    def final(self) -> bytes:
        """The JSON that ends a final update."""
        return self._ending("final")

    def _ending(self, status: Status) -> bytes:
        return orjson.dumps({"revision": self.revision, "status": status, "as_of": self.as_of})[1:]


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
            for place, readings, values in self.places(window, lines, changed_only=True):
                where, when = self._texts(place)
                stamped = stamp.final if place.final else stamp.provisional
                for reading in readings:
                    named = b'{"kpi":"%b",%b' % (reading.text, where)
                    said = _said(window, reading, self.evaluator(reading.name, values))
                    yield named + b"}", b"%b,%b,%b,%b" % (named, when, said, stamped)

    def places(self, window: Window, lines: Lines, changed_only: bool) -> Iterator[tuple[Place, list[Reading], Inputs]]:
        """Each line, the KPIs that exist on it (and that changed), and its values by indicator."""
        self._scopes.learn(self.tables.scopes.names)
        readings = self.layout.by_window[window]
        wanted = np.array([self._exists(reading, lines, changed_only) for reading in readings])
        found = np.flatnonzero(wanted.any(0))
        lines = lines.only(found)
        columns = (lines.scope, lines.bucket, lines.final, lines.value, wanted[:, found].T)
        for scope, bucket, final, values, which in zip(*(each.tolist() for each in columns), strict=True):
            # What rolls has no stocks, which are the last columns.
            named: Inputs = dict(zip(self.layout.columns, values, strict=False))
            yield Place(scope, window, bucket, final), list(compress(readings, which)), named

    def _exists(self, reading: Reading, lines: Lines, changed_only: bool) -> Marked:
        exists: Marked = lines.seen[:, reading.seen].any(1) & self._broken_down(reading, lines)
        return exists & lines.changed[:, reading.watched].any(1) if changed_only else exists

    def _broken_down(self, reading: Reading, lines: Lines) -> Marked:
        """Where the KPI has the scope's dimensions."""
        allowed = [set(dimensions) <= set(reading.kpi.by) for dimensions in self._scopes.kinds]
        return np.array(allowed, np.bool_)[self._scopes.kind[lines.scope]]

    def _texts(self, place: Place) -> tuple[bytes, bytes]:
        """The JSON that says where and when, the same for all KPIs of a place."""
        span = self.spans.span(place.window, place.bucket)
        where = {
            "scope": self._scopes.json[place.scope],
            "window": place.window.name,
            "bucket": name_of(place.window, place.bucket),
        }
        when = {"start": span and instant(span.start), "end": span and instant(span.end)}
        return orjson.dumps(where)[1:-1], orjson.dumps(when)[1:-1]


def _said(window: Window, reading: Reading, evaluation: Evaluation) -> bytes:
    """The JSON of what a KPI says."""
    said = {
        "value": evaluation.value,
        "numerator": evaluation.numerator,
        "denominator": evaluation.denominator,
        "inputs": evaluation.inputs,
        "unit": reading.kpi.unit,
        "objective": _objective(reading.goals.get(window.name), evaluation),
    }
    return orjson.dumps(said)[1:-1]


def _objective(goal: Goal | None, evaluation: Evaluation) -> dict[str, object] | None:
    if goal is None:
        return None
    attained, status = goal.judge(evaluation.value, evaluation.denominator)
    return {
        "direction": goal.direction,
        "target": goal.target,
        "minimum_sample": goal.minimum_sample,
        "severity": goal.severity,
        "attainment": attained,
        "status": status,
    }
