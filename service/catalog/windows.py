"""What kind a window is, and how long."""

import re
from math import gcd
from typing import Literal

Kind = Literal["rolling", "fixed", "calendar", "all"]

FORMS = "rolling such as 5m or 1h, fixed such as each_10s, day, week, month, quarter, year, all"
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_LENGTH = re.compile(r"(?:each_)?([0-9]+)([smh])\Z")


def kind_of(window: str) -> Kind:
    """The kind of a valid window.

    >>> [kind_of(window) for window in ("5m", "each_10s", "week", "all")]
    ['rolling', 'fixed', 'calendar', 'all']
    """
    if window == "all":
        return "all"
    if window.startswith("each_"):
        return "fixed"
    return "rolling" if window[0].isdigit() else "calendar"


def resolution_of(windows: set[str]) -> int:
    """Seconds in a tick: a minute, or the longest time that also divides every rolling and fixed window.

    >>> resolution_of({"5m", "day"}), resolution_of({"5m", "each_10s"})
    (60, 10)
    """
    return gcd(60, *(int(found[1]) * _SECONDS[found[2]] for found in map(_LENGTH.match, windows) if found))
