"""When does a step begin after its first record? Times are seconds of the wall clock."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Linger:
    """After so many seconds: what arrives in between shares the step.

    >>> Linger(0.5).left(first_at=100.1, now=100.1)
    0.5
    """

    seconds: float

    def left(self, first_at: float, now: float) -> float:
        """Seconds still to wait; not above 0 when the step is due."""
        return min(first_at + self.seconds - now, self.seconds)


@dataclass(frozen=True)
class Beat:
    """At the next multiple of so many seconds, on which the lanes of all workers agree.

    When all lanes of an agent send at once, each lane of the next agent receives all of it at once, and makes one
    step of it instead of one for each sender: half the transactions, at the same age of what is published.

    >>> Beat(0.25).left(first_at=100.0, now=100.0)
    0.25
    """

    seconds: float

    def left(self, first_at: float, now: float) -> float:
        """Seconds still to wait; not above 0 when the step is due."""
        return min(first_at + self.seconds - first_at % self.seconds - now, self.seconds)


Pace = Linger | Beat
