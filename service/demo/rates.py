"""Exchange rates: one a week before the start, and now and then another one for the day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from service.demo.happening import Happening, Moment, told
from service.demo.past import DAY

_DOLLAR = 0.92
"""Euros."""
_WEEKS = 7
"""Before the start; the first rate is valid from long before, so that nothing that happened is older."""
_LONG_BEFORE = timedelta(days=60)


def rates_before(draw: Random, start: float) -> Iterator[Happening]:
    """A rate for each week of the past (`start`: seconds since the epoch)."""
    for week in range(_WEEKS):
        time = start - DAY - (_WEEKS - 1 - week) * 7 * DAY
        yield _rate(draw, time, timedelta(0) if week else _LONG_BEFORE)


def rate(draw: Random, moment: Moment) -> Iterator[Happening]:
    """The rate of the day is set once more."""
    yield _rate(draw, moment.time, timedelta(0))


def _rate(draw: Random, time: float, earlier: timedelta) -> Happening:
    day = (datetime.fromtimestamp(time, UTC) - earlier).date().isoformat()
    worth = f"{_DOLLAR * draw.uniform(0.97, 1.03):.4f}"
    fields = told(from_currency="USD", to_currency="EUR", rate=worth, valid_from=day)
    return Happening(time, "sales", "exchange_rate_set", fields)
