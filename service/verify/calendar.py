"""The reporting calendar: the days of a zone, and what is made of whole days, in SQL over a column `day`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from service.settings import Settings
from service.verify.windows import Grain

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OUTSIDE = timedelta(days=400)
"""A week, quarter or year of a day may begin so long before it, or end so long after it."""


class Buckets(NamedTuple):
    """SQL of a day's bucket: its label, its first day and the first day after it."""

    label: str
    first: str
    after: str


@dataclass(frozen=True)
class ReportingCalendar:
    """Where days, weeks and fiscal years begin. `week_start`: 0 is Monday; `fiscal_start`: a month from 1 on."""

    zone: ZoneInfo
    week_start: int = 0
    fiscal_start: int = 1

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The calendar that the settings name."""
        return cls(ZoneInfo(settings.zone), _WEEK.index(settings.week_start), settings.fiscal_start)

    def days(self, first: int, last: int) -> Iterator[tuple[date, int, int]]:
        """Each day, its first second and the next day's, around all that holds `first` to `last` (epoch seconds)."""
        day = datetime.fromtimestamp(first, self.zone).date() - _OUTSIDE
        end = datetime.fromtimestamp(last, self.zone).date() + _OUTSIDE
        while day <= end:
            following = day + timedelta(days=1)
            yield day, self.start(day), self.start(following)
            day = following

    def day_of(self, second: int) -> date:
        """The day that a second (since the epoch) is in. Where a clock goes back over midnight, the day goes on."""
        day = datetime.fromtimestamp(second, self.zone).date()
        return day if self.start(day + timedelta(days=1)) > second else day + timedelta(days=1)

    def start(self, day: date) -> int:
        """Its first second."""
        # Midnight may not exist; zoneinfo then counts from the offset before, which is the day's first instant.
        return int(datetime.combine(day, time(), self.zone).astimezone(UTC).timestamp())

    def buckets(self, grain: Grain) -> Buckets:
        """How days fall into buckets."""
        match grain:
            case "week":
                return self._weeks()
            case "fiscal_quarter" | "fiscal_year":
                return self._fiscal(grain)
        labels = {
            "day": "strftime(day, '%Y-%m-%d')",
            "month": "strftime(day, '%Y-%m')",
            "quarter": "year(day) || '-Q' || quarter(day)",
            "year": "strftime(day, '%Y')",
        }
        first = f"date_trunc('{grain}', day)::DATE"
        return Buckets(labels[grain], first, f"({first} + INTERVAL 1 {grain})::DATE")

    def _weeks(self) -> Buckets:
        # A week is of the year that has four of its days: that of its fourth day.
        first = f"(day - ((isodow(day) - 1 - {self.week_start} + 7) % 7)::INTEGER)"
        middle = f"({first} + 3)"
        number = f"((dayofyear({middle}) - 1) // 7 + 1)"
        return Buckets(f"printf('%04d-W%02d', year({middle}), {number})", first, f"({first} + 7)")

    def _fiscal(self, grain: Grain) -> Buckets:
        # Months since the fiscal year began, 0 to 11; the year is named by the calendar year in which it ends.
        months = f"((month(day) - {self.fiscal_start} + 12) % 12)"
        begins = f"(date_trunc('month', day) - to_months({months}::INTEGER))::DATE"
        label = f"'FY' || year({_later(begins, 12)} - 1)"
        if grain == "fiscal_year":
            return Buckets(label, begins, _later(begins, 12))
        quarter = f"({months} // 3)"
        first = f"({begins} + to_months(({quarter} * 3)::INTEGER))::DATE"
        return Buckets(f"{label} || '-Q' || ({quarter} + 1)", first, _later(first, 3))


def _later(day: str, months: int) -> str:
    return f"({day} + to_months({months}))::DATE"
