"""Evolution: what KPIs were over the earlier periods of the lines of a page, and how they compare, as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np

from service.kpi.columns import Ints, Marked
from service.kpi.compose.evaluate import Sheet
from service.kpi.compose.layout import Reading
from service.kpi.compose.past import Found
from service.kpi.formula.numbers import NULL, Numbers
from service.kpi.formula.tree import Column, finite

_BASE = b'{"bucket":%b,"value":%b,"difference":%b,"change":%b}'
_BOTH = b'{"running":%b,"previous":%b,"year_ago":%b}'
_SAID = (b"false", b"true")


@dataclass(frozen=True)
class Earlier:
    """One of the two earlier periods of the lines of a page, and what KPIs were over it."""

    found: Found
    sheet: Sheet

    @cached_property
    def some(self) -> Marked:
        """By KPI, whether it has a key there on any line of the page: the others cost nothing."""
        some: Marked = np.logical_or.reduce(self.found.exists, 0)
        return some

    def having(self, kpi: int, lines: Ints) -> Ints:
        """Which of these lines of the page have a key there."""
        return np.flatnonzero(self.found.exists[self.found.place[lines], kpi])

    def of(self, reading: Reading, lines: Ints) -> Column:
        """The KPI's value there, on lines that have one: NaN where it is undefined."""
        column: Column = self.sheet[reading.name].value.column[self.found.place[lines]].astype(np.float64)
        return column

    def values(self, kpi: int, reading: Reading, lines: Ints) -> Column:
        """The KPI's value there, by line of the page; NaN on all but these lines."""
        column, having = np.full(len(self.found.place), np.nan), lines[self.having(kpi, lines)]
        if len(having):
            column[having] = self.of(reading, having)
        return column

    def written(self, reading: Reading, now: Numbers, lines: Ints) -> Iterable[bytes]:
        """How lines that have one compare with it."""
        if not len(lines):
            return ()
        base, column = self.of(reading, lines), now.column[lines].astype(np.float64)
        with np.errstate(all="ignore"):
            difference = column - base
            change = finite(difference / base)
        numbers = (Numbers(base, now.whole), Numbers(difference, now.whole), Numbers(change, whole=False))
        named = map(self.found.named.__getitem__, self.found.place[lines].tolist())
        return map(_BASE.__mod__, zip(named, *(each.json for each in numbers), strict=True))


@dataclass(frozen=True)
class Comparison:
    """Both earlier periods of the lines of a page."""

    running: Marked
    """Whether the period of each line runs."""
    previous: Earlier
    year_ago: Earlier

    def any_of(self, kpi: int, reading: Reading) -> bool:
        """Whether a KPI is compared, and has a key in an earlier period of any line: the others cost nothing."""
        return reading.kpi.evolution and bool(self.previous.some[kpi] or self.year_ago.some[kpi])

    def written(self, kpi: int, reading: Reading, now: Numbers, lines: Ints) -> Iterable[bytes]:
        """The evolution of a KPI on some lines of the page."""
        if not self.any_of(kpi, reading):
            return repeat(NULL)
        one, other = (self._of(each, kpi, reading, now, lines) for each in (self.previous, self.year_ago))
        running = map(_SAID.__getitem__, self.running[lines].tolist())
        return [
            NULL if before is NULL and ago is NULL else _BOTH % (runs, before, ago)
            for runs, before, ago in zip(running, one, other, strict=True)
        ]

    def _of(self, earlier: Earlier, kpi: int, reading: Reading, now: Numbers, lines: Ints) -> list[bytes]:
        """How each line compares with one of them; null where it has none."""
        texts = [NULL] * len(lines)
        if not earlier.some[kpi]:
            return texts
        having = earlier.having(kpi, lines)
        for place, text in zip(having.tolist(), earlier.written(reading, now, lines[having]), strict=True):
            texts[place] = text
        return texts
