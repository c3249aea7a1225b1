"""What the transport hands a lane: the records of one fetch and partition, and where the fetch began."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.machine import Record


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive records. `start` is where the batch before it ended (the seek position, for the first)."""

    start: int
    records: Sequence[Record]

    @property
    def upto(self) -> int:
        """The position after the batch. Offsets have holes (markers, compaction): `start + len` would be wrong."""
        return self.records[-1].offset + 1
