"""Durations as people write them in a setting: `90`, `90s`, `1.5h`; ISO 8601 too."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

_SECONDS = {"ms": 0.001, "": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
_WRITTEN = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|d|)\s*")


def read_duration(given: object) -> object:
    """A number, of seconds unless it has a unit; anything else is left as it is, for pydantic to read or refuse.

    >>> read_duration("90"), read_duration("1h"), read_duration("PT1H")
    (datetime.timedelta(seconds=90), datetime.timedelta(seconds=3600), 'PT1H')
    """
    found = _WRITTEN.fullmatch(given) if isinstance(given, str) else None
    return timedelta(seconds=float(found[1]) * _SECONDS[found[2]]) if found else given


def write_duration(duration: timedelta) -> str:
    """A duration in the largest unit in which it is a whole number.

    >>> [write_duration(timedelta(seconds=s)) for s in (86_400 * 400, 600, 90, 0.25, 0)]
    ['400d', '10m', '90s', '250ms', '0s']
    """
    milliseconds = round(duration.total_seconds() * 1000)
    for unit in ("d", "h", "m", "s"):
        number, rest = divmod(milliseconds, round(_SECONDS[unit] * 1000))
        if number and not rest:
            return f"{number}{unit}"
    return f"{milliseconds}ms" if milliseconds else "0s"


Duration = Annotated[timedelta, BeforeValidator(read_duration)]
"""A duration of the settings."""
