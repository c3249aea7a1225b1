"""Surveys: how satisfied, how likely to recommend; some change their mind, and the later answer counts."""

from collections.abc import Iterator
from random import Random

from service.demo.happening import Happening, Moment, told

CHANGED = 0.12
_BAD, _NEUTRAL = 0.07, 0.05


def satisfaction(draw: Random, moment: Moment, ticket: str) -> Iterator[Happening]:
    """An answer in stars, at times another one later."""
    for time in _times(draw, moment):
        yield Happening(time, "care", "satisfaction_answered", told(ticket=ticket, stars=_stars(draw, moment.stress)))


def recommendation(draw: Random, moment: Moment, ticket: str) -> Iterator[Happening]:
    """An answer from 0 to 10, at times another one later."""
    for time in _times(draw, moment):
        score = 2 * _stars(draw, moment.stress) - draw.randrange(2)
        yield Happening(time, "care", "recommendation_answered", told(ticket=ticket, score=score))


def _times(draw: Random, moment: Moment) -> list[float]:
    again = draw.random() < CHANGED
    return [moment.time, moment.time + moment.haste * (0.5 + draw.random())] if again else [moment.time]


def _stars(draw: Random, stress: float) -> int:
    share = draw.random()
    if share < _BAD * stress:
        return draw.choice((1, 2))
    return 3 if share < (_BAD + _NEUTRAL) * stress else draw.choice((4, 5, 5))
