"""What the machines may accept and how they promise, frozen. Times are in milliseconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RejectLimit:
    """Stop after `run` rejects in a row, or when more than `share` of the last `over` records were rejected."""

    run: int = 5_000
    share: float = 0.5
    over: int = 10_000


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of a run: what is accepted, so that it counts; and when a value is final, which does not change it."""

    retention: int
    """Oldest event accepted, before the newest record timestamp of its raw partition so far."""
    future_tolerance: int
    """Newest event accepted, after its record's timestamp."""
    lateness: int
    """How long after its end, by the marks, a bucket becomes final."""
    mark_step: int
    """A mark is told to all partitions when it has moved this far."""
    max_event_bytes: int = 65_536
    reject_limit: RejectLimit = RejectLimit()
