"""A KPI in one scope and bucket: from the values of the indicators to value, parts, inputs and objective."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from service.kpi.catalog import Catalog
from service.kpi.formula import Formula
from service.kpi.formula_tree import divided
from service.kpi.objective import attainment

Inputs = dict[str, int | float | None]


class Evaluation(NamedTuple):
    """What a KPI says. None is undefined; a KPI that is no ratio has no numerator and no denominator."""

    value: float | None
    numerator: float | None
    denominator: float | None
    inputs: Inputs


class Evaluator:
    """Evaluates KPIs over the indicators' values of one scope and bucket."""

    def __init__(self, catalog: Catalog) -> None:
        self._formulas = catalog.formulas
        self._inputs = {kpi: formula.inputs for kpi, formula in catalog.formulas.items()}
        attained = {other for formula in catalog.formulas.values() for other in formula.attained}
        objectives = {kpi: catalog.kpis[kpi].objective for kpi in attained}
        self._targets = {kpi: (f"attainment({kpi})", o.target) for kpi, o in objectives.items() if o}
        self._before = {kpi: tuple(_attained_by(catalog, kpi)) for kpi in catalog.kpis}

    def __call__(self, kpi: str, values: Inputs) -> Evaluation:
        """Evaluate; `values` holds every indicator of the row, and attainments are added to it as they are known."""
        for other in self._before[kpi]:
            self._attain(other, self._formulas[other], values)
        evaluation = evaluated(self._formulas[kpi], self._inputs[kpi], values)
        if kpi in self._targets:
            key, target = self._targets[kpi]
            values[key] = attainment(evaluation.value, target)
        return evaluation

    def _attain(self, kpi: str, formula: Formula, values: Inputs) -> None:
        key, target = self._targets[kpi]
        if key not in values:
            values[key] = attainment(formula.value(values), target)


def evaluated(formula: Formula, names: Iterable[str], values: Mapping[str, int | float | None]) -> Evaluation:
    """A formula over values that hold all of its inputs."""
    inputs = {name: values[name] for name in names}
    if formula.quotient is None:
        return Evaluation(formula.value(values), None, None, inputs)
    numerator, denominator = formula.quotient[0](values), formula.quotient[1](values)
    return Evaluation(divided(numerator, denominator), numerator, denominator, inputs)


def _attained_by(catalog: Catalog, kpi: str) -> Iterable[str]:
    """The KPIs whose attainments must be known first, in an order in which that is possible."""
    for other in catalog.formulas[kpi].attained:
        yield from _attained_by(catalog, other)
        yield other
