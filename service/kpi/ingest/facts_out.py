"""The facts of a step of ingest until they are sent, as columns."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np

from schemas.facts import Facts, salted
from service.kpi.columns import Ints, only_used, stretches
from service.kpi.keys.seen import Keys
from service.kpi.refused import Refusals


class Portion(NamedTuple):
    """Facts of events of one type through one role; one entry a fact, but for `amounts`."""

    number: int
    """Of the role: it salts the ids."""
    route: Ints
    tick: Ints
    subject: Keys
    id: Keys
    """Not salted: it says where the fact goes."""
    content: Keys
    offset: Ints
    horizon: Ints
    version: Keys
    """Ranks of corrections; 0 for an event."""
    amounts: Ints
    """A row for each fact: the measures of its route."""

    def without(self, refused: Refusals) -> "Portion":
        """All but the facts of records that are refused."""
        if not refused:
            return self
        stand = ~np.isin(self.offset, list(refused))
        columns: tuple[Any, ...] = self[1:]
        return Portion(self.number, *(column[stand] for column in columns))


class FactsOut:
    """What will be sent. Of the facts of one event those that were added first go first."""

    def __init__(self) -> None:
        self._parts: list[Portion] = []

    def add(self, told: Portion) -> None:
        """More facts."""
        if len(told.route):
            self._parts.append(told)

    def packed(
        self, promise: Facts, names: Sequence[bytes], widths: Sequence[int], partitions: int
    ) -> Iterator[tuple[int, Facts]]:
        """The facts by dedupe partition, in raw order, those that get none left out.

        They are made from `promise`, which holds none. `names` of the routes, and `widths`: how many measures each of
        them has.
        """
        if not self._parts:
            return
        number, *columns, amount = zip(*self._parts, strict=True)
        route, tick, subject, identity, content, offset, horizon, version = map(np.concatenate, columns)
        amounts = np.concatenate([each.ravel() for each in amount])
        many = np.array(widths, np.int64)[route] if len(amounts) else route[:0]
        begins = np.cumsum(many) - many
        goal = (identity % np.uint64(partitions)).astype(np.int64)
        salts = np.array([salted(0, each) for each in number], np.uint64)
        salted_id = identity ^ np.repeat(salts, [len(part.route) for part in self._parts])
        corrected = bool(version.any())
        order = np.argsort(offset, kind="stable")  # the facts of one event have one offset
        for p in range(partitions):
            mine = order[goal[order] == p]
            if len(mine):
                table, place = only_used(route[mine], names)
                yield (
                    p,
                    msgspec.structs.replace(
                        promise,
                        routes=table,
                        route=place.tobytes(),
                        tick=tick[mine].astype(np.uint32).tobytes(),
                        subject=subject[mine].tobytes(),
                        id=salted_id[mine].tobytes(),
                        content=content[mine].tobytes(),
                        offset=offset[mine].tobytes(),
                        amounts=amounts[stretches(begins[mine], many[mine])[1]].tobytes() if len(amounts) else b"",
                        version=version[mine].tobytes() if corrected else b"",
                        horizon=horizon[mine].astype(np.uint32).tobytes(),
                    ),
                )
