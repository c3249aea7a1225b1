"""Stops a partition in which too much is rejected, before a bad deploy drains into the rejects topic."""

from collections import deque
from collections.abc import Iterable

from service.kpi.policy import RejectLimit


class TooManyRejects(Exception):
    """Stop the worker: what comes in is not what was agreed. Nothing of the step is committed."""


class RejectWatch:
    """Where the last rejects stood, by the number of the record within its partition."""

    def __init__(self, limit: RejectLimit) -> None:
        self._limit = limit
        self._run = 0
        self._recent: deque[int] = deque()

    def rejected(self, number: int, place: str) -> None:
        """Record `number` (1, 2, 3 ...) was rejected. Raises TooManyRejects, naming the place and the limit."""
        self._run = self._run + 1 if self._recent and self._recent[-1] == number - 1 else 1
        self._recent.append(number)
        while self._recent[0] <= number - self._limit.over:
            self._recent.popleft()
        if self._run >= self._limit.run:
            raise TooManyRejects(f"{place}: {self._run} records in a row were rejected (limit: reject_run)")
        if number >= self._limit.over and len(self._recent) > self._limit.share * self._limit.over:
            raise TooManyRejects(
                f"{place}: {len(self._recent)} of the last {self._limit.over} records were rejected "
                "(limit: reject_share)"
            )

    @property
    def state(self) -> tuple[int, list[int]]:
        """The run, and the numbers of the recent rejects."""
        return self._run, list(self._recent)

    def become(self, run: int, recent: Iterable[int]) -> None:
        """Take a state over."""
        self._run, self._recent = run, deque(recent)
