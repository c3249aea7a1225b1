"""Times in the form that nearly all producers write, without making a datetime of each."""

import re
from collections.abc import Sequence
from datetime import datetime

_TO_THE_MINUTE, _TO_THE_SECOND = 17, 19  # characters: 2026-11-24T10:00: and 00
_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:")
_REST = re.compile(r"(\.[0-9]{1,6})?Z")

UNREAD = -1 << 40
"""No time is as early: what is at or below it stands for a text that is none."""
_NONE = UNREAD << 1


class Instants:
    """Reads `2026-11-24T10:00:00Z`, with up to six digits of fraction, by what it has read before.

    >>> [None if it <= UNREAD else it for it in Instants().seconds(["1970-01-01T00:01:00.999Z", "00:01"])]
    [60, None]
    """

    def __init__(self, remembered: int = 1 << 16) -> None:
        self._remembered = remembered
        self._minutes = _Minutes(remembered)
        self._seconds = _Seconds((f"{second:02}", second) for second in range(60))
        self._rests: set[str] = set()

    def seconds(self, texts: Sequence[str]) -> list[int]:
        """Whole seconds since the epoch; at or below `UNREAD` for what is written otherwise, or is no time."""
        minutes, seconds = self._minutes, self._seconds
        read = [minutes[text[:_TO_THE_MINUTE]] + seconds[text[_TO_THE_MINUTE:_TO_THE_SECOND]] for text in texts]
        rests = [text[_TO_THE_SECOND:] for text in texts]
        if self._rests.issuperset(rests):
            return read
        return [second if self._ends_well(rest) else _NONE for second, rest in zip(read, rests, strict=True)]

    def _ends_well(self, rest: str) -> bool:
        if rest in self._rests:
            return True
        if not _REST.fullmatch(rest):
            return False
        if len(self._rests) >= self._remembered:
            self._rests.clear()
        self._rests.add(rest)
        return True


class _Minutes(dict[str, int]):
    """The first second of a minute, by its text."""

    def __init__(self, remembered: int) -> None:
        super().__init__()
        self._remembered = remembered

    def __missing__(self, text: str) -> int:
        if not _SHAPE.fullmatch(text):
            return _NONE
        try:
            minute = int(datetime.fromisoformat(f"{text}00+00:00").timestamp())
        except ValueError:
            return _NONE
        if len(self) >= self._remembered:
            self.clear()
        self[text] = minute
        return minute


class _Seconds(dict[str, int]):
    """Of a minute, by their text."""

    def __missing__(self, text: str) -> int:
        return _NONE
