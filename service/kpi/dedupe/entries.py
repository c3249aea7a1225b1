"""Events and control events as dedupe meets, keeps and journals them: each an entry of one or several facts."""

from typing import NamedTuple, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from service.kpi.columns import Ints, Marked, column
from service.kpi.dedupe.corrections import NEVER, Controls
from service.kpi.fact_columns import FactColumns, RouteNames
from service.kpi.keys.seen import Keys


class Packed(msgspec.Struct, array_like=True, frozen=True):
    """Entries as they are journaled: little-endian buffers, in the order in which they came."""

    routes: list[bytes]
    route: bytes
    tick: bytes
    subject: bytes
    amounts: bytes
    id: bytes
    stamp: bytes
    horizon: bytes
    version: bytes
    many: bytes
    """uint8; empty: one fact each."""


class Entries(NamedTuple):
    """Entries as columns, and their facts in the same order."""

    id: Keys
    """Of the event, or of the one that is meant."""
    version: Keys | None
    """Ranks; 0 for an event. None: all are events."""
    stamp: NDArray[np.uint32]
    """What is kept of the payload's hash: enough to tell a conflict."""
    horizon: NDArray[np.uint32]
    """The tick before which its raw partition took no event any more."""
    many: Ints | None
    """How many facts each has; None: one."""
    facts: FactColumns

    @classmethod
    def unpacked(cls, packed: Packed, names: RouteNames) -> Self:
        """Entries as they were journaled."""
        route = names.ids(packed.routes)[column([packed.route], np.uint32)]
        tick, subject = column([packed.tick], np.uint32), column([packed.subject], np.uint64)
        facts = FactColumns.of(route, tick, subject, column([packed.amounts], np.int64), names)
        version = column([packed.version], np.uint64) if packed.version else None
        many = column([packed.many], np.uint8).astype(np.int64) if packed.many else None
        stamp, horizon = column([packed.stamp], np.uint32), column([packed.horizon], np.uint32)
        return cls(column([packed.id], np.uint64), version, stamp, horizon, many, facts)

    def packed(self, names: RouteNames) -> Packed:
        """As they are journaled."""
        version = b"" if self.version is None else self.version.tobytes()
        many = b"" if self.many is None else self.many.astype(np.uint8).tobytes()
        own = self.id.tobytes(), self.stamp.tobytes(), self.horizon.tobytes()
        return Packed(*self.facts.travelling(names.names), *own, version, many)

    def take(self, marked: Marked) -> "Entries":
        """The entries that are marked."""
        if marked.all():
            return self
        version = None if self.version is None else self.version[marked]
        many = None if self.many is None else self.many[marked]
        of_facts = marked if self.many is None else np.repeat(marked, self.many)
        facts = self.facts.take(np.flatnonzero(of_facts))
        return Entries(self.id[marked], version, self.stamp[marked], self.horizon[marked], many, facts)

    def are_control(self) -> Marked:
        """Which of them are control events."""
        return np.zeros(len(self.id), np.bool_) if self.version is None else self.version > 0

    def controls(self, rows: int) -> Controls:
        """The control events among them, where the first of all entries is kept in this row."""
        mine = np.flatnonzero(self.are_control())
        many = np.ones(len(self.id), np.int64) if self.many is None else self.many
        head, facts = (np.cumsum(many) - many)[mine], self.facts
        version = np.zeros(0, np.uint64) if self.version is None else self.version[mine]
        follows = np.minimum(head + 1, len(facts) - 1)
        by = np.where(many[mine] > 1, facts.tick[follows].astype(np.int64), NEVER)
        horizon, latest = self.horizon[mine].astype(np.int64), facts.tick[head].astype(np.int64)
        return Controls(self.id[mine], version, horizon, latest, by, rows + mine)
