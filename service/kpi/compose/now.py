"""What is current in one compose partition, as columns: a copy, that no later step changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from schemas.facts import ScopeKey
from schemas.updates import Severity
from service.kpi.columns import Ints, Marked
from service.kpi.compose.evaluate import Evaluated
from service.kpi.compose.objective import Goal, Judged
from service.kpi.compose.publish import Page
from service.kpi.compose.rest import Rest, Together
from service.kpi.formula.numbers import Numbers
from service.kpi.formula.tree import Column

NOT_JUDGED = -1


class Standing(NamedTuple):
    """Where a KPI stands against its objective, line by line."""

    attainment: Column
    status: Ints
    """Positions in `STATUSES`; NOT_JUDGED where no objective is set."""
    severities: tuple[Severity, Severity]
    """The objective's own, and the one that holds beyond its limit."""
    critical: Marked
    """Beyond the limit."""
    breached: Marked
    """The state of the objective: it has memory, and the status has not."""
    expected: Column
    """Of a pace: what is to be reached by now. NaN for any other objective, as the next one."""
    pace: Column

    @classmethod
    def nowhere(cls, lines: int, goal: Goal) -> "Standing":
        """Of a KPI that is judged on none of so many lines."""
        severities = goal.severity_of(False), goal.severity_of(True)
        nothing, nowhere = np.full(lines, np.nan), np.zeros(lines, np.bool_)
        status = np.full(lines, NOT_JUDGED)
        return cls(nothing.copy(), status, severities, nowhere.copy(), nowhere.copy(), nothing.copy(), nothing.copy())

    def put(self, lines: Ints, judged: Judged, breached: Marked) -> None:
        """What was judged on some lines."""
        self.attainment[lines], self.status[lines] = judged.attainment, judged.status
        self.critical[lines], self.breached[lines] = judged.critical, breached
        if judged.pace is not None:
            self.expected[lines], self.pace[lines] = judged.pace.expected, judged.pace.value

    def only(self, lines: Ints) -> "Standing":
        """On some of the lines."""
        columns = (self.critical[lines], self.breached[lines], self.expected[lines], self.pace[lines])
        return Standing(self.attainment[lines], self.status[lines], self.severities, *columns)


class Lasting(NamedTuple):
    """A breach that lasts though the bucket that it was of is over, and nothing was counted in the next one."""

    kpi: int
    window: int
    scope: ScopeKey
    severity: Severity


class Before(NamedTuple):
    """What a KPI was over the period before and the one of a year ago, line by line; NaN where it has no value.

    While a period runs, up to the same elapsed share of them (decision 0007).
    """

    previous: Column
    year_ago: Column

    def only(self, lines: Ints) -> "Before":
        """On some of the lines."""
        return Before(self.previous[lines], self.year_ago[lines])


@dataclass(frozen=True, slots=True)
class Now:
    """Lines of several windows, with what KPIs say on them, and what became of the lines that there is no room for."""

    page: Page
    names: Sequence[ScopeKey]
    """Scopes, by their number in the page."""
    kinds: Sequence[tuple[str, ...]]
    """Sets of dimensions."""
    kind: Ints
    """By line: which of them."""
    order: Ints
    """By line: who is shown first where there is no room for all; no two scopes of the partition are equal."""
    evaluated: Sequence[Evaluated]
    """By KPI."""
    standing: Mapping[int, Standing]
    """By KPI; of those that have an objective."""
    before: Mapping[int, Before]
    """By KPI; of those that have a key in an earlier period of some line."""
    ends: Mapping[int, int]
    """When each window ends that does (seconds)."""
    lasting: Sequence[Lasting]
    """Breaches without a value."""
    rests: Mapping[Together, Rest] = field(default_factory=dict)

    def scope(self, line: int) -> ScopeKey:
        """The scope of a line."""
        return self.names[int(self.page.scope[line])]

    def steered(self, lines: Ints) -> tuple[Marked, Marked]:
        """Of some lines, by KPI: where an objective judges, and where it is in breach."""
        judged, breached = (np.zeros((len(lines), len(self.evaluated)), np.bool_) for _ in range(2))
        for kpi, standing in self.standing.items():
            judged[:, kpi] = standing.status[lines] != NOT_JUDGED
            breached[:, kpi] = standing.breached[lines]
        return judged, breached

    def only(self, lines: Ints, rests: Mapping[Together, Rest]) -> "Now":
        """Some of the lines; `rests`: what the others add up to."""
        return replace(
            self,
            page=self.page.only(lines),
            kind=self.kind[lines],
            order=self.order[lines],
            evaluated=[_only(each, lines) for each in self.evaluated],
            standing={kpi: standing.only(lines) for kpi, standing in self.standing.items()},
            before={kpi: before.only(lines) for kpi, before in self.before.items()},
            rests=rests,
        )


def order_of(counts: Column, amounts: Column, kind: Ints, scope: Ints, breached: Marked) -> Ints:
    """Who is shown first, as numbers of which the lowest come first; by line what was counted there, and the money.

    First come scopes in which an objective is missed, so that no limit hides a breach; then those in which most was
    counted (where there is only money, the largest amounts), by powers of two; then those that were there first. So a
    scope must double to pass another, and a new one passes none of its own size: series seldom come and go.
    """
    any_count = np.bincount(kind, counts) > 0
    _, size = np.frexp(np.where(any_count[kind], counts, amounts))
    rank: Ints = np.where(breached, 0, _LARGEST) + _LARGEST - np.minimum(size.astype(np.int64), _LARGEST)
    return (rank << _SCOPE_BITS) + scope


_LARGEST = 127
_SCOPE_BITS = 27
"""As many as `paired` has for it."""


def _only(evaluated: Evaluated, lines: Ints) -> Evaluated:
    sides = (evaluated.numerator, evaluated.denominator)
    numerator, denominator = (None if side is None else _picked(side, lines) for side in sides)
    inputs = {name: _picked(numbers, lines) for name, numbers in evaluated.inputs.items()}
    return Evaluated(_picked(evaluated.value, lines), numerator, denominator, inputs)


def _picked(numbers: Numbers, lines: Ints) -> Numbers:
    return Numbers(numbers.column[lines], numbers.whole)
