"""Facts as columns: what of a fact travels from ingest to count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from schemas.facts import RETRACTED, Route
from service.kpi.columns import Ints, Names, only_used, stretches
from service.kpi.keys.seen import Keys

_decode_route = msgspec.msgpack.Decoder(Route).decode
_RETRACTED = msgspec.msgpack.encode(RETRACTED)


class RouteNames(Names[bytes]):
    """The routes of facts, as they travel. No more is read of them than how many measures they have."""

    def __init__(self) -> None:
        super().__init__(self._learn)
        self._widths: list[int] = []
        self._packed: Ints | None = None

    @property
    def widths(self) -> Ints:
        """How many measures each route has."""
        if self._packed is None:
            self._packed = np.array(self._widths, np.int64)
        return self._packed

    @property
    def retracted(self) -> int:
        """The number of the route that takes an event back."""
        return self.id(_RETRACTED)

    def _learn(self, name: bytes) -> None:
        self._widths.append(len(_decode_route(name)[3]))
        self._packed = None


@dataclass(frozen=True, slots=True)
class FactColumns:
    """Facts whose routes have numbers of one table of names; one entry a fact, but for `amounts`."""

    route: Ints
    tick: NDArray[np.uint32]
    subject: Keys
    amounts: Ints
    """For each fact as many as its route has measures."""
    starts: Ints | None
    """Where in `amounts` those of each fact begin, and at last their end; None: there are none."""

    @classmethod
    def of(cls, route: Ints, tick: NDArray[np.uint32], subject: Keys, amounts: Ints, names: RouteNames) -> Self:
        """Facts with amounts as they travel."""
        if not len(amounts):
            return cls(route, tick, subject, amounts, None)
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(names.widths[route])))
        return cls(route, tick, subject, amounts, starts)

    def __len__(self) -> int:
        return len(self.route)

    def take(self, places: Ints) -> "FactColumns":
        """The facts at these places."""
        columns = (self.route[places], self.tick[places], self.subject[places])
        if self.starts is None:
            return FactColumns(*columns, self.amounts, None)
        lengths = np.diff(self.starts)[places]
        _, found = stretches(self.starts[places], lengths)
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        return FactColumns(*columns, self.amounts[found], starts)

    def travelling(self, names: Sequence[bytes]) -> tuple[list[bytes], bytes, bytes, bytes, bytes]:
        """Routes, route, tick, subject and amounts, as they travel."""
        table, place = only_used(self.route, names)
        return table, place.tobytes(), self.tick.tobytes(), self.subject.tobytes(), self.amounts.tobytes()


def joined(parts: Sequence[FactColumns], names: RouteNames) -> FactColumns:
    """The facts of all parts, one part after the other."""
    if not parts:
        return FactColumns(_NO_INTS, np.zeros(0, np.uint32), np.zeros(0, np.uint64), _NO_INTS, None)
    route, tick, subject, amounts = zip(*((it.route, it.tick, it.subject, it.amounts) for it in parts), strict=True)
    columns = np.concatenate(route), np.concatenate(tick), np.concatenate(subject), np.concatenate(amounts)
    return FactColumns.of(*columns, names)


_NO_INTS: Ints = np.zeros(0, np.int64)
