"""Earlier periods that a calendar period is compared with: which they are, and where they are cut while it runs.

A running period, one that holds the head, is compared with what both had reached at the same share of their seconds,
rounded down to a quarter of an hour (docs/decisions/0007). What counts up to there is a bucket of a window of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from service.verify.calendar import ReportingCalendar
from service.verify.windows import Calendar, Grain, Window

_SLOT = 900
"""Seconds."""

Base = Literal["previous", "year_ago"]
BASES: tuple[Base, ...] = ("previous", "year_ago")


class Period(NamedTuple):
    """A bucket: its label, its first day and the first day after it."""

    label: str
    first: date
    after: date


@dataclass(frozen=True)
class Periods:
    """The periods of a calendar; `db` only works out what the calendar says in SQL."""

    db: Any
    calendar: ReportingCalendar

    def of(self, grain: Grain, day: date) -> Period:
        """The period that a day is in."""
        label, first, after = self.calendar.buckets(grain)
        found = self.db.execute(f"SELECT {label}, {first}, {after} FROM (SELECT ?::DATE AS day)", [day]).fetchone()
        return Period(*found)

    def base(self, grain: Grain, period: Period, base: Base) -> Period:
        """The period before, or the same one a year ago."""
        if base == "previous":
            return self.of(grain, period.first - timedelta(days=1))
        return self._week_ago(period) if grain == "week" else self.of(grain, _year_ago(period.first))

    def _week_ago(self, period: Period) -> Period:
        """The week of the same number, or the last one of a year that has no such week."""
        year, number = period.label.split("-")
        around = [self.of("week", period.first - timedelta(weeks=weeks)) for weeks in (51, 52, 53)]
        mine = {week.label: week for week in around if week.label.startswith(f"{int(year) - 1:04}-")}
        return mine.get(f"{int(year) - 1:04}-{number}") or max(mine.values())

    def seconds(self, period: Period) -> tuple[int, int]:
        """Its first second, and the first one after it."""
        return self.calendar.start(period.first), self.calendar.start(period.after)

    def cut(self, running: Period, base: Period, now: int) -> int:
        """The second before which the base counts."""
        (start, stop), (base_start, base_stop) = self.seconds(running), self.seconds(base)
        share = base_start + (base_stop - base_start) * (now - start) // (stop - start)
        return share // _SLOT * _SLOT


def _year_ago(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def cut_window(window: str, base: Base) -> str:
    """The window of what a base counts up to the cut; no window of a catalog has such a name."""
    return f"{base} of {window}"


def cut_bases(
    db: Any, windows: Iterable[Window], resolution: int, calendar: ReportingCalendar, head: int | None
) -> None:
    """Add, to `slot` and `bucket`, the cut bases of the periods that hold the head; and make

    cut_base ("window", whole, bucket)          the window of a cut base, and the bucket that is cut, with its window
    """
    db.execute('CREATE OR REPLACE TABLE cut_base ("window" VARCHAR, whole VARCHAR, bucket VARCHAR)')
    for window, base, label, start, stop in _cuts(Periods(db, calendar), windows, resolution, head):
        name = cut_window(window, base)
        db.execute(
            "INSERT INTO slot SELECT tick, ?, '' FROM tick_day WHERE tick >= ? AND tick < ?",
            [name, start // resolution, stop // resolution],
        )
        db.execute("INSERT INTO bucket VALUES (?, '', ?, ?)", [name, start, stop])
        db.execute("INSERT INTO cut_base VALUES (?, ?, ?)", [name, window, label])


def _cuts(
    periods: Periods, windows: Iterable[Window], resolution: int, head: int | None
) -> Iterator[tuple[Grain, Base, str, int, int]]:
    if head is None:
        return
    now = (head + 1) * resolution
    today = periods.calendar.day_of(now - 1)
    for window in windows:
        if isinstance(window, Calendar):
            running = periods.of(window.name, today)
            for base in BASES:
                earlier = periods.base(window.name, running, base)
                start = periods.seconds(earlier)[0]
                yield window.name, base, earlier.label, start, periods.cut(running, earlier, now)
