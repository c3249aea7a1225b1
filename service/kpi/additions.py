"""What a step of count has added to which cells, until it is sent."""

import numpy as np
from numpy.typing import DTypeLike

from schemas.facts import GRAINS, Changes
from service.kpi.columns import Ints, only_used, paired, summed, unpaired
from service.kpi.plans import Plans
from service.kpi.presence import Firsts


class Additions:
    """Sums of what was added, by slot and tick, and by slot, grain and bucket."""

    def __init__(self) -> None:
        self.clear()

    def count(self, slot: Ints, tick: Ints, times: Ints) -> None:
        """Events, added to cells."""
        self._cells.append((paired(slot, tick), times))

    def distinct(self, firsts: Firsts, slot: Ints) -> None:
        """Subjects seen for the first time in a bucket; `slot` is each one's slot."""
        self._firsts.append(summed(paired(slot * len(GRAINS) + firsts.grain, firsts.bucket)))

    def changes(self, plans: Plans, partitions: int, everywhere: bool, promise: Changes) -> dict[int, Changes]:
        """The changes for each compose partition, all of them if `everywhere`; made from `promise` and emptied."""
        cells, added = _merged(self._cells)
        firsts, distinct = _merged(self._firsts)
        self.clear()
        goal = (plans.scope_hashes() % np.uint64(partitions)).astype(np.int64)
        slots = unpaired(cells)[0], unpaired(firsts)[0] // len(GRAINS)
        cell_goal, first_goal = (goal[plans.scope[slot]] if len(slot) else slot for slot in slots)
        touched = range(partitions) if everywhere else np.union1d(cell_goal, first_goal).tolist()
        return {
            p: _changes(
                plans,
                promise,
                (cells[cell_goal == p], added[cell_goal == p]),
                (firsts[first_goal == p], distinct[first_goal == p]),
            )
            for p in touched
        }

    def clear(self) -> None:
        """Nothing was added."""
        self._cells: list[tuple[Ints, Ints]] = []
        self._firsts: list[tuple[Ints, Ints]] = []


def _merged(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return summed(np.concatenate([keys for keys, _ in parts]), np.concatenate([added for _, added in parts]))


def _changes(plans: Plans, promise: Changes, cells: tuple[Ints, Ints], firsts: tuple[Ints, Ints]) -> Changes:
    (slot, tick), (grained, bucket) = unpaired(cells[0]), unpaired(firsts[0])
    slots = np.concatenate((slot, grained // len(GRAINS)))
    scope_ids, indicator = (plans.scope[slots], plans.indicator[slots]) if len(slots) else (slots, slots)
    scopes, scope = only_used(scope_ids, plans.scopes.names)
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
        distinct_added=firsts[1].tobytes(),
    )


def _packed(values: Ints, kind: DTypeLike) -> bytes:
    return values.astype(kind).tobytes()
