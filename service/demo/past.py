"""What happened in the weeks before the start: the base of pipelines, stocks, churn and yearly figures."""

from collections.abc import Iterator, Mapping
from random import Random

from service.demo.happening import Happening, Moment, Story

DAY = 86_400.0
WEEKS = 45 * DAY
_HASTE = 0.5 * DAY

PAST: Mapping[str, int] = {
    "subscribed": 200,
    "gained": 180,
    "lost": 2,
    "purchase": 240,
    "deal": 80,
    "prospect": 50,
    "request": 30,
    "visit": 80,
    "mailing": 60,
}
"""How many of each have begun; few, so that the demo is soon up to date."""


def past(
    draw: Random, keys: Random, start: float, counts: Mapping[str, int], stories: Mapping[str, Story]
) -> Iterator[Happening]:
    """So many of each story. What of these lives is still to come lies after the start (seconds since the epoch)."""
    for name, count in counts.items():
        for _ in range(count):
            began = start - DAY - draw.random() * WEEKS
            yield from stories[name](draw, Moment(began, f"{keys.getrandbits(48):012x}", _HASTE))
