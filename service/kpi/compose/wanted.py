"""Which KPIs exist on which lines of a window, and which of them changed: whole matrices at once."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from service.kpi.columns import Ints, Marked
from service.kpi.compose.layout import Reading
from service.kpi.compose.tables import Lines
from service.kpi.scopes import ScopeTexts, exists_in

Weights = NDArray[np.float32]


class Wanted:
    """The readings of one window, as matrices: columns of the layout by readings."""

    def __init__(self, readings: Sequence[Reading], columns: int) -> None:
        self._readings = readings
        self._seen = self._matrix(columns, lambda reading: reading.seen)
        self._watched = self._matrix(columns, lambda reading: reading.watched)
        self._compared: Marked = np.array([_is_held_against_time(reading) for reading in readings], np.bool_)
        self._allowed: Marked = np.zeros((0, len(readings)), np.bool_)

    def counted(self, value: Ints) -> Marked:
        """Where one of a KPI's inputs is not zero: lines by readings."""
        return _any(value != 0, self._seen)

    def existing(self, lines: Lines, scopes: ScopeTexts) -> Marked:
        """Where a KPI has the scope's dimensions and one of its inputs was seen: lines by readings."""
        return _any(lines.seen, self._seen) & self._broken_down(scopes)[scopes.kind[lines.scope]]

    def changed(self, lines: Lines, scopes: ScopeTexts) -> Marked:
        """Where it exists and changed, or what it is held against did."""
        moved = lines.moved[:, None] & self._compared
        return self.existing(lines, scopes) & (_any(lines.changed, self._watched) | moved)

    def gone(self, lines: Lines, scopes: ScopeTexts) -> Marked:
        """Where it existed when it was last told, and does not exist any more."""
        existed = _any(lines.told, self._seen) & self._broken_down(scopes)[scopes.kind[lines.scope]]
        return existed & ~self.existing(lines, scopes)

    def _broken_down(self, scopes: ScopeTexts) -> Marked:
        """Kinds of scopes by readings; kinds are added as they come."""
        new = scopes.kinds[len(self._allowed) :]
        if new:
            allowed = [[exists_in(kind, reading.kpi) for reading in self._readings] for kind in new]
            self._allowed = np.concatenate((self._allowed, np.array(allowed, np.bool_)))
        return self._allowed

    def _matrix(self, columns: int, of: Callable[[Reading], list[int]]) -> Weights:
        matrix = np.zeros((columns, len(self._readings)), np.float32)
        for number, reading in enumerate(self._readings):
            matrix[of(reading), number] = 1
        return matrix


def _is_held_against_time(reading: Reading) -> bool:
    """Whether it is told again when what it is compared with moves: earlier periods, or what is expected so far."""
    return reading.kpi.evolution or any(goal.pace for goal in reading.goals.values())


def _any(marked: Marked, weights: Weights) -> Marked:
    """Where one of a reading's columns is marked. Most lines are of one family: the columns of others cost nothing."""
    found = np.zeros((len(marked), weights.shape[1]), np.bool_)
    # What rolls has no stocks, which are the last columns.
    columns = np.flatnonzero(marked.any(0))
    readings = np.flatnonzero(weights[columns].any(0))
    found[:, readings] = marked[:, columns].astype(np.float32) @ weights[np.ix_(columns, readings)] > 0
    return found
