"""The small job, the same for every contender, and how its result is written down.

Keep three of the six event types, bring each campaign's events together, count them in windows of ten seconds
of event time. This module needs the standard library only: another virtual environment imports it too.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

KEPT = frozenset({"mail_opened", "mail_clicked", "unsubscribed"})
WINDOW_S = 10

Counts = dict[tuple[str, int], int]
"""(campaign, first second of the window since the epoch) → events."""


def instant(time: str) -> float:
    """Seconds since the epoch of an RFC 3339 time."""
    return datetime.fromisoformat(time).timestamp()


def window(seconds: float) -> int:
    """First second of the window that an instant falls into.

    >>> window(25.3)
    20
    """
    return int(seconds) // WINDOW_S * WINDOW_S


def write(counts: Mapping[tuple[str, int], int], path: Path) -> None:
    """Write a result; the file appears whole or not at all, for a reader waits for it to appear."""
    rows = [[campaign, start, count] for (campaign, start), count in counts.items()]
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(rows))
    unfinished.rename(path)


def read(path: Path) -> Counts:
    """Read what `write` wrote."""
    return {(campaign, start): count for campaign, start, count in json.loads(path.read_text())}
