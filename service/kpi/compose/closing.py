"""Which rows of a window are to be called final: those whose bucket has ended. Rows that wait cost nothing."""

from collections import defaultdict
from collections.abc import Callable
from heapq import heappop, heappush

import numpy as np

from service.kpi.columns import Ints, grouped, united
from service.kpi.compose.cells import Cells


class Closing:
    """The rows that are not final yet, by the end of their bucket."""

    def __init__(self, end_of: Callable[[int], int]) -> None:
        """`end_of`: the first second after a bucket."""
        self._end_of = end_of
        self._known = 0
        self._rows: dict[int, list[Ints]] = defaultdict(list)
        self._ends: list[tuple[int, int]] = []

    def ended(self, cells: Cells, limit: int) -> Ints:
        """The rows whose bucket ended up to `limit` (seconds); each is told once, a late one at once."""
        self._learn(cells)
        rows: list[Ints] = []
        while self._ends and self._ends[0][0] <= limit:
            rows += self._rows.pop(heappop(self._ends)[1])
        return united(rows)

    def _learn(self, cells: Cells) -> None:
        new = np.arange(self._known, len(cells))
        new = new[~cells.final[new]]
        self._known = len(cells)
        for bucket, places in grouped(cells.bucket[new]):
            if bucket not in self._rows:
                heappush(self._ends, (self._end_of(bucket), bucket))
            self._rows[bucket].append(new[places])
