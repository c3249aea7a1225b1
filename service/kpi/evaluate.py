"""KPIs over many lines at once: from the indicators' values to values, parts, inputs and attainments."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from service.kpi.catalog import Catalog
from service.kpi.columns import Ints
from service.kpi.formula import Formula, Part
from service.kpi.formula_tree import Column, finite
from service.kpi.numbers import Numbers
from service.kpi.objective import attainment

Inputs = dict[str, int | float | None]


class Evaluation(NamedTuple):
    """What a KPI says on one line. None is undefined; a KPI that is no ratio has no numerator and no denominator."""

    value: float | None
    numerator: float | None
    denominator: float | None
    inputs: Inputs


class Evaluated(NamedTuple):
    """What a KPI says on every line."""

    value: Numbers
    numerator: Numbers | None
    denominator: Numbers | None
    inputs: Mapping[str, Numbers]

    @property
    def sample(self) -> Column | None:
        """What its objective is judged on: the denominator, where there is one."""
        return None if self.denominator is None else self.denominator.column

    def at(self, line: int) -> Evaluation:
        """What it says on one of them."""
        numerator, denominator = (
            None if part is None else part.at(line) for part in (self.numerator, self.denominator)
        )
        inputs = {name: numbers.at(line) for name, numbers in self.inputs.items()}
        return Evaluation(self.value.at(line), numerator, denominator, inputs)


class Evaluator:
    """Evaluates KPIs over lines whose values stand in the columns that it is given the names of."""

    def __init__(self, catalog: Catalog, columns: tuple[str, ...]) -> None:
        self.formulas = catalog.formulas
        self.columns = columns
        attained = {other for formula in catalog.formulas.values() for other in formula.attained}
        objectives = {kpi: catalog.kpis[kpi].objective for kpi in attained}
        self.targets = {kpi: objective.target for kpi, objective in objectives.items() if objective}

    def __call__(self, value: Ints) -> "Sheet":
        """The lines of a matrix, to be asked for KPIs."""
        return Sheet(self, value)


class Sheet:
    """Lines that are being evaluated; what was computed once is kept."""

    def __init__(self, evaluator: Evaluator, value: Ints) -> None:
        self._evaluator = evaluator
        self._length = len(value)
        self._numbers = {name: Numbers(value[:, at], whole=True) for at, name in enumerate(evaluator.columns)}
        self._columns: dict[str, Column] = {}

    def __getitem__(self, kpi: str) -> Evaluated:
        """A KPI on every line."""
        formula = self._evaluator.formulas[kpi]
        self._read(formula)
        inputs = {name: self._numbers[name] for name in formula.inputs}
        with np.errstate(all="ignore"):
            if formula.quotient is None:
                return Evaluated(self._part(formula.all), None, None, inputs)
            numerator, denominator = map(self._part, formula.quotient)
            value = Numbers(finite(numerator.column / denominator.column), whole=False)
            return Evaluated(value, numerator, denominator, inputs)

    def _part(self, part: Part) -> Numbers:
        return Numbers(np.broadcast_to(part.value(self._columns), self._length), part.whole)

    def _read(self, formula: Formula) -> None:
        for name in formula.indicators:
            if name not in self._columns:
                self._columns[name] = self._numbers[name].column.astype(np.float64)
        for kpi in formula.attained:
            self._attain(kpi)

    def _attain(self, kpi: str) -> None:
        key = f"attainment({kpi})"
        if key not in self._columns:
            column = attainment(self[kpi].value.column, self._evaluator.targets[kpi])
            self._columns[key], self._numbers[key] = column, Numbers(column, whole=False)
