"""The earlier periods of the lines of a page: where there are rows of them, and which KPIs have keys there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import orjson

from service.kpi.columns import Ints, Marked
from service.kpi.compose.bases import Bases, Compared
from service.kpi.compose.judge import Places
from service.kpi.compose.layout import Layout, Reading
from service.kpi.compose.tables import Tables
from service.kpi.compose.wanted import Wanted
from service.kpi.period.spans import Spans
from service.kpi.period.windows import Calendar, Window


@dataclass(frozen=True, slots=True)
class Found:
    """One of the two earlier periods, for those lines of a page that have a row there."""

    lines: Ints
    place: Ints
    """By line of the page: which of `lines` it is; -1 where it is none."""
    exists: Marked
    """Lines by KPIs: whether the KPI has a key there. Behind the last line one more, of those that have none."""
    value: Ints
    """Up to the cut where the line's period runs."""
    named: Sequence[bytes]
    """Each line's earlier bucket as JSON."""


class BothFound(NamedTuple):
    """Whether the period of each line of the page runs; the period before, and the one of a year ago."""

    running: Marked
    periods: tuple[Found, Found]


class _Part(NamedTuple):
    """Of the lines of one window; `mine`: which lines of the page those are."""

    window: Calendar
    mine: Ints
    compared: Compared

    @property
    def lines(self) -> Ints:
        return self.mine[self.compared.line]


class Past:
    """Finds them. Where nothing is that old, it looks at each window once."""

    def __init__(
        self,
        layout: Layout,
        readings: Sequence[Reading],
        wanted: Mapping[Window, Wanted],
        tables: Tables,
        spans: Spans,
    ) -> None:
        self._wanted, self._kpis = wanted, len(readings)
        self._bases: list[tuple[int, Calendar, Bases]] = [
            (layout.windows.index(window), window, bases) for window, bases in tables.bases.items()
        ]
        number = {reading.name: kpi for kpi, reading in enumerate(readings)}
        self._numbers = {w: np.array([number[each.name] for each in layout.by_window[w]]) for w in tables.bases}
        self._label = lru_cache(maxsize=1 << 14)(lambda window, bucket: orjson.dumps(spans.name(window, bucket)))

    def of(self, page: Places) -> BothFound | None:
        """The earlier periods of the lines of a page; None where no line has any."""
        running, both = np.zeros(len(page.scope), np.bool_), list[tuple[_Part, _Part]]()
        for at, window, bases in self._bases:
            mine = np.flatnonzero(page.window == at)
            one, other = bases.of(page.scope[mine], page.bucket[mine])
            if len(one.line) or len(other.line):
                running[mine] = bases.running(page.bucket[mine])
                both.append((_Part(window, mine, one), _Part(window, mine, other)))
        if not both:
            return None
        previous, year_ago = (self._found(len(running), parts) for parts in zip(*both, strict=True))
        return BothFound(running, (previous, year_ago))

    def _found(self, page: int, parts: Sequence[_Part]) -> Found:
        lines = np.concatenate([part.lines for part in parts])
        place = np.full(page, -1)
        place[lines] = np.arange(len(lines))
        value = np.concatenate([part.compared.value for part in parts])
        named = [self._label(part.window, bucket) for part in parts for bucket in part.compared.bucket.tolist()]
        return Found(lines, place, self._exists(place, parts), value, named)

    def _exists(self, place: Ints, parts: Sequence[_Part]) -> Marked:
        exists = np.zeros((sum(len(part.lines) for part in parts) + 1, self._kpis), np.bool_)
        for part in parts:
            counted = self._wanted[part.window].counted(part.compared.whole)
            exists[np.ix_(place[part.lines], self._numbers[part.window])] = counted
        return exists
