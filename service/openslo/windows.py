"""Windows, here and there. Those that neither has are named."""

import re
from dataclasses import dataclass
from datetime import datetime

from schemas.definitions import Wording
from service.openslo.document import Calendar, TimeWindow
from service.openslo.words import said
from service.settings import Settings

_MONDAY = "2024-01-01"
"""The first of a month, of a year and of an ISO week, so that every period may begin with it."""
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"day": "1d", "week": "1w", "month": "1M", "quarter": "1Q", "year": "1Y"}
_FISCAL = {"fiscal_quarter": "1Q", "fiscal_year": "1Y"}
_HOURS = {"h": 1, "d": 24, "w": 168}
_FORM = "%Y-%m-%d %H:%M:%S"


class NoWindow(Exception):
    """There is no such window in the catalog; `field` says where it shows."""

    def __init__(self, why: Wording, field: tuple[str, ...] = ()) -> None:
        super().__init__(why.en)
        self.why, self.field = why, field


@dataclass(frozen=True)
class Windows:
    """The windows as the settings cut them."""

    settings: Settings

    def there(self, window: str) -> TimeWindow | None:
        """A window of the catalog in OpenSLO; None: it has none."""
        if re.fullmatch(r"[1-9][0-9]*[mh]", window):
            return TimeWindow(duration=window, is_rolling=True)
        duration = _UNITS.get(window) or _FISCAL.get(window)
        if duration is None:
            return None
        calendar = Calendar(start_time=f"{self._start(window)} 00:00:00", time_zone=self.settings.zone)
        return TimeWindow(duration=duration, calendar=calendar, is_rolling=False)

    def here(self, window: TimeWindow, called: str | None = None) -> str:
        """A window of OpenSLO in the catalog; `called`: which one, where several are the same. Raises NoWindow."""
        rolling = window.is_rolling if window.is_rolling is not None else window.calendar is None
        if rolling and window.calendar is not None:
            raise NoWindow(said("calendar_excess"), ("calendar",))
        return self._rolling(window.duration) if rolling else self._calendar(window, called)

    def _start(self, window: str) -> str:
        if window == "week":
            return f"2024-01-0{1 + _DAYS.index(self.settings.week_start)}"
        return f"2024-{self.settings.fiscal_start:02}-01" if window in _FISCAL else _MONDAY

    def _rolling(self, duration: str) -> str:
        number, unit = int(duration[:-1]), duration[-1]
        if unit == "m":
            return duration
        if unit not in _HOURS:
            raise NoWindow(said("rolling_unit", duration=duration), ("duration",))
        return f"{number * _HOURS[unit]}h"

    def _calendar(self, window: TimeWindow, called: str | None) -> str:
        calendar = window.calendar
        if calendar is None:
            raise NoWindow(said("calendar_needed"))
        if window.duration not in _UNITS.values():
            raise NoWindow(said("calendar_unit", duration=window.duration), ("duration",))
        if calendar.time_zone != self.settings.zone:
            zones = {"ours": self.settings.zone, "theirs": calendar.time_zone}
            raise NoWindow(said("zone", **zones), ("calendar", "timeZone"))
        return self._period(window.duration, calendar.start_time, called)

    def _period(self, duration: str, start: str, called: str | None) -> str:
        """The period of that length of which one begins then."""
        try:
            at = datetime.strptime(start, _FORM)
        except ValueError:
            raise NoWindow(said("start_form", start=start), ("calendar", "startTime")) from None
        names = [name for name, unit in (_UNITS | _FISCAL).items() if unit == duration and self._begins(name, at)]
        if at.time() != datetime.min.time() or not names:
            cut = {"week_start": self.settings.week_start, "fiscal_start": self.settings.fiscal_start}
            raise NoWindow(said("calendar_start", duration=duration, start=start, **cut), ("calendar", "startTime"))
        return called if called in names else names[0]

    def _begins(self, name: str, at: datetime) -> bool:
        first = self.settings.fiscal_start
        match name:
            case "day":
                return True
            case "week":
                return _DAYS[at.weekday()] == self.settings.week_start
            case "month":
                return at.day == 1
            case "quarter":
                return at.day == 1 and at.month % 3 == 1
            case "year":
                return at.day == 1 and at.month == 1
            case "fiscal_quarter":
                return at.day == 1 and (at.month - first) % 3 == 0
        return at.day == 1 and at.month == first
