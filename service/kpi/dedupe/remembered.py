"""What dedupe remembers: every entry within the retention, by its id and version, and what of it stands."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from service.kpi.columns import Ints, Marked
from service.kpi.dedupe.corrections import Controls, Corrections, Originals
from service.kpi.dedupe.entries import Entries
from service.kpi.dedupe.kept import Kept
from service.kpi.fact_columns import FactColumns, RouteNames
from service.kpi.keys.dense import Dense
from service.kpi.keys.ledger import Ledger
from service.kpi.keys.seen import Keys

_SPREAD = np.uint64(
    0x9E6C63D0876A9A47
)  # any odd number with bits all over: gives each version of an id a key of its own


class Remembered:
    """Entries in rows, numbered in the order in which they came."""

    def __init__(self) -> None:
        self._ledger = Ledger()
        self._stamps, self._horizons = Dense(np.uint32), Dense(np.uint32)
        self._kept = Kept()
        self._corrections = Corrections()

    def __len__(self) -> int:
        return len(self._stamps)

    @property
    def names(self) -> RouteNames:
        """Whose numbers the routes of facts are. They change when something is forgotten."""
        return self._kept.names

    @property
    def nbytes(self) -> int:
        """Memory in bytes, but for the names of routes."""
        parts = (self._ledger, self._stamps, self._horizons, self._kept, self._corrections)
        return sum(part.nbytes for part in parts)

    @property
    def waiting(self) -> int:
        """How many control events mean an event that has not come."""
        return int((self._ledger.find(self._corrections.ids) < 0).sum())

    def add(self, entries: Entries) -> tuple[Marked, Marked, Marked]:
        """Remember entries; which of them are new, which have another payload, which have a lower horizon.

        The first in order is new. The others are compared with it; those of another payload have no say.
        """
        new, row = self._ledger.add(_keys(entries.id, entries.version))
        first = entries.take(new)
        self._corrections.add(first.controls(len(self)))
        self._stamps.append(first.stamp)
        self._horizons.append(first.horizon)
        self._kept.append(first.facts, first.many)
        other = self._stamps.values[row] != entries.stamp
        nearer = (entries.horizon < self._horizons.values[row]) & ~other
        if nearer.any():
            self._come_nearer(row[nearer], entries.horizon[nearer])
        return new, other, nearer

    def corrected(self, entries: Entries) -> Marked:
        """Which of these entries are control events, or meant by one: of these or of those that are remembered."""
        control = entries.are_control()
        told = self._corrections.about(entries.id)
        return told | np.isin(entries.id, entries.id[control]) if control.any() else told

    def standing(self, ids: Keys) -> Ints:
        """The row that stands for each of these (different) ids; -1: none."""
        row = self._ledger.find(ids)
        if not len(self) or not len(ids):
            return row
        some = np.maximum(row, 0)
        originals = Originals(row, self._kept.ticks(some), self._horizons.values[some].astype(np.int64))
        return self._corrections.standing(ids, originals)

    def facts(self, rows: Ints) -> FactColumns:
        """What the entries in these rows count."""
        _, facts = self._kept.read(rows)
        return facts.take(np.flatnonzero(facts.route != self.names.retracted))

    def forget(self, oldest: int) -> None:
        """Forget the entries of ticks before `oldest`."""
        left = self._kept.ticks(np.arange(len(self))) >= oldest
        controls = self._left(self._corrections.all(), left, oldest)
        self._ledger = Ledger(self._ledger.keys()[left])
        self._stamps, self._horizons = self._stamps.only(left), self._horizons.only(left)
        self._kept = self._kept.only(left)
        self._corrections = Corrections()
        self._corrections.add(controls)

    def entries(self, most: int) -> Iterator[Entries]:
        """All entries in order, at most so many at once."""
        version = np.zeros(len(self), np.uint64)
        controls = self._corrections.all()
        version[controls.row] = controls.version
        for start in range(0, len(self), most):
            rows = np.arange(start, min(start + most, len(self)))
            many, facts = self._kept.read(rows)
            mine = version[rows] if version[rows].any() else None
            ids, own = _keys(self._ledger.keys()[rows], mine), (self._stamps.values[rows], self._horizons.values[rows])
            yield Entries(ids, mine, *own, many if (many > 1).any() else None, facts)

    def _come_nearer(self, row: Ints, horizon: NDArray[np.uint32]) -> None:
        np.minimum.at(self._horizons.values, row, horizon)
        rows = np.unique(row)
        self._corrections.come_nearer(rows, self._horizons.values[rows].astype(np.int64))

    def _left(self, controls: Controls, left: Marked, oldest: int) -> Controls:
        """The control events that may still matter, with the rows that they will have.

        Not those of an event that is forgotten; nor those that wait for one and would put something in its place that
        is too old by now.
        """
        event = self._ledger.find(controls.id)
        matter = np.where(event >= 0, left[event], controls.by >= oldest) & left[controls.row]
        places = np.flatnonzero(matter)
        those = controls.take(places)
        return those._replace(row=(np.cumsum(left) - 1)[those.row])


def _keys(ids: Keys, version: Keys | None) -> Keys:
    """A key for each version of an id: the id itself for the event. Done twice, it is undone."""
    return ids if version is None else ids ^ version * _SPREAD
