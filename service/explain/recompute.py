"""A formula worked out again from published inputs, with the arithmetic that compose has."""

from collections.abc import Container, Mapping

import numpy as np

from service.kpi.compose.evaluate import Side
from service.kpi.formula.minor_units import in_minor_units
from service.kpi.formula.tree import Column, Tree

Inputs = Mapping[str, int | float | None]
"""As an update has them: money in minor units, an attainment under `attainment(kpi)`, None where undefined."""

_THOUSANDTHS = 1000


class Recompute:
    """Evaluates formulas, and parts of them, over the inputs of one update."""

    def __init__(self, inputs: Inputs, money: Container[str]) -> None:
        """`money`: the names of the indicators that are money."""
        self._money = money
        self._columns = {name: _column(given, name in money) for name, given in inputs.items()}

    def __call__(self, tree: Tree) -> float | None:
        """The value in the units that are published (money: minor units); None is undefined.

        Raises KeyError where the tree reads what is none of the inputs.
        """
        # Over thousandths and divided once at the end, as compose does it: else the last digit may differ.
        side = Side.of(tree, self._money)
        with np.errstate(all="ignore"):
            number = float(in_minor_units(side.part.value(self._columns), side.power))
        return None if number != number else number


def _column(given: int | float | None, is_money: bool) -> Column:
    if given is None:
        return np.asarray(np.nan)
    # Exact up to 2**51 thousandths of a minor unit, which are 22 thousand million euros.
    return np.asarray(np.rint(float(given) * _THOUSANDTHS) if is_money else float(given))
