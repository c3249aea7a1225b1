"""Admitted facts of several records, as columns."""

from collections.abc import Sequence

import numpy as np

from schemas.facts import Admitted
from service.kpi.columns import Ints, column
from service.kpi.keys.seen import Keys
from service.kpi.plans import Plans

_PLUS = b"\x01"


class Batch:
    """One entry for each fact; `route` is its number in our own plans."""

    def __init__(self, admitted: Sequence[Admitted], plans: Plans) -> None:
        lengths = [len(each.route) // 4 for each in admitted]
        tables = [plans.routes.ids(each.routes) for each in admitted]
        before = np.cumsum([0, *(len(table) for table in tables[:-1])])
        place = column((each.route for each in admitted), np.uint32) + np.repeat(before, lengths)
        self.route: Ints = np.concatenate(tables)[place]
        self.tick: Ints = column((each.tick for each in admitted), np.uint32).astype(np.int64)
        self.subject: Keys = column((each.subject for each in admitted), np.uint64)
        self.amounts: Ints = column((each.amounts for each in admitted), np.int64)
        """Flat: those of a fact begin at its `start`."""
        self.sign: Ints | None = None
        """±1; None: all are +1."""
        if any(each.sign for each in admitted):
            signs = (each.sign or _PLUS * n for each, n in zip(admitted, lengths, strict=True))
            self.sign = column(signs, np.int8).astype(np.int64)
        measures = plans.measures()[self.route] if len(self.amounts) else np.zeros(len(self.route), np.int64)
        self.start: Ints = np.cumsum(measures) - measures

    def __len__(self) -> int:
        return len(self.route)
