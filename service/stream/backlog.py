"""What was delivered to a lane and is not folded yet, and how much of it a step takes."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from service.machine import Record
from service.stream.batch import Batch


@dataclass(frozen=True)
class StepSize:
    """Most records and most bytes of values in one step. A single record may be longer than that."""

    records: int
    bytes: int


class Backlog:
    """Delivered batches in order. What one step takes has no regard for where they end."""

    def __init__(self, step: StepSize) -> None:
        self._step = step
        self._waiting: deque[tuple[Batch, Sequence[int]]] = deque()
        self._records = self._bytes = 0

    def __len__(self) -> int:
        """Records that wait."""
        return self._records

    def holds(self, steps: int) -> bool:
        """Whether so many full steps are here, by records or by bytes."""
        return self._records >= steps * self._step.records or self._bytes >= steps * self._step.bytes

    def put(self, batch: Batch) -> None:
        """Append a batch."""
        sizes = [len(record.value or b"") for record in batch.records]
        self._waiting.append((batch, sizes))
        self._records += len(sizes)
        self._bytes += sum(sizes)

    def take(self) -> Batch:
        """Remove one step's records: at least one, and no more than the step holds. There must be some."""
        records: list[Record] = []
        start, room = self._waiting[0][0].start, self._step.bytes
        while self._waiting and len(records) < self._step.records:
            batch, sizes = self._waiting[0]
            count = _fitting(sizes[: self._step.records - len(records)], room)
            if not count and records:
                break
            count = max(count, 1)
            records += batch.records[:count]
            room -= sum(sizes[:count])
            self._cut(count)
        return Batch(start, records)

    def _cut(self, count: int) -> None:
        """Remove the first records of the first batch; the chain holds at the cut as it does between batches."""
        batch, sizes = self._waiting.popleft()
        self._records -= count
        self._bytes -= sum(sizes[:count])
        if count < len(sizes):
            rest = Batch(batch.records[count - 1].offset + 1, batch.records[count:])
            self._waiting.appendleft((rest, sizes[count:]))


def _fitting(sizes: Sequence[int], room: int) -> int:
    """How many of the first records fit."""
    if sum(sizes) <= room:
        return len(sizes)
    return next(count for count, upto in enumerate(accumulate(sizes)) if upto > room)
