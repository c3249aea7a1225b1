"""How far the counting is behind the sending, in seconds."""

from collections import deque


class Freshness:
    """Remembers when how many events had been sent.

    >>> fresh = Freshness()
    >>> fresh.note(100.0, 0), fresh.note(102.0, 1000)
    (None, None)
    >>> fresh.age(103.0, done=1000), fresh.age(103.0, done=500)
    (0.0, 2.0)
    """

    def __init__(self) -> None:
        self._sent: deque[tuple[float, int]] = deque(maxlen=10_000)

    def note(self, now: float, sent: int) -> None:
        """So many had been sent at that time (seconds)."""
        self._sent.append((now, sent))

    def age(self, now: float, done: int) -> float | None:
        """Seconds since the moment when no more than `done` had been sent; 0 when all are done.

        None when nothing was noted or done, or when that moment is too long ago to be remembered.
        """
        if not done or not self._sent or done < self._sent[0][1]:
            return None
        later, then = self._sent[-1]
        if done >= then:
            return 0.0
        for earlier, before in reversed(self._sent):
            if before <= done:
                return now - (earlier + (later - earlier) * (done - before) / (then - before))
            later, then = earlier, before
        return None
