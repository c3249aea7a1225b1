"""When does a step begin? Times are seconds of the wall clock."""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple


class Arrivals(NamedTuple):
    """What a lane knows of the step that it is about to make."""

    first: float
    """When its first record came."""
    last: float
    """When the step before it began."""
    here: int
    """Records that have come for it."""
    usual: int
    """Records that a beat brings, by the one before; 0 when nothing came in it."""


@dataclass(frozen=True)
class Linger:
    """When all that a `beat` brings is here; else so many seconds after the first record, and `apart` the last step.

    >>> Linger(0.5).left(Arrivals(first=100.0, last=99.9, here=1, usual=8), now=100.0)
    0.5
    >>> Linger(0.5, apart=2).left(Arrivals(first=100.0, last=99.0, here=1, usual=8), now=100.0)
    1.0
    >>> Linger(0.5, apart=2).left(Arrivals(first=100.0, last=99.0, here=8, usual=8), now=100.0)
    0.0
    """

    seconds: float
    beat: float = 0.0
    apart: float = 0.0

    def left(self, at: Arrivals, now: float) -> float:
        """Seconds still to wait; not above 0 when the step is due."""
        if 0 < at.usual <= at.here:
            return 0.0
        return min(max(at.first + self.seconds, at.last + self.apart) - now, max(self.seconds, self.apart))


@dataclass(frozen=True)
class Beat:
    """At the next multiple of so many seconds, on which the lanes of all workers agree.

    When all lanes of an agent send at once, each lane of the next agent receives all of it at once, and makes one
    step of it instead of one for each sender: half the transactions, at the same age of what is published.

    >>> Beat(0.25).left(Arrivals(first=100.0, last=0.0, here=1, usual=1), now=100.0)
    0.25
    """

    seconds: float

    @property
    def beat(self) -> float:
        """How often there is a step, where something comes all the time."""
        return self.seconds

    def left(self, at: Arrivals, now: float) -> float:
        """Seconds still to wait; not above 0 when the step is due."""
        return min(at.first + self.seconds - at.first % self.seconds - now, self.seconds)


class Usual:
    """How many records a beat brings, in however many steps they were taken."""

    def __init__(self, beat: float) -> None:
        self._span = 1.4 * beat  # a step may come late, and the beat before the last has nothing to say
        self._steps: deque[tuple[float, int]] = deque()

    def __call__(self, now: float) -> int:
        """The records of the steps of the last beat."""
        while self._steps and self._steps[0][0] <= now - self._span:
            self._steps.popleft()
        return sum(records for _, records in self._steps)

    def took(self, records: int, now: float) -> None:
        """A step of so many records begins."""
        self._steps.append((now, records))


Pace = Linger | Beat
