"""A column of numbers on its way out: as JSON for all lines at once, or one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

NULL = b"null"
"""Undefined, as JSON."""

_EXACT = (1 << 53) - 1  # up to here a float tells every whole number from its neighbours


@dataclass(frozen=True)
class Numbers:
    """One number for each line; NaN is undefined."""

    column: NDArray[Any]
    whole: bool
    """They are written without a point, unless too large for a float to tell them from their neighbours."""

    @cached_property
    def json(self) -> Sequence[bytes]:
        """Each one as JSON; undefined is null."""
        return self._written()[1:-1].split(b",")

    def _written(self) -> bytes:
        column = self.column
        if self.whole and column.dtype == np.float64:
            if not (np.abs(column) <= _EXACT).all():
                return orjson.dumps([self.at(line) for line in range(len(column))])
            column = column.astype(np.int64)
        return orjson.dumps(np.ascontiguousarray(column), option=orjson.OPT_SERIALIZE_NUMPY)

    def at(self, line: int) -> int | float | None:
        """One of them; undefined is None."""
        number: int | float = self.column.item(line)
        if number != number:
            return None
        return int(number) if self.whole and abs(number) <= _EXACT else float(number)
