"""Which version of an event stands: the highest of the control events that hold for it, or the event itself.

What holds is told in docs/decisions/0006. It is a function of the control events and of the event, in any order.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.kpi.columns import Ints, Marked
from service.kpi.keys.dense import Dense
from service.kpi.keys.ledger import Ledger
from service.kpi.keys.seen import Keys

NEVER = 1 << 32
"""A tick after all others: that of what a retraction puts in place of an event."""

_TICK_BITS = 33


class Controls(NamedTuple):
    """Control events as columns."""

    id: Keys
    """Of the event that is meant."""
    version: NDArray[np.uint64]
    horizon: Ints
    """The tick before which its partition took no event any more; of several copies of it, the lowest."""
    latest: Ints
    """The last tick of an event that it may hold for."""
    by: Ints
    """The tick of what it puts in place of the event; `NEVER` for a retraction."""
    row: Ints
    """Where its facts are kept."""

    def take(self, places: Ints) -> "Controls":
        """Those at these places."""
        ticks = self.horizon[places], self.latest[places], self.by[places]
        return Controls(self.id[places], self.version[places], *ticks, self.row[places])


class Originals(NamedTuple):
    """Events themselves, one for each of some ids."""

    row: Ints
    """-1: it has not come."""
    tick: Ints
    horizon: Ints
    """As that of a control event."""


class Corrections:
    """The control events that are remembered."""

    def __init__(self) -> None:
        self._ids = Ledger()
        self._id = Dense(np.int64)  # its number in `_ids`
        self._version = Dense(np.uint64)
        self._horizon, self._latest, self._by = Dense(np.int64), Dense(np.int64), Dense(np.int64)
        self._row = Dense(np.int64)

    def __len__(self) -> int:
        return len(self._row)

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        columns = (self._id, self._horizon, self._latest, self._by, self._row)
        return self._ids.nbytes + self._version.nbytes + sum(column.nbytes for column in columns)

    def all(self) -> Controls:
        """All of them, in the order in which they came."""
        ticks = self._horizon.values, self._latest.values, self._by.values
        return Controls(self.ids, self._version.values, *ticks, self._row.values)

    def add(self, controls: Controls) -> None:
        """Remember more of them."""
        self._id.append(self._ids.add(controls.id)[1])
        self._version.append(controls.version)
        self._horizon.append(controls.horizon)
        self._latest.append(controls.latest)
        self._by.append(controls.by)
        self._row.append(controls.row)

    @property
    def ids(self) -> Keys:
        """Of the event that each of them means, in the order in which they came."""
        return self._ids.keys()[self._id.values]

    def about(self, ids: Keys) -> Marked:
        """Whether there is any about the event of each of these ids."""
        if not len(self):
            return np.zeros(len(ids), np.bool_)
        return self._ids.find(ids) >= 0

    def come_nearer(self, rows: Ints, horizon: Ints) -> None:
        """Of control events in these rows (each once) there is a copy with a lower horizon."""
        order = np.argsort(self._row.values)
        place = np.searchsorted(self._row.values, rows, sorter=order)
        known = np.flatnonzero(np.isin(rows, self._row.values))  # not those that were dropped
        self._horizon.values[order[place[known]]] = horizon[known]

    def standing(self, ids: Keys, originals: Originals) -> Ints:
        """The row that stands for each of these (different) ids; -1: none."""
        stands = originals.row.copy()
        which, controls = self._of(ids)
        tick = originals.tick[which]
        able = (tick <= controls.latest) & (originals.horizon[which] <= controls.by)
        lowest = _lowest_before(which, tick, np.where(able, controls.by, NEVER))
        holds = np.flatnonzero((originals.row[which] >= 0) & able & (controls.horizon <= lowest))
        stands[which[holds]] = controls.row[holds]  # in the order of versions: the highest is written last
        return stands

    def _of(self, ids: Keys) -> tuple[Ints, Controls]:
        """The control events about these ids, in order of id and version, each with the place of its id."""
        wanted = np.full(len(self._ids) + 1, -1)  # the last place is that of ids that are not there
        wanted[self._ids.find(ids)] = np.arange(len(ids))
        wanted[-1] = -1
        which = wanted[self._id.values]
        mine = np.flatnonzero(which >= 0)
        mine = mine[np.lexsort((self._version.values[mine], which[mine]))]
        return which[mine], self.all().take(mine)


def _lowest_before(which: Ints, first: Ints, ticks: Ints) -> Ints:
    """The lowest of `first` and of the ticks before each place, among those of equal `which`, which never falls.

    >>> same, first = np.array([0, 0, 0, 1]), np.array([7, 7, 7, 9])
    >>> _lowest_before(same, first, np.array([8, 5, 6, 1])).tolist()
    [7, 7, 5, 9]
    """
    begins = np.diff(which, prepend=-1) > 0
    before = np.where(begins, first, np.roll(ticks, 1))
    # Each id's keys are lower than those of the ids before it, so that the lowest so far is one of its own.
    keys = (len(which) - which << _TICK_BITS) + before
    return np.minimum.accumulate(keys) & (1 << _TICK_BITS) - 1
