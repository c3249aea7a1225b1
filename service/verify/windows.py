"""The kinds of window that events are cut into."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd
from typing import Literal, cast

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_LENGTH = re.compile(r"(each_)?([0-9]+[smh])")

Grain = Literal["day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]


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
