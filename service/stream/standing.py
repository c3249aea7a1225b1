"""What a lane says of itself on compacted topics: at most once a second, and only what has changed."""

from collections.abc import Callable, Sequence

from service.machine import Output

APART_SECONDS = 1.0
"""From one telling to the next. It costs a few bytes, and one more partition in a transaction of several a second."""


class Standing:
    """What was said last, and when. It rides in the transactions of steps; times are seconds of the wall clock."""

    def __init__(self, tell: Callable[[], Sequence[Output]]) -> None:
        """`tell`: what is so after the last drain."""
        self._tell = tell
        self._said: dict[tuple[str, bytes | None], bytes] = {}
        self._at = float("-inf")
        self._kept_back = False

    def of_step(self, now: float) -> list[Output]:
        """What goes into the transaction of a step; nothing so soon after the last time."""
        self._kept_back = now - self._at < APART_SECONDS
        return [] if self._kept_back else self._news(now)

    def at_rest(self, now: float) -> list[Output]:
        """What was kept back, once there was no step to carry it."""
        return self.of_step(now) if self._kept_back else []

    def _news(self, now: float) -> list[Output]:
        self._at = now
        told = self._tell()
        news = [each for each in told if self._said.get((each.topic, each.key)) != each.value]
        self._said.update({(each.topic, each.key): each.value for each in told})
        return news
