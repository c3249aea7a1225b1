"""Days to buckets of every grain, and buckets to labels. A bucket is named by its first day, `all` by day 0.

Days are days since 1970-01-01 in the reporting zone; which of them an instant belongs to is the calendar's to know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from service.kpi.period.windows import Grain

Days = NDArray[np.int64]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

FINER: Mapping[Grain, Grain] = {
    "week": "day",
    "month": "day",
    "quarter": "month",
    "year": "quarter",
    "all": "year",
    "fiscal_quarter": "month",
    "fiscal_year": "fiscal_quarter",
}
"""The grain whose buckets each lie whole in one of this one's. Weeks are not made of months, nor months of weeks."""


def lies_in(grain: Grain, wide: Grain) -> bool:
    """Whether each bucket of a grain lies whole in one of the wider one's.

    >>> lies_in("month", "year"), lies_in("year", "year"), lies_in("week", "month"), lies_in("quarter", "fiscal_year")
    (True, True, False, False)
    """
    return grain == wide or (wide in FINER and lies_in(grain, FINER[wide]))


_LONGEST: Mapping[Grain, int] = {
    "day": 1,
    "week": 7,
    "month": 31,
    "quarter": 92,
    "year": 366,
    "all": 0,
    "fiscal_quarter": 92,
    "fiscal_year": 366,
}
"""Days: so many after the first of a bucket lie in the next one."""

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Buckets:
    """The rules of a reporting calendar: on which day weeks begin, with which month fiscal years do."""

    week_start: Weekday = "monday"
    fiscal_start: int = 1
    """1 to 12."""

    def of(self, grain: Grain, days: Days) -> Days:
        """The first day of each day's bucket."""
        match grain:
            case "day":
                return days
            case "week":
                return days - (days + 3 - WEEKDAYS.index(self.week_start)) % 7  # day 0 was a Thursday
            case "month":
                return _first_of_months(_months(days))
            case "quarter":
                return _spans_of_months(days, 3, 1)
            case "year":
                return _spans_of_months(days, 12, 1)
            case "fiscal_quarter":
                return _spans_of_months(days, 3, self.fiscal_start)
            case "fiscal_year":
                return _spans_of_months(days, 12, self.fiscal_start)
            case "all":
                return np.zeros_like(days)

    def one(self, grain: Grain, day: int) -> int:
        """The first day of one day's bucket."""
        return int(self.of(grain, np.array([day], np.int64))[0])

    def following(self, grain: Grain, bucket: int) -> int:
        """The first day of the bucket after this one.

        >>> Buckets().following("quarter", 0), Buckets().following("week", -3)
        (90, 4)
        """
        return self.one(grain, bucket + _LONGEST[grain])

    def label(self, grain: Grain, bucket: int) -> str:
        """How a bucket is called; empty for `all`.

        Weeks are numbered as ISO 8601 does, whatever their first day: week 1 is the first with four days in its year
        (from Sunday: the weeks of the CDC's epidemiology). A fiscal year bears the number of the year it ends in.

        >>> [Buckets().label(grain, -3) for grain in ("day", "week", "month", "quarter", "year", "all")]
        ['1969-12-29', '1970-W01', '1969-12', '1969-Q4', '1969', '']
        >>> [Buckets(fiscal_start=10).label(grain, 273) for grain in ("fiscal_quarter", "fiscal_year")]
        ['FY1971-Q1', 'FY1971']
        """
        first = date_of(bucket)
        match grain:
            case "day":
                return first.isoformat()
            case "week":
                middle = date_of(bucket + 3)
                return f"{middle.year:04}-W{(middle.timetuple().tm_yday + 6) // 7:02}"
            case "month":
                return f"{first.year:04}-{first.month:02}"
            case "quarter":
                return f"{first.year:04}-Q{(first.month + 2) // 3}"
            case "year":
                return f"{first.year:04}"
            case "fiscal_quarter":
                quarter = (first.month - self.fiscal_start) % 12 // 3 + 1
                return f"{self.label('fiscal_year', self.one('fiscal_year', bucket))}-Q{quarter}"
            case "fiscal_year":
                return f"FY{date_of(self.following(grain, bucket) - 1).year:04}"
            case "all":
                return ""


ISO = Buckets()
"""Weeks from Monday, and fiscal years that are years."""


def date_of(day: int) -> date:
    """A day as a date; raises ValueError outside of the years 1 to 9999.

    >>> date_of(-1).isoformat()
    '1969-12-31'
    """
    return date.fromordinal(_EPOCH_ORDINAL + day)


def day_of(when: date) -> int:
    """A date as a day.

    >>> day_of(date(1970, 2, 1))
    31
    """
    return when.toordinal() - _EPOCH_ORDINAL


def _months(days: Days) -> NDArray[np.int64]:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _first_of_months(months: NDArray[np.int64]) -> Days:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _spans_of_months(days: Days, length: int, first: int) -> Days:
    """The first days of spans of so many months, of which one begins with the month `first` (1 to 12)."""
    months = _months(days)
    return _first_of_months(months - (months - (first - 1)) % length)
