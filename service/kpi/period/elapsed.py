"""Which share of a calendar period has elapsed: of its seconds, or of its business days.

Nothing here asks a clock: now is where the head's tick ends, rounded down to a quarter of an hour, so that what depends
on it need not be told with every tick.
"""

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from schemas.facts import SLOT_SECONDS
from service.kpi.period.buckets import date_of
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.windows import Grain

Elapsed = Callable[[int, int], float]
"""From a period (its first second, the first after it) and now to the share: 0 to 1, NaN where there is none."""


class BusinessDays(NamedTuple):
    """The business days of a period, in order: the first second of each, and the first after it."""

    starts: list[int]
    ends: list[int]


def moment(head: int, resolution: int) -> int:
    """The second that counts as now, for a head in ticks.

    >>> moment(0, 60), moment(14, 60), moment(15, 60)
    (0, 900, 900)
    """
    return (head + 1) * resolution // SLOT_SECONDS * SLOT_SECONDS


def of_seconds(start: int, end: int, now: int) -> float:
    """The share of its seconds.

    >>> of_seconds(100, 200, 125), of_seconds(100, 200, 300)
    (0.25, 1.0)
    """
    # A day that a zone has skipped has no length: it is over when it begins.
    return 1.0 if now >= end else max(now - start, 0) / (end - start)


def of_business_days(days: BusinessDays, now: int) -> float:
    """The share of its business days, the running one by its seconds; NaN if it has none.

    >>> of_business_days(BusinessDays([0, 100], [100, 200]), 150), of_business_days(BusinessDays([0], [50]), 70)
    (0.75, 1.0)
    """
    if not days.starts:
        return float("nan")
    over = bisect_right(days.ends, now)
    running = over < len(days.starts) and now > days.starts[over]
    part = (now - days.starts[over]) / (days.ends[over] - days.starts[over]) if running else 0.0
    return (over + part) / len(days.starts)


class Shares:
    """The shares of the periods of a calendar, by an objective's idea of what elapses."""

    def __init__(self, calendar: ReportingCalendar, holidays: frozenset[date] | None) -> None:
        """`holidays`: the days that are no business days besides weekends; None: every second counts."""
        self._calendar, self._holidays = calendar, holidays
        self._days = lru_cache(maxsize=1 << 10)(self._business_days)

    def of(self, grain: Grain, bucket: int, now: int) -> float:
        """The share of a bucket that has elapsed; of `all`, none has."""
        start, end = self._calendar.start(grain, bucket), self._calendar.end(grain, bucket)
        if start is None or end is None:
            return float("nan")
        return (
            of_seconds(start, end, now) if self._holidays is None else of_business_days(self._days(grain, bucket), now)
        )

    def _business_days(self, grain: Grain, bucket: int) -> BusinessDays:
        days = range(bucket, self._calendar.buckets.following(grain, bucket))
        spans = [self._span(day) for day in days if self._is_business_day(day)]
        return BusinessDays([start for start, _ in spans], [end for _, end in spans])

    def _is_business_day(self, day: int) -> bool:
        when = date_of(day)
        return when.weekday() < 5 and when not in (self._holidays or ())

    def _span(self, day: int) -> tuple[int, int]:
        start, end = self._calendar.start("day", day), self._calendar.end("day", day)
        assert start is not None and end is not None  # only `all` has none
        return start, end
