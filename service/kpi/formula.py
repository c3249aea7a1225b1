"""The formula of a KPI: arithmetic over indicators and attainments of other KPIs, read once, then called.

>>> open_rate = parse_formula("opened_unique / delivered_unique")
>>> open_rate.value({"opened_unique": 1, "delivered_unique": 4})
0.25
>>> print(open_rate.value({"opened_unique": 1, "delivered_unique": 0}))
None
"""

from dataclasses import dataclass, field

from service.kpi.formula_parser import FormulaError, parse_tree
from service.kpi.formula_tree import Attainment, Quotient, Read, Tree, Value, compiled, leaves

__all__ = ["Formula", "FormulaError", "parse_formula"]


@dataclass(frozen=True)
class Formula:
    """A formula as text, as tree, and as functions of a mapping whose keys are the strings of `inputs`.

    Undefined is None: a part that is undefined, a division by zero, or a result no float can hold.
    """

    text: str
    tree: Tree
    indicators: tuple[str, ...]
    """Indicators read, in order of first use."""
    attained: tuple[str, ...]
    """KPIs whose attainment is read, in order of first use."""
    value: Value = field(repr=False, compare=False)
    quotient: tuple[Value, Value] | None = field(repr=False, compare=False)
    """Numerator and denominator, where the top of the formula is a division: the KPI is then a ratio."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The indicators, then `attainment(kpi)` for each KPI attained."""
        return (*self.indicators, *(Attainment(kpi).key for kpi in self.attained))


def parse_formula(text: str) -> Formula:
    """Read a formula; raises FormulaError with the column and the reason."""
    tree = parse_tree(text)
    read = tuple(leaves(tree))
    indicators = dict.fromkeys(leaf.indicator for leaf in read if isinstance(leaf, Read))
    attained = dict.fromkeys(leaf.kpi for leaf in read if isinstance(leaf, Attainment))
    return Formula(text, tree, tuple(indicators), tuple(attained), compiled(tree), _quotient(tree))


def _quotient(tree: Tree) -> tuple[Value, Value] | None:
    match tree:
        case Quotient(numerator, denominator):
            return compiled(numerator), compiled(denominator)
    return None
