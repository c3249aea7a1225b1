"""When a window's bucket is, and how it is called."""

from functools import lru_cache, partial
from typing import NamedTuple

from service.kpi.buckets import ISO, Buckets
from service.kpi.calendar import ReportingCalendar, instant
from service.kpi.windows import Calendar, Fixed, Rolling, Window


class Span(NamedTuple):
    """From the first second of a bucket to the first after it; seconds since the epoch."""

    start: int
    end: int


class Spans:
    """The spans and labels of the buckets of every window. A rolling window's bucket is the tick it ends with."""

    def __init__(self, calendar: ReportingCalendar) -> None:
        self._calendar = calendar
        self.span = lru_cache(maxsize=1 << 14)(self._span)
        self.name = lru_cache(maxsize=1 << 14)(partial(name_of, buckets=calendar.buckets))

    def end(self, window: Calendar | Fixed, bucket: int) -> int:
        """The first second after a bucket of a window that ends; raises ValueError for `all`."""
        span = self.span(window, bucket)
        if span is None:
            raise ValueError(f"{window.name} has no end")
        return span.end

    def _span(self, window: Window, bucket: int) -> Span | None:
        """None for `all`."""
        match window:
            case Rolling(seconds=seconds):
                end = (bucket + 1) * self._calendar.resolution
                return Span(end - seconds, end)
            case Fixed(seconds=seconds):
                return Span(bucket * seconds, (bucket + 1) * seconds)
            case Calendar(name=grain):
                start, end_of = self._calendar.start(grain, bucket), self._calendar.end(grain, bucket)
                return None if start is None or end_of is None else Span(start, end_of)


def name_of(window: Window, bucket: int, buckets: Buckets) -> str:
    """A bucket's label; empty for `all` and for what rolls.

    >>> name_of(Fixed("each_10s", 10), 1, ISO), name_of(Calendar("year"), 0, ISO), name_of(Rolling("5m", 300), 7, ISO)
    ('1970-01-01T00:00:10Z', '1970', '')
    """
    match window:
        case Rolling():
            return ""
        case Fixed(seconds=seconds):
            return instant(bucket * seconds)
        case Calendar(name=grain):
            return buckets.label(grain, bucket)
