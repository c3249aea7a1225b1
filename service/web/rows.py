"""Rows of the board: which places are shown for a scope, and each as JSON with the raw update in it."""

from collections.abc import Iterator

import orjson

from schemas.updates import Scope
from service.web.definitions import Definitions, shown_window
from service.web.mirror.key import Place
from service.web.mirror.mirror import Mirror, scope_of
from service.web.mirror.series import Series
from service.web.scope import has_scope, scope_key

HISTORY = 30
"""Points of a sparkline."""
CURRENCY = "currency"
"""Money is never added over currencies: where a KPI is not told in a scope, it may be told there by currency."""
APART = 4
"""Rows of such a KPI at most."""


def shown(definitions: Definitions, mirror: Mirror, scope: Scope, window: str | None) -> Iterator[tuple[Place, Series]]:
    """What is known of each KPI in a scope, over the given window or its own. Costs a few look-ups a KPI."""
    exact, apart = scope_key(scope), list(_by_currency(mirror, scope))
    for name, kpi in definitions.catalog.kpis.items():
        over = window or shown_window(kpi)
        if over not in kpi.windows:
            continue
        here = [exact] if has_scope(kpi, scope) else apart if has_scope(kpi, [*scope, CURRENCY]) else []
        found = ((place, mirror.at(place)) for place in (Place(name, over, each) for each in here))
        known = [(place, series) for place, series in found if series is not None]
        yield from known[:APART]


def _by_currency(mirror: Mirror, scope: Scope) -> Iterator[bytes]:
    if CURRENCY not in scope:
        for each in sorted(mirror.scopes((CURRENCY,))):
            yield scope_key(scope | scope_of(each))


def row(mirror: Mirror, place: Place, series: Series) -> bytes:
    """A row as JSON (`answers.Row`). The update in it is the record's own bytes: nothing is read and written anew."""
    head = {"kpi": place.kpi, "scope": orjson.Fragment(place.scope), "window": place.window, "bucket": series.newest}
    running = mirror.runs(place.window, series.newest)
    rest = {"running": running, "since": mirror.steering.since(place), "update": orjson.Fragment(series.raw)}
    return orjson.dumps(head | rest)


def told_row(mirror: Mirror, place: Place, series: Series) -> bytes:
    """A row with its history (`answers.ToldRow`)."""
    window, points = _history(mirror, place, series)
    history = [{"bucket": bucket, "value": value} for bucket, value in points]
    more = orjson.dumps({"history_window": window, "history": history})
    return row(mirror, place, series)[:-1] + b"," + more[1:]


def _history(mirror: Mirror, place: Place, series: Series) -> tuple[str | None, list[tuple[str, float | None]]]:
    """Of a window with buckets its own; of one without, such as an hour that rolls, the days."""
    if series.newest:
        return place.window, series.history(HISTORY)
    days = mirror.at(place._replace(window="day"))
    return ("day", days.history(HISTORY)) if days else (None, [])
