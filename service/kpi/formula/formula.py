"""The formula of a KPI: arithmetic over indicators and attainments of other KPIs, read once, then called.

>>> open_rate = parse_formula("opened_unique / delivered_unique")
>>> open_rate.value({"opened_unique": 1, "delivered_unique": 4})
0.25
>>> print(open_rate.value({"opened_unique": 1, "delivered_unique": 0}))
None
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from service.kpi.formula.numbers import Numbers
from service.kpi.formula.parser import FormulaError, parse_tree
from service.kpi.formula.tree import Attainment, Quotient, Read, Tree, Value, compiled, leaves, whole

__all__ = ["Formula", "FormulaError", "Part", "parse_formula", "part_of"]


@dataclass(frozen=True)
class Part:
    """A formula or one side of it, as a function of columns."""

    value: Value = field(repr=False, compare=False)
    whole: bool
    """Its value is a whole number where those of the indicators are; an attainment never is."""


@dataclass(frozen=True)
class Formula:
    """A formula as text, as tree, and as functions of columns whose keys are the strings of `inputs`.

    Undefined is NaN: a part that is undefined, a division by zero, or a result no float can hold.
    """

    text: str
    tree: Tree
    indicators: tuple[str, ...]
    """Indicators read, in order of first use; then those that are read for the sample alone."""
    attained: tuple[str, ...]
    """KPIs whose attainment is read, in order of first use."""
    all: Part
    quotient: tuple[Part, Part] | None
    """Numerator and denominator, where the top of the formula is a division: the KPI is then a ratio."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The indicators, then `attainment(kpi)` for each KPI attained."""
        return (*self.indicators, *(Attainment(kpi).key for kpi in self.attained))

    def value(self, inputs: Mapping[str, float | None]) -> float | None:
        """The value for single numbers; None is undefined. Whole as long as the inputs are."""
        given = {name: np.asarray(np.nan if number is None else number, np.float64) for name, number in inputs.items()}
        with np.errstate(all="ignore"):
            column = self.all.value(given).reshape(1)
        return Numbers(column, whole(self.tree, lambda leaf: isinstance(inputs[_key(leaf)], int | None))).at(0)


def parse_formula(text: str, sample: Sequence[str] = ()) -> Formula:
    """Read a formula; raises FormulaError with the column and the reason. `sample`: indicators that it is judged on."""
    tree = parse_tree(text)
    read = tuple(leaves(tree))
    indicators: dict[str, None] = dict.fromkeys(leaf.indicator for leaf in read if isinstance(leaf, Read))
    attained = dict.fromkeys(leaf.kpi for leaf in read if isinstance(leaf, Attainment))
    return Formula(
        text, tree, tuple(indicators | dict.fromkeys(sample)), tuple(attained), part_of(tree), _quotient(tree)
    )


def _quotient(tree: Tree) -> tuple[Part, Part] | None:
    match tree:
        case Quotient(numerator, denominator):
            return part_of(numerator), part_of(denominator)
    return None


def part_of(tree: Tree) -> Part:
    """A tree as a function of columns."""
    return Part(compiled(tree), whole(tree, lambda leaf: isinstance(leaf, Read)))


def _key(leaf: Read | Attainment) -> str:
    return leaf.indicator if isinstance(leaf, Read) else leaf.key
