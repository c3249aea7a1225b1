"""Events put in the order of time, however many: what does not fit in memory goes to temporary files and back.

Kafka's partitions must be loaded in the order of their records' timestamps: behind a newer record, what is older than
that by more than the retention is too old (see docs/decisions/0004).
"""

import heapq
import struct
import tempfile
from collections.abc import Iterator
from operator import itemgetter
from typing import IO

Event = tuple[int, bytes]
"""When it happened, in seconds since the epoch, and it as JSON."""

_HEAD = struct.Struct("<qI")
_time = itemgetter(0)


class Spool:
    """Takes events in any order and gives them by time; those of one second stay as they came."""

    def __init__(self, most: int = 250_000) -> None:
        """`most`: how many are held in memory."""
        self._most = most
        self._held: list[Event] = []
        self._runs: list[IO[bytes]] = []
        self._count = 0
        self.oldest: int | None = None
        self.newest: int | None = None

    def __len__(self) -> int:
        return self._count

    def add(self, second: int, payload: bytes) -> None:
        """Take an event."""
        self._held.append((second, payload))
        self._count += 1
        self.oldest = second if self.oldest is None else min(self.oldest, second)
        self.newest = second if self.newest is None else max(self.newest, second)
        if len(self._held) >= self._most:
            self._put_away()

    def __iter__(self) -> Iterator[Event]:
        """All events; may be asked for more than once, but not side by side."""
        self._held.sort(key=_time)
        return heapq.merge(*map(_read, self._runs), self._held, key=_time)

    def _put_away(self) -> None:
        self._held.sort(key=_time)
        run = tempfile.TemporaryFile(prefix="vigie-import-")  # noqa: SIM115 - lives as long as the spool
        for second, payload in self._held:
            run.write(_HEAD.pack(second, len(payload)))
            run.write(payload)
        self._runs.append(run)
        self._held = []


def _read(run: IO[bytes]) -> Iterator[Event]:
    run.seek(0)
    while head := run.read(_HEAD.size):
        second, length = _HEAD.unpack(head)
        yield second, run.read(length)
