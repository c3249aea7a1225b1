"""When may a partition without new records claim that nothing older is on its way? And how far is one behind?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class InputClock(Protocol):
    """What a lane may ask of its input."""

    def idle_mark(self, expected: int) -> int | None:
        """Given the position up to which batches were delivered: the time (ms) at which the partition was known to
        hold nothing after it, or None when it may."""

    def lag(self, position: int) -> int:
        """Offsets between a folded position and the end of the partition."""


@dataclass(frozen=True, slots=True)
class FetchState:
    """What the consumer knows of a partition, from its newest fetch response."""

    delivered: int
    """Position after the last batch handed to the lane's queue."""
    position: int
    """Position of the next fetch; past transaction markers."""
    highwater: int | None
    """End of the partition's log."""
    answered: int | None
    """When the response came, ms since the epoch."""


class IdleClock:
    """Turns fetch states into marks.

    The response that arrived at time t shows the log as it was *before* t: what was appended in between is not in
    it. So a state confirms only the response before it: the fetch behind it was sent after that one had come.
    """

    def __init__(self, read: Callable[[], FetchState]) -> None:
        self._read = read
        self._answered: int | None = None

    def idle_mark(self, expected: int) -> int | None:
        """See InputClock."""
        state = self._read()
        before, self._answered = self._answered, state.answered
        if before is None or state.answered is None or state.answered <= before:
            return None
        at_end = state.highwater is not None and state.position >= state.highwater
        return before if at_end and state.delivered == expected else None

    def lag(self, position: int) -> int:
        """See InputClock. What a fetch has passed without records (transaction markers) is no lag."""
        state = self._read()
        reached = state.position if state.delivered == position else position
        return max(0, (state.highwater or 0) - reached)
