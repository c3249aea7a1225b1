"""Evolution: what a KPI was over the earlier periods of every line, and how it compares, as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from service.kpi.columns import Ints, Marked
from service.kpi.compose.evaluate import Evaluated, Sheet
from service.kpi.compose.layout import Reading
from service.kpi.formula.numbers import NULL, Numbers
from service.kpi.formula.tree import Column, finite

Texts = Sequence[bytes]

_BASE = b'{"bucket":%b,"value":%b,"difference":%b,"change":%b}'
_BOTH = b'{"previous":%b,"year_ago":%b}'


@dataclass(frozen=True)
class Earlier:
    """One of the two bases, for lines that have one."""

    value: Ints
    running: Marked
    """Cut, for the period of the line runs."""
    sheet: Sheet
    named: Texts
    """Each line's bucket as JSON."""

    def of(self, reading: Reading) -> Column:
        """The KPI's value over the base: NaN where it has none, or cannot be cut."""
        there = (self.value[:, reading.seen] != 0).any(1)
        known = there if reading.cuttable else there & ~self.running
        return np.where(known, self.sheet[reading.name].value.column, np.nan)


@dataclass(frozen=True)
class Comparison:
    """The bases of those lines of a page that have some."""

    place: Ints
    """By line of the page: which of the lines below it is; -1 where it has no base."""
    previous: Earlier
    year_ago: Earlier

    def written(self, reading: Reading, evaluated: Evaluated, lines: Ints) -> Texts:
        """The evolution on some lines of the page."""
        place = self.place[lines]
        has = np.flatnonzero(place >= 0)
        texts = [NULL] * len(lines)
        if not len(has):
            return texts
        now = evaluated.value.column[lines[has]].astype(np.float64)
        one, other = (
            _bases(each, reading, evaluated.value.whole, now, place[has]) for each in (self.previous, self.year_ago)
        )
        for at, text in zip(has.tolist(), map(_BOTH.__mod__, zip(one, other, strict=True)), strict=True):
            texts[at] = text
        return texts


def _bases(earlier: Earlier, reading: Reading, whole: bool, now: Column, place: Ints) -> Iterator[bytes]:
    base = earlier.of(reading)[place]
    with np.errstate(all="ignore"):
        difference = now - base
        change = finite(difference / base)
    numbers = (Numbers(base, whole), Numbers(difference, whole), Numbers(change, whole=False))
    named = map(earlier.named.__getitem__, place.tolist())
    return map(_BASE.__mod__, zip(named, *(each.json for each in numbers), strict=True))
