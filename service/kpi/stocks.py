"""Stocks: how many there were when a bucket began, from what earlier buckets of the same scope added and took."""

from collections.abc import Sequence

import numpy as np

from service.kpi.cells import Cells
from service.kpi.columns import Ints
from service.kpi.layout import Stock


def take_stock(cells: Cells, stocks: Sequence[Stock]) -> None:
    """Bring the stocks of every scope that changed up to date; a late event changes all later buckets."""
    scopes = np.unique(cells.scope[cells.changed.any(1)]) if stocks else np.zeros(0, np.int64)
    rows = np.flatnonzero(np.isin(cells.scope, scopes))
    rows = rows[np.lexsort((cells.bucket[rows], cells.scope[rows]))]
    for stock in stocks if len(rows) else ():
        flow = cells.value[rows, stock.plus] - cells.value[rows, stock.minus]
        before = _before(flow, cells.scope[rows])
        moved = before != cells.value[rows, stock.column]
        cells.changed[rows[moved], stock.column] = True
        cells.value[rows, stock.column] = before


def _before(flow: Ints, scope: Ints) -> Ints:
    """The sum of the flow before each row, within its scope; rows are sorted by scope.

    >>> _before(np.array([5, -1, 2, 7]), np.array([0, 0, 0, 3])).tolist()
    [0, 5, 4, 0]
    """
    running = np.cumsum(flow) - flow
    begins = np.flatnonzero(np.concatenate(([True], scope[1:] != scope[:-1])))
    return running - np.repeat(running[begins], np.diff(np.append(begins, len(scope))))
