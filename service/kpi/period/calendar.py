"""The reporting calendar: ticks to local days, and buckets of days to the instants between which they lie.

A day is the interval from its first instant to the next day's, so it has 23 or 25 hours where the clock is moved.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from service.kpi.period.buckets import ISO, Buckets, Days, date_of
from service.kpi.period.windows import Grain

DAY_SECONDS = 86_400


class ReportingCalendar:
    """Cuts time into days and buckets of one zone; ticks are `resolution` seconds long."""

    def __init__(self, zone: str, resolution: int, buckets: Buckets = ISO) -> None:
        self.resolution = resolution
        self.buckets = buckets
        self._zone = ZoneInfo(zone)
        self._start = lru_cache(maxsize=1 << 14)(self._first_second)
        self._day = lru_cache(maxsize=1 << 10)(lambda second: int(self.days_of(np.array([second]))[0]))

    def days(self, ticks: NDArray[np.uint32] | NDArray[np.int64]) -> Days:
        """The local day of each tick."""
        return self.days_of(ticks.astype(np.int64) * self.resolution)

    def days_of(self, seconds: NDArray[np.int64]) -> Days:
        """The local day of each second (UTC, since the epoch)."""
        days, where = np.unique(seconds // DAY_SECONDS, return_inverse=True)
        start, following = (np.array([self._start(d + k) for d in days.tolist()], np.int64) for k in (0, 1))
        return days[where] - (seconds < start[where]) + (seconds >= following[where])

    def day(self, second: int) -> int:
        """The local day that a second (UTC, since the epoch) is in."""
        return self._day(second)

    def start(self, grain: Grain, bucket: int) -> int | None:
        """First second (UTC, since the epoch) of a bucket; None for `all`."""
        return None if grain == "all" else self._start(bucket)

    def end(self, grain: Grain, bucket: int) -> int | None:
        """First second after a bucket; None for `all`."""
        return None if grain == "all" else self._start(self.buckets.following(grain, bucket))

    def _first_second(self, day: int) -> int:
        # A midnight that the clock skips is read with the offset before the change (fold 0): that is the
        # instant of the change, the day's first. A midnight that comes twice is read as the first of the two.
        midnight = datetime.combine(date_of(day), datetime.min.time(), self._zone)
        return int(midnight.astimezone(UTC).timestamp())


def instant(second: int) -> str:
    """A second since the epoch as RFC 3339.

    >>> instant(10)
    '1970-01-01T00:00:10Z'
    """
    return (datetime(1970, 1, 1) + timedelta(seconds=second)).isoformat() + "Z"
