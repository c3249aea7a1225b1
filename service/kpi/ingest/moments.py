"""The time of an event to the millisecond."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

import numpy as np

from service.kpi.columns import Ints

_TO_THE_SECOND = 19  # characters: 2026-11-24T10:00:00


def millisecond(time: str, second: int) -> int:
    """A time as the decoder hands it out, of which the second is known, in ms since the epoch.

    >>> millisecond("1970-01-01T01:00:02.0519+01:00", 2)
    2051
    """
    return second * 1000 + _fraction(time[_TO_THE_SECOND:])


def milliseconds(times: Sequence[str], seconds: Ints) -> Ints:
    """The same of many."""
    fractions = map(_fraction, [time[_TO_THE_SECOND:] for time in times])
    return seconds * 1000 + np.fromiter(fractions, np.int64, len(times))


@lru_cache(1 << 12)
def _fraction(rest: str) -> int:
    digits = "".join(takewhile(str.isdigit, rest[1:])) if rest.startswith(".") else ""
    return int(digits[:3].ljust(3, "0"))
