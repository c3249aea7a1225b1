"""The kinds of window, and the days of the reporting zone, that events are cut into."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import gcd
from typing import Literal, cast
from zoneinfo import ZoneInfo

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_LENGTH = re.compile(r"(each_)?([0-9]+[smh])")

Grain = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Rolling:
    """Ends with the head's tick."""

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """One after the other from the epoch."""

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """A day of the reporting zone, or what is made of whole days."""

    name: Grain


@dataclass(frozen=True, slots=True)
class All:
    """Everything."""

    name: Literal["all"] = "all"


Window = Rolling | Fixed | Calendar | All


def window_of(name: str) -> Window:
    """The window of a name of the catalog.

    >>> window_of("5m"), window_of("each_10s"), window_of("day")
    (Rolling(name='5m', seconds=300), Fixed(name='each_10s', seconds=10), Calendar(name='day'))
    """
    if name == "all":
        return All()
    if length := _LENGTH.fullmatch(name):
        kind = Fixed if length[1] else Rolling
        return kind(name, seconds_of(length[2]))
    return Calendar(cast(Grain, name))


def seconds_of(length: str) -> int:
    """A length of time in seconds.

    >>> seconds_of("30m")
    1800
    """
    return int(length[:-1]) * _SECONDS[length[-1]]


def resolution_of(windows: Iterable[Window]) -> int:
    """Seconds in a tick: a minute, or what divides every rolling and fixed window and a minute."""
    return gcd(60, *(window.seconds for window in windows if isinstance(window, Rolling | Fixed)))


def days(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[date, int]]:
    """Each day of the zone from before the year of `first` to after that of `last` (epoch seconds), and when it starts.

    Whole years, because a week, month, quarter or year of an event may end long after it.
    """
    day = date(datetime.fromtimestamp(first, zone).year, 1, 1) - timedelta(days=7)
    end = date(datetime.fromtimestamp(last, zone).year + 1, 1, 1) + timedelta(days=7)
    while day <= end:
        # Midnight may not exist; zoneinfo then counts from the offset before, which is the day's first instant.
        yield day, int(datetime.combine(day, time(), zone).astimezone(UTC).timestamp())
        day += timedelta(days=1)
