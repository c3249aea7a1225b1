"""The facts of a step of ingest, in columns, until they are sent."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from schemas.facts import Facts
from service.kpi.columns import only_used
from service.kpi.seen import Keys

Row = tuple[int, int, bytes, bytes, bytes, int]
"""Route, tick, subject, id hash, content hash (8 bytes each, big-endian) and offset."""


def packed(promise: Facts, rows: Sequence[Row], names: Sequence[bytes], partitions: int) -> Iterator[tuple[int, Facts]]:
    """The facts by dedupe partition, those that get none left out; made from `promise`, which holds none."""
    if not rows:
        return
    route, tick, subject, identity, content, offset = zip(*rows, strict=True)
    routes, ticks = np.array(route, np.int64), np.array(tick, np.uint32)
    offsets = np.array(offset, np.int64)
    subjects, ids, contents = (_uint64(column) for column in (subject, identity, content))
    goal = ids % np.uint64(partitions)
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
                ),
            )


def _uint64(digests: Sequence[bytes]) -> Keys:
    return np.frombuffer(b"".join(digests), ">u8").astype(np.uint64)
