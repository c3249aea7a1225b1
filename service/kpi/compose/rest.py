"""What scopes that are not shown add up to: the inputs of every KPI, never its values.

Scopes of the same dimensions have no event in common, so counts, amounts and levels add up exactly. Different people do
not: somebody may be in several of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from schemas.facts import ABSENT, ScopeKey
from service.kpi.columns import Ints, Marked
from service.kpi.compose.layout import Reading

OTHER = "other"
"""The value of every dimension of a rest, but for those that are kept apart."""


Crowd = tuple[int, tuple[str, ...]]
"""A window (its position among the layout's) and a set of dimensions: scopes of a crowd compete for room."""


class Together(NamedTuple):
    """Scopes of a crowd that are added up: as the scope that stands for them all."""

    window: int
    scope: ScopeKey

    @property
    def crowd(self) -> Crowd:
        """Theirs."""
        return self.window, tuple(name for name, _ in self.scope)


def together(window: int, scope: ScopeKey, apart: frozenset[str]) -> Together:
    """What a scope is added up with, where nothing may be added up over the dimensions `apart`."""
    return Together(window, tuple((name, value if name in apart else OTHER) for name, value in scope))


@dataclass(slots=True)
class Rest:
    """Lines that were added up."""

    scopes: int
    inputs: Ints
    """By KPI and column: over the lines on which the KPI exists. Behind the last KPI: over those on which one exists
    that reads the column. `ABSENT` where it is undefined on one of them."""
    exists: Marked
    """By KPI: whether it exists on one of them."""
    judged: Marked
    """By KPI: whether its objective judges one of them."""
    breached: Ints
    """By KPI: on how many of them its objective is in breach."""

    def __add__(self, other: "Rest") -> "Rest":
        undefined = (self.inputs == ABSENT) | (other.inputs == ABSENT)
        inputs = np.where(undefined, ABSENT, self.inputs + other.inputs)
        exists, judged = self.exists | other.exists, self.judged | other.judged
        return Rest(self.scopes + other.scopes, inputs, exists, judged, self.breached + other.breached)


class Adder:
    """Adds lines up."""

    def __init__(self, readings: Sequence[Reading], folded: int) -> None:
        """`folded`: how many columns are folded from events; the others are made of them."""
        self._folded = folded
        self._made = [[column for column in reading.watched if column >= folded] for reading in readings]
        made = sorted({column for columns in self._made for column in columns})
        self._readers = {each: [kpi for kpi, columns in enumerate(self._made) if each in columns] for each in made}

    def __call__(self, value: Ints, wanted: Marked, judged: Marked, breached: Marked) -> Rest:
        """The rest that lines are: their values by column, the KPIs that exist there, are judged, are in breach."""
        # Where a KPI does not exist, all that is folded for it is zero. What is made is not: a level stays where
        # nothing flows. But such a line has no key, and so it is no part of the rest.
        inputs = np.tile(value.sum(0), (len(self._made) + 1, 1))
        inputs[:, self._folded :] = 0
        for kpi, columns in enumerate(self._made):
            inputs[kpi, columns] = _sum(value[wanted[:, kpi]][:, columns])
        for column, readers in self._readers.items():
            inputs[-1, column] = _sum(value[wanted[:, readers].any(1), column])
        exists: Marked = np.logical_or.reduce(wanted, 0)
        return Rest(len(value), inputs, exists, np.logical_or.reduce(judged, 0), breached.sum(0))


def _sum(lines: Ints) -> Ints:
    """Column by column; undefined where one is."""
    total: Ints = np.where((lines == ABSENT).any(0), ABSENT, lines.sum(0))
    return total
