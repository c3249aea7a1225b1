"""Bands of a number: from how much to how it is called."""

from bisect import bisect_right
from collections.abc import Mapping


def band_of(number: int | None, starts: Mapping[str, int]) -> str | None:
    """The band that begins last at or below the number; None for no number, or one below them all.

    >>> [band_of(score, {"low": 0, "middle": 7, "high": 9}) for score in (6, 7, 10, -1, None)]
    ['low', 'middle', 'high', None, None]
    """
    if number is None:
        return None
    place = bisect_right(list(starts.values()), number)
    return list(starts)[place - 1] if place else None
