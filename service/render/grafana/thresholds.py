"""Where a value changes its colour: at the target of its objective, on the side that is bad."""

from math import inf, nextafter
from typing import assert_never

from grafana_foundation_sdk.builders.dashboard import ThresholdsConfig
from grafana_foundation_sdk.models.dashboard import Threshold, ThresholdsMode

from schemas.definitions import AtLeast, AtMost, Between
from schemas.definitions.aims import Aim

GOOD, BAD, WORST, PLAIN = "green", "red", "dark-red", "text"
"""Names of Grafana's palette; `text` is the colour of the text itself, in light and in dark."""

Step = tuple[float | None, str]
"""From which value on (None: from the lowest) which colour."""


def steps(aim: Aim, minor_units: int) -> list[Step]:
    """The colours of a value; `minor_units`: what the aim's numbers are divided by to be in the value's unit.

    A colour of Grafana begins at its value itself, and a value equal to the target is met: where it is not to be
    passed, bad begins at the next number.
    """
    match aim:
        case AtLeast(target, limit):
            below: list[Step] = [(None, BAD)] if limit is None else [(None, WORST), (limit / minor_units, BAD)]
            return [*below, (target / minor_units, GOOD)]
        case AtMost(target, limit):
            above: list[Step] = [] if limit is None else [(_after(limit / minor_units), WORST)]
            return [(None, GOOD), (_after(target / minor_units), BAD), *above]
        case Between(low, high):
            return [(None, BAD), (low / minor_units, GOOD), (_after(high / minor_units), BAD)]
        case _:
            assert_never(aim)


def thresholds(*steps: Step) -> ThresholdsConfig:
    """Steps as Grafana has them."""
    made = [Threshold(value=value, color=color) for value, color in steps]
    return ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(made)


def _after(number: float) -> float:
    return nextafter(number, inf)
