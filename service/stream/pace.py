"""When does a step begin? `first_at` is when its first record came, `last_at` when the step before it began.

Times are seconds of the wall clock.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Linger:
    """So many seconds after the first record, for what arrives in between shares the step; and `apart` the last step.

    >>> Linger(0.5).left(first_at=100.0, last_at=99.9, now=100.0)
    0.5
    >>> Linger(0.5, apart=2).left(first_at=100.0, last_at=99.0, now=100.0)
    1.0
    """

    seconds: float
    apart: float = 0.0

    def left(self, first_at: float, last_at: float, now: float) -> float:
        """Seconds still to wait; not above 0 when the step is due."""
        return min(max(first_at + self.seconds, last_at + self.apart) - now, max(self.seconds, self.apart))


@dataclass(frozen=True)
class Beat:
    """At the next multiple of so many seconds, on which the lanes of all workers agree.

    When all lanes of an agent send at once, each lane of the next agent receives all of it at once, and makes one
    step of it instead of one for each sender: half the transactions, at the same age of what is published.

    >>> Beat(0.25).left(first_at=100.0, last_at=0.0, now=100.0)
    0.25
    """

    seconds: float

    def left(self, first_at: float, last_at: float, now: float) -> float:
        """Seconds still to wait; not above 0 when the step is due."""
        return min(first_at + self.seconds - first_at % self.seconds - now, self.seconds)


Pace = Linger | Beat
