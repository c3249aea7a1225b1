"""The windows a KPI is evaluated over, as types: `5m` rolls, `each_10s` is fixed, `day` is a calendar grain, `all`."""

from dataclasses import dataclass
from typing import Literal, cast

Grain = Literal["day", "week", "month", "quarter", "year", "all", "fiscal_quarter", "fiscal_year"]

_SECONDS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Rolling:
    """The last `seconds` before the end of the newest tick."""

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """Every `seconds`, cut from the epoch; a bucket is its index."""

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """A grain of the reporting calendar; a bucket is its first day. `all` is one bucket, day 0."""

    name: Grain


Window = Rolling | Fixed | Calendar


def parse_window(text: str) -> Window:
    """The window that a catalog's text names; the catalog has checked its form.

    >>> parse_window("5m"), parse_window("each_10s"), parse_window("week")
    (Rolling(name='5m', seconds=300), Fixed(name='each_10s', seconds=10), Calendar(name='week'))
    """
    if text.startswith("each_"):
        return Fixed(text, seconds_of(text.removeprefix("each_")))
    return Rolling(text, seconds_of(text)) if text[0].isdigit() else Calendar(cast(Grain, text))


def seconds_of(text: str) -> int:
    """A length as a catalog writes it.

    >>> seconds_of("30m")
    1800
    """
    return int(text[:-1]) * _SECONDS[text[-1]]
