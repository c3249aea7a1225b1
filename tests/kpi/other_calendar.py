"""A calendar written another way: days by asking the zone, buckets by walking from day to day."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from service.kpi.period.windows import Grain

DAY = timedelta(days=1)


def local_date(zone: str, second: int) -> date:
    return datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone)).date()


def begins(grain: Grain, when: date, week_start: int, fiscal_start: int) -> bool:
    """Whether a bucket begins on a day; `week_start` counts from Monday, 0."""
    match grain:
        case "day":
            return True
        case "week":
            return when.weekday() == week_start
        case "month":
            return when.day == 1
        case "quarter":
            return when.day == 1 and when.month in (1, 4, 7, 10)
        case "year":
            return when.day == 1 and when.month == 1
        case "fiscal_quarter":
            return when.day == 1 and when.month in {(fiscal_start + 3 * n - 1) % 12 + 1 for n in range(4)}
        case "fiscal_year":
            return when.day == 1 and when.month == fiscal_start
        case "all":
            return when == date(1970, 1, 1)


@cache
def first(grain: Grain, when: date, week_start: int = 0, fiscal_start: int = 1) -> date:
    while not begins(grain, when, week_start, fiscal_start):
        when -= DAY
    return when


@cache
def after(grain: Grain, when: date, week_start: int = 0, fiscal_start: int = 1) -> date:
    when += DAY
    while not begins(grain, when, week_start, fiscal_start):
        when += DAY
    return when


def week_label(begin: date) -> str:
    """By counting from the week that holds the 4th of January; `begin` is the first day of a week."""
    for year in (begin.year + 1, begin.year, begin.year - 1):
        one = first("week", date(year, 1, 4), begin.weekday())
        if one <= begin:
            return f"{year}-W{1 + (begin - one) // (7 * DAY):02}"
    raise AssertionError(begin)


def start(zone: str, when: date) -> int:
    """The first second of a day, by halving; where no clock goes back over midnight."""
    middle = (when - date(1970, 1, 1)).days * 86_400
    low, high = middle - 50 * 3600, middle + 50 * 3600
    while low < high:
        half = (low + high) // 2
        low, high = (low, half) if local_date(zone, half) >= when else (half + 1, high)
    return low


def edges(zone: str, since: int, until: int) -> list[int]:
    """The seconds at which a zone's clock is moved between two years, by halving each day on which it is."""
    first_day, last_day = ((date(year, 1, 1) - date(1970, 1, 1)).days for year in (since, until))
    found = []
    for day in range(first_day, last_day):
        low, high = day * 86_400, (day + 1) * 86_400
        if _offset(zone, low) != _offset(zone, high):
            while low + 1 < high:
                half = (low + high) // 2
                low, high = (low, half) if _offset(zone, half) != _offset(zone, low) else (half, high)
            found.append(high)
    return found


def _offset(zone: str, second: int) -> timedelta | None:
    return datetime.fromtimestamp(second, ZoneInfo(zone)).utcoffset()
