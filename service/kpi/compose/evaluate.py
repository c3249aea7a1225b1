"""KPIs over many lines at once: from the indicators' values to values, parts, inputs and attainments."""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import reduce
from typing import NamedTuple, Self

import numpy as np

from schemas.facts import ABSENT, ScopeKey
from service.kpi.catalog import Catalog
from service.kpi.columns import Ints, Marked
from service.kpi.compose.objective import Goal, attainment
from service.kpi.formula.formula import Formula, Part, part_of
from service.kpi.formula.minor_units import in_minor_units, scaled
from service.kpi.formula.numbers import Numbers
from service.kpi.formula.tree import Column, Quotient, Tree, finite

Inputs = dict[str, int | float | None]

InScope = Callable[[ScopeKey], Marked]
"""Which lines are of a scope."""


class Evaluation(NamedTuple):
    """What a KPI says on one line. None is undefined; a KPI that is no ratio has no numerator and no denominator."""

    value: float | None
    numerator: float | None
    denominator: float | None
    inputs: Inputs

    def sample(self, counted: Sequence[str]) -> float | None:
        """As of many lines."""
        return sum(self.inputs.get(name) or 0 for name in counted) if counted else self.denominator


class Evaluated(NamedTuple):
    """What a KPI says on every line."""

    value: Numbers
    numerator: Numbers | None
    denominator: Numbers | None
    inputs: Mapping[str, Numbers]

    def sample(self, counted: Sequence[str]) -> Column | None:
        """What its objective is judged on: what is counted in these inputs; where there are none, the denominator."""
        if counted:
            return reduce(np.add, (self.inputs[name].column for name in counted)).astype(np.float64)
        return None if self.denominator is None else self.denominator.column

    def at(self, line: int) -> Evaluation:
        """What it says on one of them."""
        numerator, denominator = (
            None if part is None else part.at(line) for part in (self.numerator, self.denominator)
        )
        inputs = {name: numbers.at(line) for name, numbers in self.inputs.items()}
        return Evaluation(self.value.at(line), numerator, denominator, inputs)


class Side(NamedTuple):
    """A formula or one side of it, over thousandths of money."""

    part: Part
    power: int
    """Its value is divided by 1000 so many times."""

    @classmethod
    def of(cls, tree: Tree, money: Container[str]) -> Self:
        """Made of a formula over minor units."""
        over_thousandths = scaled(tree, money.__contains__)
        return cls(part_of(over_thousandths.tree), over_thousandths.power)


class Evaluator:
    """Evaluates KPIs over lines whose values stand in the columns that it is given the names of."""

    def __init__(self, catalog: Catalog, columns: tuple[str, ...]) -> None:
        self.formulas = catalog.formulas
        self.columns = {name: at for at, name in enumerate(columns)}
        self.money = {name for name, indicator in catalog.indicators.items() if indicator.unit == "money"}
        self.consolidated = frozenset(catalog.consolidated)
        self.sides = {kpi: self._sides(formula.tree) for kpi, formula in catalog.formulas.items()}
        attained = {other for formula in catalog.formulas.values() for other in formula.attained}
        objectives = {kpi: catalog.kpis[kpi].objective for kpi in attained}
        self.goals = {kpi: Goal.of(objective, catalog) for kpi, objective in objectives.items() if objective}
        """Of the KPIs whose attainment is read."""

    def __call__(self, value: Ints | Column, within: InScope) -> "Sheet":
        """The lines of a matrix, to be asked for KPIs. Where a float is NaN the indicator is undefined."""
        return Sheet(self, value, within)

    def _sides(self, tree: Tree) -> tuple[Side, ...]:
        """The whole; of a ratio also its numerator and denominator."""
        parts = (tree, tree.left, tree.right) if isinstance(tree, Quotient) else (tree,)
        return tuple(Side.of(part, self.money) for part in parts)


class Sheet:
    """Lines that are being evaluated; what was computed once is kept."""

    def __init__(self, evaluator: Evaluator, value: Ints | Column, within: InScope) -> None:
        self._evaluator, self._value, self._within = evaluator, value, within
        self._inputs: dict[str, Numbers] = {}
        self._columns: dict[str, Column] = {}

    def __getitem__(self, kpi: str) -> Evaluated:
        """A KPI on every line."""
        formula = self._evaluator.formulas[kpi]
        self._read(formula)
        inputs = {name: self._inputs[name] for name in formula.inputs}
        whole, *sides = self._evaluator.sides[kpi]
        with np.errstate(all="ignore"):
            if not sides:
                return Evaluated(self._shown(self._column(whole.part), whole), None, None, inputs)
            numerator, denominator = (self._column(side.part) for side in sides)
            value = Numbers(in_minor_units(finite(numerator / denominator), whole.power), whole=False)
            return Evaluated(value, self._shown(numerator, sides[0]), self._shown(denominator, sides[1]), inputs)

    def _column(self, part: Part) -> Column:
        column = part.value(self._columns)
        return column if column.ndim else np.broadcast_to(column, len(self._value))  # a number alone has no lines

    def _shown(self, column: Column, side: Side) -> Numbers:
        return Numbers(in_minor_units(column, side.power), side.part.whole and not side.power)

    def _read(self, formula: Formula) -> None:
        for name in formula.indicators:
            if name not in self._columns:
                self._read_one(name)
        for kpi in formula.attained:
            self._attain(kpi)

    def _read_one(self, name: str) -> None:
        given = self._value[:, self._evaluator.columns[name]]
        column = given.astype(np.float64)
        self._columns[name] = np.where(given == ABSENT, np.nan, column) if self._may_lack(name) else column
        if name in self._evaluator.money:
            self._inputs[name] = Numbers(in_minor_units(self._columns[name], 1), whole=False)
        else:
            self._inputs[name] = Numbers(given, whole=True)

    def _may_lack(self, name: str) -> bool:
        """Whether it may be undefined by itself: for want of a rate."""
        return name in self._evaluator.consolidated

    def _attain(self, kpi: str) -> None:
        key = f"attainment({kpi})"
        if key not in self._columns:
            goal = self._evaluator.goals[kpi]
            column = attainment(self[kpi].value.column, goal.target)
            if goal.only is not None:
                column = np.where(self._within(goal.only), column, np.nan)
            self._columns[key], self._inputs[key] = column, Numbers(column, whole=False)
