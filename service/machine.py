"""The one interface between the stream runtime and what is computed: a pure machine per lane."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Record:
    """An input record as a machine sees it."""

    offset: int
    timestamp: int
    """Milliseconds since the epoch, as the producer or the broker stamped it."""
    value: bytes | None


class Output(NamedTuple):
    """A record to send in the step's transaction. A tuple, for a step may have ten thousand."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes


class Gone(NamedTuple):
    """A key of a compacted topic that is no more: its record has no value, which makes a reader drop the key."""

    topic: str
    partition: int
    key: bytes
    value: None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one transaction makes durable: what to restore, what to send, and which keys are no more."""

    change: bytes
    outputs: Sequence[Output]
    gone: Sequence[Gone] = ()


class Machine(Protocol):
    """A deterministic fold of one input partition. It does no I/O and asks no clock.

    The runtime calls `apply` with records in order and each of them once, then `drain`. What `drain` returns is
    committed atomically with the position after the last applied record. After a crash a fresh machine gets
    `load` with the newest snapshot's parts (if there is one) and `restore` with each later step's change; it must
    then be where the lost one was after its last committed drain.
    """

    def apply(self, records: Sequence[Record]) -> None:
        """Fold records into the state."""

    def advance(self, mark: int) -> None:
        """Nothing older than `mark` (ms) is waiting: the partition was read to its end at that time."""

    def drain(self) -> Step | None:
        """Everything since the last drain; None when there is nothing to make durable or to send."""

    def standing(self) -> Sequence[Output]:
        """What it says of itself on compacted topics, whole. Asked at most once a second, right after a drain, and
        sent in that step's transaction."""

    def restore(self, change: bytes) -> None:
        """Fold a committed step's change; nothing is sent again."""

    def snapshot(self) -> Iterable[bytes]:
        """The whole state in parts of at most about a megabyte. Called right after a drain was committed."""

    def load(self, parts: Sequence[bytes]) -> None:
        """Become the state of a snapshot. Called on a fresh machine or on one that restored older steps."""
