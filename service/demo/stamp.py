"""Times as text, fast: the text of a second is made once."""

from datetime import UTC, datetime

_KEPT = 100_000


class Stamp:
    """Seconds since the epoch as RFC 3339 in UTC with milliseconds (the rest is cut).

    >>> Stamp()(1_795_280_400.25)
    '2026-11-21T17:00:00.250Z'
    """

    def __init__(self) -> None:
        self._memo: dict[int, str] = {}

    def __call__(self, time: float) -> str:
        second = int(time)
        return f"{self._memo.get(second) or self._second(second)}.{int((time - second) * 1_000):03d}Z"

    def _second(self, second: int) -> str:
        if len(self._memo) >= _KEPT:
            self._memo.clear()
        text = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return self._memo.setdefault(second, text)
