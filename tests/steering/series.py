"""Seeded series of months of hourly values around a target, with known breaches, for every path that judges them.

A quiet month is noise well inside the good side. A breach lifts the values beyond the target for some hours, so that
each hour of it is bad and each hour outside is not: what must be told of a month is known exactly.
"""

from dataclasses import dataclass
from random import Random

HOURS = 30 * 24
HOUR = 3600
TARGET = 1.0
NOISE = 0.05
"""Standard deviation around `GOOD`; hours of noise beyond the target are single ones."""
GOOD, BAD = 0.85, 1.5
HOLD = RECOVER = 2 * HOUR
"""The patience at which single hours of noise tell nothing. Of 0.001 of all hours one is noise beyond the target."""


@dataclass(frozen=True)
class Lasting:
    """Hours of a month: the first that is bad, and the first after it that is not."""

    start: int
    end: int


@dataclass(frozen=True)
class Month:
    """Values by the hour, at most `TARGET` to be good, and the breaches that are in them."""

    seed: int
    values: tuple[float, ...]
    breaches: tuple[Lasting, ...]


def months(count: int, seed: int = 7) -> list[Month]:
    """Every other month is quiet."""
    return [
        _month(seed * 1_000_003 + number, breaches=number % 2 * Random(number).randint(1, 4)) for number in range(count)
    ]


def _month(seed: int, breaches: int) -> Month:
    random = Random(seed)
    lasting = tuple(_lasting(random, breaches))
    bad = {hour for each in lasting for hour in range(each.start, each.end)}
    values = tuple(BAD + random.gauss(0, NOISE) if hour in bad else random.gauss(GOOD, NOISE) for hour in range(HOURS))
    return Month(seed, values, lasting)


def _lasting(random: Random, count: int) -> list[Lasting]:
    """Breaches apart: each in a stretch of the month of its own, and longer than the hold."""
    stretch = HOURS // max(count, 1)
    starts = [number * stretch + random.randint(6, stretch // 2) for number in range(count)]
    return [Lasting(start, start + random.randint(4, stretch // 3)) for start in starts]
