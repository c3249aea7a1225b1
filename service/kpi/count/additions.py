"""What a step of count has added to which cells, until it is sent."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from schemas.facts import GRAINS, Changes
from service.kpi.columns import Ints, only_used, paired, summed, united, unpaired
from service.kpi.count.stays import Told
from service.kpi.plans import Slots


class Additions:
    """Sums of what was added, by slot and tick, and of subjects that came, by slot and when, and in which grains."""

    def __init__(self) -> None:
        self.clear()

    def add(self, slot: Ints, tick: Ints, amount: Ints) -> None:
        """Amounts, added to cells."""
        self._cells.append((paired(slot, tick), amount))

    def distinct(self, told: Told, slot: Ints) -> None:
        """Subjects that came to be in buckets, or ceased to be; `slot` is that of each, of an indicator in a scope."""
        self._turned.append(summed(paired(slot, told.slot << len(GRAINS) | told.grains), told.by))

    def changes(self, slots: Slots, partitions: int, everywhere: bool, promise: Changes) -> dict[int, Changes]:
        """The changes for each compose partition, all of them if `everywhere`; made from `promise` and emptied."""
        cells, added = _merged(self._cells)
        turned, distinct = _merged(self._turned)
        self.clear()
        goal = (slots.scope_hashes() % np.uint64(partitions)).astype(np.int64)
        found = unpaired(cells)[0], unpaired(turned)[0]
        cell_goal, turned_goal = (goal[slots.scope[slot]] if len(slot) else slot for slot in found)
        part, whole = slots.wholes.expand(found[0]) if len(cells) else (cells, cells)
        part_goal = goal[whole] if len(whole) else whole
        touched = range(partitions) if everywhere else united((cell_goal, turned_goal, part_goal)).tolist()
        return {
            p: _changes(
                slots,
                promise,
                (cells[cell_goal == p], added[cell_goal == p]),
                (turned[turned_goal == p], distinct[turned_goal == p]),
                (cells[part[part_goal == p]], added[part[part_goal == p]]),
                whole[part_goal == p],
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


Added = tuple[Ints, Ints]
"""Keys of cells, and what was added to each."""


def _changes(slots: Slots, promise: Changes, cells: Added, turned: Added, parts: Added, wholes: Ints) -> Changes:
    """The changes of one compose partition; `parts`: cells that are put together there, in the scopes `wholes`."""
    (slot, tick), (place, when), (part, part_tick) = (unpaired(keys) for keys, _ in (cells, turned, parts))
    used = np.concatenate((slot, place))
    scope_ids, indicator = (slots.scope[used], slots.indicator[used]) if len(used) else (used, used)
    currency = slots.currency[part] if len(part) else part
    scopes, scope = only_used(np.concatenate((scope_ids, wholes)), slots.scopes.names)
    currencies, part_currency = only_used(currency, slots.currencies.names)
    n, m = len(slot), len(used)
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
        distinct_scope=scope[n:m].tobytes(),
        distinct_indicator=_packed(indicator[n:], np.uint16),
        grains=_packed(when & (1 << len(GRAINS)) - 1, np.uint8),
        slot=_packed(when >> len(GRAINS), np.uint32),
        distinct_added=turned[1].tobytes(),
        currencies=currencies,
        part_scope=scope[m:].tobytes(),
        part_currency=_packed(part_currency, np.uint16),
        part_indicator=_packed(slots.indicator[part], np.uint16) if len(part) else b"",
        part_tick=_packed(part_tick, np.uint32),
        part_added=parts[1].tobytes(),
        rates=promise.rates,
    )


def _packed(values: NDArray[np.integer[Any]], kind: DTypeLike) -> bytes:
    return values.astype(kind).tobytes()
