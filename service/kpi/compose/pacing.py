"""Which rows must be told again because more of their period has elapsed: only those that a pace judges."""

from collections.abc import Sequence

import numpy as np

from schemas.facts import ScopeKey
from service.kpi.columns import Ints, Names
from service.kpi.compose.cells import Cells
from service.kpi.compose.objective import Goal


class Pacing:
    """Follows the head of one window with paces, a quarter of an hour at a time."""

    def __init__(self, goals: Sequence[Goal], cells: Cells, scopes: Names[ScopeKey]) -> None:
        self._only = [goal.only for goal in goals]
        self._cells, self._scopes = cells, scopes
        self._moment, self._running = -1, -1
        self._due: list[int] = []

    def move(self, moment: int, running: int) -> None:
        """So much has elapsed (a second that counts as now), and the head is in this bucket."""
        if moment != self._moment or running != self._running:
            self._due += {self._running, running}
        self._moment, self._running = moment, running

    def settle(self) -> None:
        """Mark the rows of the buckets in which something elapsed; that it all has, of the one that was left."""
        if self._due:
            self._cells.moved(self._rows(sorted(set(self._due))))
            self.rest()

    def rest(self) -> None:
        """All is as it was told, as after a snapshot was loaded."""
        self._due.clear()

    def _rows(self, buckets: Sequence[int]) -> Ints:
        if None in self._only:
            return np.flatnonzero(np.isin(self._cells.bucket, buckets))
        scopes = {self._scopes.known(only) for only in self._only if only is not None} - {-1}
        pairs = np.array([(scope, bucket) for scope in sorted(scopes) for bucket in buckets], np.int64).reshape(-1, 2)
        rows = self._cells.find(pairs[:, 0], pairs[:, 1])
        return rows[rows >= 0]
