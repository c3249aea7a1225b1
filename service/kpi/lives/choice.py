"""Which of a few variants each indicator has, so that each is computed once for all that have it."""

from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

import numpy as np

from service.kpi.columns import Ints

Variant = TypeVar("Variant", bound=Hashable)


class Choice(Generic[Variant]):
    """The different variants, and that of each indicator, by its position among all."""

    def __init__(self, variants: Mapping[int, Variant]) -> None:
        self._options = tuple(dict.fromkeys(variants.values()))
        self._which = np.zeros(max(variants, default=-1) + 1, np.int64)
        for position, variant in variants.items():
            self._which[position] = self._options.index(variant)

    def taken(self, column: Callable[[Variant], Ints], indicator: Ints, row: Ints) -> Ints:
        """For each (indicator, row) what is in that row of the column which the indicator's variant makes."""
        columns = np.stack([column(option) for option in self._options], 1)
        taken: Ints = columns[row, self._which[indicator]]
        return taken
