"""Why a value is what it is: the update, its formula step by step, its parts, and whether it comes out again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.definitions import Kpi
from schemas.updates import Base, Update
from service.explain.judged import judged, ratio
from service.explain.recompute import Recompute
from service.kpi.catalog import Catalog
from service.kpi.formula.formula import Formula
from service.kpi.formula.tree import Attainment, Quotient


@dataclass(frozen=True)
class Difference:
    """What was published, beside what comes out of the published inputs."""

    field: str
    published: object
    recomputed: object


@dataclass(frozen=True)
class Part:
    """A KPI whose attainment is an input."""

    kpi: str
    attainment: float | None
    """As the input has it."""
    of: "Explanation | None"
    """None where nothing was published of it there."""


@dataclass(frozen=True)
class Explanation:
    """One update, explained."""

    kpi: Kpi
    formula: Formula
    update: Update
    recompute: Recompute | None
    """None where its inputs are not those of the formula: another catalog published it."""
    parts: tuple[Part, ...]
    own: tuple[Difference, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Its own, and those of all its parts."""
        return (*self.own, *(each for part in self.parts if part.of for each in part.of.differences))

    @property
    def reproduced(self) -> bool:
        """Everything comes out as it was published."""
        return not self.differences


def explain(kpi: str, found: Mapping[str, Update], catalog: Catalog) -> Explanation:
    """The explanation of the update of a KPI, with those of all KPIs that it is made of."""
    update, formula = found[kpi], catalog.formulas[kpi]
    if set(update.inputs) != set(formula.inputs):
        other = Difference(f"{kpi}: inputs", sorted(update.inputs), sorted(formula.inputs))
        return Explanation(catalog.kpis[kpi], formula, update, None, (), (other,))
    money = frozenset(name for name, indicator in catalog.indicators.items() if indicator.unit == "money")
    recompute = Recompute(update.inputs, money)
    judgement = tuple(_judged(kpi, update, catalog))
    parts = tuple(_part(part, update, found, catalog) for part in formula.attained)
    own = (*_own(kpi, update, formula, recompute), *_attained(kpi, update, found, catalog))
    return Explanation(catalog.kpis[kpi], formula, update, recompute, parts, (*own, *judgement))


def _part(kpi: str, update: Update, found: Mapping[str, Update], catalog: Catalog) -> Part:
    return Part(kpi, update.inputs[Attainment(kpi).key], explain(kpi, found, catalog) if kpi in found else None)


def _own(kpi: str, update: Update, formula: Formula, recompute: Recompute) -> Iterator[Difference]:
    """Where value, numerator or denominator are not what the inputs give, or what is made of the value is not."""
    tree = formula.tree
    sides = (recompute(tree.left), recompute(tree.right)) if isinstance(tree, Quotient) else (None, None)
    yield from _unequal(f"{kpi}: value", update.value, recompute(tree))
    yield from _unequal(f"{kpi}: numerator", update.numerator, sides[0])
    yield from _unequal(f"{kpi}: denominator", update.denominator, sides[1])
    if update.evolution:
        yield from _compared(f"{kpi}: previous", update, update.evolution.previous)
        yield from _compared(f"{kpi}: year_ago", update, update.evolution.year_ago)


def _judged(kpi: str, update: Update, catalog: Catalog) -> Iterator[Difference]:
    state, objective = update.objective, catalog.kpis[kpi].objective
    if state is not None:
        own, counted = (state.severity, ()) if objective is None else (objective.severity, objective.sample)
        wanted = judged(update, state, own, counted)
        for name in ("attainment", "status", "severity", "pace"):
            yield from _unequal(f"{kpi}: objective.{name}", getattr(state, name), getattr(wanted, name))


def _compared(field: str, update: Update, base: Base | None) -> Iterator[Difference]:
    if base is None:
        return
    difference = None if None in (update.value, base.value) else _minus(update.value, base.value)
    yield from _unequal(f"{field}.difference", base.difference, difference)
    yield from _unequal(f"{field}.change", base.change, ratio(difference, base.value))


def _attained(kpi: str, update: Update, found: Mapping[str, Update], catalog: Catalog) -> Iterator[Difference]:
    """Where an attainment among the inputs is not that of the part as it was published."""
    for name, part in found.items():
        key, objective = Attainment(name).key, catalog.kpis[name].objective
        if key in update.inputs and objective:  # whether or not it is set over this window, but only where it judges
            judges = objective.only in (None, update.scope)
            attained = ratio(part.value, objective.target) if judges else None
            yield from _unequal(f"{kpi}: {key}", update.inputs[key], attained)


def _unequal(field: str, published: object, recomputed: object) -> Iterator[Difference]:
    if published != recomputed:
        yield Difference(field, published, recomputed)


def _minus(value: float | None, other: float | None) -> float | None:
    return None if value is None or other is None else float(value) - float(other)
