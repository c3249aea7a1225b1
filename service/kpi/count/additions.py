"""What a step of count has added to which cells, until it is sent."""

import numpy as np
from numpy.typing import DTypeLike

from schemas.facts import GRAINS, Changes
from service.kpi.columns import Ints, only_used, paired, summed, unpaired
from service.kpi.count.presence import Turned
from service.kpi.plans import Slots


class Additions:
    """Sums of what was added, by slot and tick, and by slot, grain and bucket."""

    def __init__(self) -> None:
        self.clear()

    def add(self, slot: Ints, tick: Ints, amount: Ints) -> None:
        """Amounts, added to cells."""
        self._cells.append((paired(slot, tick), amount))

    def distinct(self, turned: Turned, slot: Ints) -> None:
        """Subjects that came to be in a bucket, or ceased to be; `slot` is each one's slot."""
        self._turned.append(summed(paired(slot * len(GRAINS) + turned.grain, turned.bucket), turned.by))

    def changes(self, slots: Slots, partitions: int, everywhere: bool, promise: Changes) -> dict[int, Changes]:
        """The changes for each compose partition, all of them if `everywhere`; made from `promise` and emptied."""
        cells, added = _merged(self._cells)
        turned, distinct = _merged(self._turned)
        self.clear()
        goal = (slots.scope_hashes() % np.uint64(partitions)).astype(np.int64)
        found = unpaired(cells)[0], unpaired(turned)[0] // len(GRAINS)
        cell_goal, turned_goal = (goal[slots.scope[slot]] if len(slot) else slot for slot in found)
        touched = range(partitions) if everywhere else np.union1d(cell_goal, turned_goal).tolist()
        return {
            p: _changes(
                slots,
                promise,
                (cells[cell_goal == p], added[cell_goal == p]),
                (turned[turned_goal == p], distinct[turned_goal == p]),
            )
            for p in touched
        }

    def clear(self) -> None:
        """Nothing was added."""
        self._cells: list[tuple[Ints, Ints]] = []
        self._turned: list[tuple[Ints, Ints]] = []


def _merged(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """The sums by key. What came and was taken back within the step is nothing to tell."""
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    keys, added = summed(np.concatenate([keys for keys, _ in parts]), np.concatenate([added for _, added in parts]))
    return keys[added != 0], added[added != 0]


def _changes(slots: Slots, promise: Changes, cells: tuple[Ints, Ints], turned: tuple[Ints, Ints]) -> Changes:
    (slot, tick), (grained, bucket) = unpaired(cells[0]), unpaired(turned[0])
    used = np.concatenate((slot, grained // len(GRAINS)))
    scope_ids, indicator = (slots.scope[used], slots.indicator[used]) if len(used) else (used, used)
    scopes, scope = only_used(scope_ids, slots.scopes.names)
    n = len(slot)
    return Changes(
        source=promise.source,
        mark=promise.mark,
        head=promise.head,
        scopes=scopes,
        indicators=promise.indicators,
        scope=scope[:n].tobytes(),
        indicator=_packed(indicator[:n], np.uint16),
        tick=_packed(tick, np.uint32),
        added=cells[1].tobytes(),
        distinct_scope=scope[n:].tobytes(),
        distinct_indicator=_packed(indicator[n:], np.uint16),
        grain=_packed(grained % len(GRAINS), np.uint8),
        day=_packed(bucket, np.int32),
        distinct_added=turned[1].tobytes(),
    )


def _packed(values: Ints, kind: DTypeLike) -> bytes:
    return values.astype(kind).tobytes()
