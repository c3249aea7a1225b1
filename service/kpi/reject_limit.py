"""Stops a partition in which too much is rejected, before a bad deploy drains into the rejects topic."""

from collections import deque
from collections.abc import Iterable

from schemas.rejects import Reject
from service.kpi.policy import RejectLimit


class TooManyRejects(Exception):
    """Stop the worker: what comes in is not what was agreed. Nothing of the step is committed.

    The message says where the last reject stands and why it is one, for the step's rejects are not published.
    """

    def __init__(self, how_many: str, last: Reject, topic: str, setting: str) -> None:
        super().__init__(
            f"{last.topic}/{last.partition}: {how_many} were rejected, the last one at offset {last.offset} "
            f"({last.reason}: {last.detail}). Earlier ones are on {topic}. Mend what is sent, or if it is right "
            f"to drop it raise {setting}"
        )


class RejectWatch:
    """Where the last rejects stood, by the number of the record within its partition."""

    def __init__(self, limit: RejectLimit, topic: str) -> None:
        """`topic`: where rejects are published."""
        self._limit = limit
        self._topic = topic
        self._run = 0
        self._recent: deque[int] = deque()

    def rejected(self, number: int, reject: Reject) -> None:
        """Record `number` (1, 2, 3 ...) was rejected. Raises TooManyRejects."""
        self._run = self._run + 1 if self._recent and self._recent[-1] == number - 1 else 1
        self._recent.append(number)
        while self._recent[0] <= number - self._limit.over:
            self._recent.popleft()
        if self._run >= self._limit.run:
            setting = f"VIGIE_REJECT_RUN (now {self._limit.run})"
            raise TooManyRejects(f"{self._run} records in a row", reject, self._topic, setting)
        if number >= self._limit.over and len(self._recent) > self._limit.share * self._limit.over:
            setting = f"VIGIE_REJECT_SHARE (now {self._limit.share:g})"
            many = f"{len(self._recent)} of the last {self._limit.over} records"
            raise TooManyRejects(many, reject, self._topic, setting)

    @property
    def state(self) -> tuple[int, list[int]]:
        """The run, and the numbers of the recent rejects."""
        return self._run, list(self._recent)

    def become(self, run: int, recent: Iterable[int]) -> None:
        """Take a state over."""
        self._run, self._recent = run, deque(recent)
