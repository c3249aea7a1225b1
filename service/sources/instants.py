"""Times in the form that nearly all producers write, without making a datetime of each."""

import re
from datetime import datetime

_TO_THE_SECOND = 19  # characters: 2026-11-24T10:00:00
_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_REST = re.compile(r"(\.[0-9]{1,6})?Z")


class Instants:
    """Reads `2026-11-24T10:00:00Z`, with up to six digits of fraction, by what it has read before.

    >>> instants = Instants()
    >>> instants.second("1970-01-01T00:01:00.999Z"), instants.second("1970-01-01T01:01:00+01:00")
    (60, None)
    """

    def __init__(self, remembered: int = 1 << 16) -> None:
        self._remembered = remembered
        self._seconds: dict[str, int] = {}
        self._rests: set[str] = set()

    def second(self, text: str) -> int | None:
        """Whole seconds since the epoch; None for what is written otherwise, or is no time."""
        second = self._seconds.get(text[:_TO_THE_SECOND])
        if second is None and (second := self._learn(text[:_TO_THE_SECOND])) is None:
            return None
        return second if text[_TO_THE_SECOND:] in self._rests or self._ends_well(text[_TO_THE_SECOND:]) else None

    def _learn(self, text: str) -> int | None:
        if not _SHAPE.fullmatch(text):
            return None
        try:
            second = int(datetime.fromisoformat(f"{text}+00:00").timestamp())
        except ValueError:
            return None
        if len(self._seconds) >= self._remembered:
            self._seconds.clear()
        self._seconds[text] = second
        return second

    def _ends_well(self, rest: str) -> bool:
        if not _REST.fullmatch(rest):
            return False
        if len(self._rests) >= self._remembered:
            self._rests.clear()
        self._rests.add(rest)
        return True
