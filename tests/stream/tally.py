"""A small machine for tests of the runtime: counts records and adds up their values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.machine import Output, Record, Step


@dataclass
class Tally:
    """Sends the running sum to `out` after each step."""

    partition: int = 0
    out: str = "out"
    count: int = 0
    total: int = 0
    marks: list[int] = field(default_factory=list)
    _moved: bool = False

    def apply(self, records: Sequence[Record]) -> None:
        self.count += len(records)
        self.total += sum(int(record.value or b"0") for record in records)
        self._moved = True

    def advance(self, mark: int) -> None:
        self.marks.append(mark)

    def drain(self) -> Step | None:
        if not self._moved:
            return None
        self._moved = False
        return Step(self._state(), [Output(self.out, self.partition, b"total", str(self.total).encode())])

    def standing(self) -> Sequence[Output]:
        return ()

    def restore(self, change: bytes) -> None:
        self.count, self.total = map(int, change.split())

    def snapshot(self) -> Iterable[bytes]:
        return [b"%d" % self.count, b"%d" % self.total]

    def load(self, parts: Sequence[bytes]) -> None:
        self.count, self.total = int(parts[0]), int(parts[1])

    def _state(self) -> bytes:
        return f"{self.count} {self.total}".encode()


@dataclass(frozen=True)
class FixedClock:
    """An input that is always idle since `mark`, or never."""

    mark: int | None = None

    def idle_mark(self, expected: int) -> int | None:
        return self.mark

    def lag(self, position: int) -> int:
        return 0
