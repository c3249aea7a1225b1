"""How fresh what is shown is."""

from grafana_foundation_sdk.models import units

from service import names
from service.render.grafana.layout import Group, Tile
from service.render.grafana.panels import Query, Shown, numbers
from service.render.grafana.thresholds import BAD, GOOD
from service.render.grafana.units import Look
from service.render.grafana.words import Texts

_SLOW, _STALE = 180, 600
"""Seconds. Times are told by the minute, and an event is on its way for a while: less than three say nothing."""


def age(texts: Texts) -> Group:
    """How long ago the newest event happened that any worker counted."""
    colours = ((None, GOOD), (_SLOW, "orange"), (_STALE, BAD))
    shown = Shown(texts("age"), texts("age help"), Look(units.Seconds, 0), colours)
    return [Tile(numbers(shown, [Query(f"time() - max({names.NEWEST_EVENT})")]), 4, 4)]


def ends(texts: Texts) -> Group:
    """When the windows that are shown end; in milliseconds, as Grafana has times."""
    shown = Shown(texts("ends"), texts("ends help"), Look(units.DateTimeFromNow))
    ends = f"max by ({names.WINDOW}) ({names.WINDOW_END}) * 1000"
    return [Tile(numbers(shown, [Query(ends, f"{{{{{names.WINDOW}}}}}")]), 24, 4)]
