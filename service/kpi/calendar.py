"""The reporting calendar: ticks to local days, days to buckets of every grain, buckets to labels and instants.

Days are days since 1970-01-01 in the reporting zone. A bucket is named by its first day. A day is the interval
from its first instant to the next day's, so it has 23 or 25 hours where the clock is moved.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from service.kpi.windows import Grain

DAY_SECONDS = 86_400
_EPOCH = date(1970, 1, 1)
_EPOCH_ORDINAL = _EPOCH.toordinal()

Days = NDArray[np.int64]


class ReportingCalendar:
    """Cuts time into days and buckets of one zone; ticks are `resolution` seconds long."""

    def __init__(self, zone: str, resolution: int) -> None:
        self.resolution = resolution
        self._zone = ZoneInfo(zone)
        self._start = lru_cache(maxsize=1 << 14)(self._first_second)

    def days(self, ticks: NDArray[np.uint32] | NDArray[np.int64]) -> Days:
        """The local day of each tick."""
        seconds = ticks.astype(np.int64) * self.resolution
        days, where = np.unique(seconds // DAY_SECONDS, return_inverse=True)
        start, following = (np.array([self._start(d + k) for d in days.tolist()], np.int64) for k in (0, 1))
        return days[where] - (seconds < start[where]) + (seconds >= following[where])

    def start(self, grain: Grain, bucket: int) -> int | None:
        """First second (UTC, since the epoch) of a bucket; None for `all`."""
        return None if grain == "all" else self._start(bucket)

    def end(self, grain: Grain, bucket: int) -> int | None:
        """First second after a bucket; None for `all`."""
        return None if grain == "all" else self._start(following(grain, bucket))

    def _first_second(self, day: int) -> int:
        # A midnight that the clock skips is read with the offset before the change (fold 0): that is the
        # instant of the change, the day's first. A midnight that comes twice is read as the first of the two.
        midnight = datetime.combine(_date(day), datetime.min.time(), self._zone)
        return int(midnight.astimezone(UTC).timestamp())


def buckets(grain: Grain, days: Days) -> Days:
    """The first day of each day's bucket."""
    match grain:
        case "day":
            return days
        case "week":
            return days - (days + 3) % 7  # day 0 was a Thursday
        case "month":
            return _first_of_months(_months(days))
        case "quarter":
            months = _months(days)
            return _first_of_months(months - months % 3)
        case "year":
            months = _months(days)
            return _first_of_months(months - months % 12)
        case "all":
            return np.zeros_like(days)


def following(grain: Grain, bucket: int) -> int:
    """The first day of the bucket after this one.

    >>> following("quarter", 0), following("week", -3)
    (90, 4)
    """
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366, "all": 0}[grain]
    return int(buckets(grain, np.array([bucket + longest], np.int64))[0])


def label(grain: Grain, bucket: int) -> str:
    """How a bucket is called: `2026-11-24`, `2026-W48` (ISO), `2026-11`, `2026-Q4`, `2026`, empty for `all`.

    >>> [label(grain, -3) for grain in ("day", "week", "month", "quarter", "year", "all")]
    ['1969-12-29', '1970-W01', '1969-12', '1969-Q4', '1969', '']
    """
    first = _date(bucket)
    match grain:
        case "day":
            return first.isoformat()
        case "week":
            year, week, _ = first.isocalendar()
            return f"{year:04}-W{week:02}"
        case "month":
            return f"{first.year:04}-{first.month:02}"
        case "quarter":
            return f"{first.year:04}-Q{(first.month + 2) // 3}"
        case "year":
            return f"{first.year:04}"
        case "all":
            return ""


def instant(second: int) -> str:
    """A second since the epoch as RFC 3339.

    >>> instant(10)
    '1970-01-01T00:00:10Z'
    """
    return (datetime(1970, 1, 1) + timedelta(seconds=second)).isoformat() + "Z"


def _date(day: int) -> date:
    return date.fromordinal(_EPOCH_ORDINAL + day)


def _months(days: Days) -> NDArray[np.int64]:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _first_of_months(months: NDArray[np.int64]) -> Days:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
