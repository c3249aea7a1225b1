"""Lines that changed become updates; lines as they are, the KPIs that exist on them."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

import numpy as np
import orjson

from service.kpi.calendar import instant
from service.kpi.columns import Marked
from service.kpi.evaluate import Evaluator, Inputs
from service.kpi.layout import Layout, Reading
from service.kpi.scopes import ScopeTexts
from service.kpi.spans import Spans, name_of
from service.kpi.tables import Lines, Tables
from service.kpi.update_text import Stamp, UpdateText, written
from service.kpi.wanted import Wanted
from service.kpi.windows import Window


class Place(NamedTuple):
    """A line of one window: where KPIs have values."""

    scope: int
    window: Window
    bucket: int
    final: bool


Reached = tuple[Place, list[Reading], Inputs]
"""A place, KPIs on it, and its values by indicator."""


class Publisher:
    """Finds the KPIs that a line changes, evaluates them, and writes them down."""

    def __init__(self, layout: Layout, tables: Tables, evaluator: Evaluator, spans: Spans) -> None:
        self.evaluator, self.spans = evaluator, spans
        self._layout, self._tables = layout, tables
        self._scopes = ScopeTexts()
        by_window = layout.by_window.items()
        self._wanted = {window: Wanted(readings, len(layout.columns)) for window, readings in by_window}
        self._texts = {
            window: {each.name: UpdateText(each, window.name) for each in readings} for window, readings in by_window
        }
        self._named = lru_cache(maxsize=1 << 14)(self._bucket)

    def changed(self, stamp: Stamp) -> Iterator[tuple[bytes, bytes]]:
        """Key and value of everything that changed since the last rest."""
        self._scopes.learn(self._tables.scopes.names)
        for window in self._layout.windows:
            lines, texts = self._tables.changed(window), self._texts[window]
            wanted = self._wanted[window].changed(lines, self._scopes)
            for place, readings, values in self._reached(window, lines, wanted):
                told = [(texts[reading.name], self.evaluator(reading.name, values)) for reading in readings]
                named, when = self._named(window, place.bucket)
                where = b'"scope":%b,%b' % (self._scopes.json[place.scope], named)
                yield from written(told, where, when, stamp.final if place.final else stamp.provisional)

    def current(self, window: Window) -> Iterator[Reached]:
        """Each line that is of now, with the KPIs that exist on it."""
        self._scopes.learn(self._tables.scopes.names)
        lines = self._tables.current(window)
        return self._reached(window, lines, self._wanted[window].existing(lines, self._scopes))

    def _reached(self, window: Window, lines: Lines, wanted: Marked) -> Iterator[Reached]:
        found = np.flatnonzero(wanted.any(1))
        lines, readings = lines.only(found), self._layout.by_window[window]
        columns = (lines.scope, lines.bucket, lines.final, lines.value, wanted[found])
        for scope, bucket, final, values, which in zip(*(each.tolist() for each in columns), strict=True):
            # What rolls has no stocks, which are the last columns.
            named: Inputs = dict(zip(self._layout.columns, values, strict=False))
            yield Place(scope, window, bucket, final), list(compress(readings, which)), named

    def _bucket(self, window: Window, bucket: int) -> tuple[bytes, bytes]:
        """The JSON that says which bucket, and when it is."""
        span = self.spans.span(window, bucket)
        named = {"window": window.name, "bucket": name_of(window, bucket)}
        when = {"start": span and instant(span.start), "end": span and instant(span.end)}
        return orjson.dumps(named)[1:-1], orjson.dumps(when)[1:-1]
