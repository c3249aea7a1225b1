"""With which earlier periods a calendar period is compared, and up to which instant they count.

A period is compared with the one before it and with the same one a year ago. While it runs, that is while it holds the
head, both count up to the instant at which the same share of them had elapsed. Shares are of real seconds, so a day of
23 hours is half over after 11 and a half. Nothing here asks a clock: now is where the head's tick ends.
"""

from datetime import date

from service.kpi.period.buckets import Buckets, date_of, day_of
from service.kpi.period.spans import Span
from service.kpi.period.windows import Grain


def previous(buckets: Buckets, grain: Grain, bucket: int) -> int | None:
    """The period before; None for `all`, which has none.

    >>> previous(Buckets(), "month", day_of(date(2026, 3, 1))) == day_of(date(2026, 2, 1))
    True
    """
    return None if grain == "all" else buckets.one(grain, bucket - 1)


def year_before(buckets: Buckets, grain: Grain, bucket: int) -> int | None:
    """The same period a year ago; None for `all`.

    The same date (29 February: the 28th), the week of the same number (53: 52 where the year has no 53), the same
    month, quarter, year, each by its own count of years.
    """
    match grain:
        case "all":
            return None
        case "week":
            return _week_before(buckets, bucket)
        case _:
            return _date_before(bucket)


def cut(period: Span, base: Span, now: int) -> int:
    """The second before which the base counts: where as large a share of it had elapsed as of the period at `now`.

    Rounded down to the second; the end of the base once the period is over.

    >>> cut(Span(0, 100), Span(1000, 1050), 31), cut(Span(0, 100), Span(1000, 1050), 100)
    (1015, 1050)
    """
    elapsed, whole = min(max(now - period.start, 0), period.end - period.start), period.end - period.start
    # A day that a zone has skipped has no length: it is over when it begins.
    return base.end if elapsed == whole else base.start + (base.end - base.start) * elapsed // whole


def _date_before(bucket: int) -> int:
    when = date_of(bucket)
    leap_day = (when.month, when.day) == (2, 29)
    return day_of(date(when.year - 1, when.month, 28 if leap_day else when.day))


def _week_before(buckets: Buckets, bucket: int) -> int:
    year = _year_of_week(bucket)
    passed = bucket - _first_week(buckets, year)
    found = _first_week(buckets, year - 1) + passed
    return found if _year_of_week(found) == year - 1 else found - 7


def _first_week(buckets: Buckets, year: int) -> int:
    return buckets.one("week", day_of(date(year, 1, 4)))


def _year_of_week(bucket: int) -> int:
    """A week belongs to the year of its fourth day."""
    return date_of(bucket + 3).year
