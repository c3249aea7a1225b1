"""The facts of a step of ingest until they are sent: rows, and columns of them."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from schemas.facts import Facts, salted
from service.kpi.columns import only_used, stretches
from service.kpi.keys.seen import Keys

Origin = tuple[bytes, int, int]
"""Of a record: its content hash (8 bytes, big-endian), offset and horizon."""

Row = tuple[int, int, bytes, bytes, bytes, int, int]
"""Route, tick, subject and id hash (8 bytes each, big-endian), and what its record has."""


class FactsOut:
    """What will be sent. The facts of one event follow each other, that of the main subject first.

    What few facts have stands apart: `rows` are filled by many.
    """

    def __init__(self) -> None:
        self.rows: list[Row] = []
        """The id is not salted: it says where the fact goes."""
        self.amounts: list[int] = []
        """For each row as many as its route has measures."""
        self._salts: list[tuple[int, int]] = []
        self._versions: list[tuple[int, int]] = []

    def add(self, row: Row, amounts: Sequence[int], number: int) -> None:
        """A fact about the subject of this number of its event type."""
        if number:
            self._salts.append((len(self.rows), salted(0, number)))
        self.rows.append(row)
        self.amounts += amounts

    def of_version(self, version: int, since: int) -> None:
        """The rows from `since` on belong to the correction of this rank."""
        self._versions += [(row, version) for row in range(since, len(self.rows))]

    def packed(
        self, promise: Facts, names: Sequence[bytes], widths: Sequence[int], partitions: int
    ) -> Iterator[tuple[int, Facts]]:
        """The facts by dedupe partition, those that get none left out; made from `promise`, which holds none.

        `names` of the routes, and `widths`: how many measures each of them has.
        """
        if not self.rows:
            return
        route, tick, subject, identity, content, offset, horizon = zip(*self.rows, strict=True)
        routes, ticks = np.array(route, np.int64), np.array(tick, np.uint32)
        offsets, horizons = np.array(offset, np.int64), np.array(horizon, np.uint32)
        subjects, ids, contents = (_uint64(column) for column in (subject, identity, content))
        goal = ids % np.uint64(partitions)
        ids ^= self._sparse(self._salts)
        versions = self._sparse(self._versions)
        amounts = np.array(self.amounts, np.int64)
        many = np.array(widths, np.int64)[routes] if self.amounts else routes[:0]
        begins = np.cumsum(many) - many
        for p in range(partitions):
            mine = np.flatnonzero(goal == p)
            if len(mine):
                table, place = only_used(routes[mine], names)
                yield (
                    p,
                    msgspec.structs.replace(
                        promise,
                        routes=table,
                        route=place.tobytes(),
                        tick=ticks[mine].tobytes(),
                        subject=subjects[mine].tobytes(),
                        id=ids[mine].tobytes(),
                        content=contents[mine].tobytes(),
                        offset=offsets[mine].tobytes(),
                        amounts=amounts[stretches(begins[mine], many[mine])[1]].tobytes() if self.amounts else b"",
                        version=versions[mine].tobytes() if self._versions else b"",
                        horizon=horizons[mine].tobytes(),
                    ),
                )

    def _sparse(self, given: Sequence[tuple[int, int]]) -> Keys:
        """A column of zeros, but for these."""
        column = np.zeros(len(self.rows) if given else 1, np.uint64)
        if given:
            rows, values = zip(*given, strict=True)
            column[np.array(rows)] = np.array(values, np.uint64)
        return column


def _uint64(digests: Sequence[bytes]) -> Keys:
    return np.frombuffer(b"".join(digests), ">u8").astype(np.uint64)
