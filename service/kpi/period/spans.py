"""When a window's bucket is, and how it is called."""

from functools import lru_cache
from typing import NamedTuple

from service.kpi.period.calendar import ReportingCalendar, instant
from service.kpi.period.windows import Calendar, Fixed, Rolling, Window


class Span(NamedTuple):
    """From the first second of a bucket to the first after it; seconds since the epoch."""

    start: int
    end: int


class Spans:
    """The spans and labels of the buckets of every window. A rolling window's bucket is the tick it ends with."""

    def __init__(self, calendar: ReportingCalendar) -> None:
        self._calendar = calendar
        self.span = lru_cache(maxsize=1 << 14)(self._span)
        """When a bucket is; None for `all`."""
        self.name = lru_cache(maxsize=1 << 14)(self._name)
        """A bucket's label; empty for `all` and for what rolls."""

    def of(self, window: Calendar | Fixed, bucket: int) -> Span:
        """When a bucket is of a window that ends; raises ValueError for `all`."""
        span = self.span(window, bucket)
        if span is None:
            raise ValueError(f"{window.name} has no end")
        return span

    def end(self, window: Calendar | Fixed, bucket: int) -> int:
        """The first second after a bucket of a window that ends; raises ValueError for `all`."""
        return self.of(window, bucket).end

    def _span(self, window: Window, bucket: int) -> Span | None:
        match window:
            case Rolling(seconds=seconds):
                end = (bucket + 1) * self._calendar.resolution
                return Span(end - seconds, end)
            case Fixed(seconds=seconds):
                return Span(bucket * seconds, (bucket + 1) * seconds)
            case Calendar(name=grain):
                start, end_of = self._calendar.start(grain, bucket), self._calendar.end(grain, bucket)
                return None if start is None or end_of is None else Span(start, end_of)

    def _name(self, window: Window, bucket: int) -> str:
        match window:
            case Rolling():
                return ""
            case Fixed(seconds=seconds):
                return instant(bucket * seconds)
            case Calendar(name=grain):
                return self._calendar.buckets.label(grain, bucket)
