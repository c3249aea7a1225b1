"""What one reader of the stream sees, and what has changed in it since the last look. Pure: the mirror in, JSON out."""

from collections.abc import Container
from dataclasses import dataclass, field

import orjson

from schemas.updates import Scope
from service.web.definitions import Definitions, window_order
from service.web.mirror.key import Place
from service.web.mirror.mirror import Mirror
from service.web.rows import row, shown, told_row

Event = tuple[str, bytes]
"""Name and data."""


@dataclass
class Picture:
    """Remembers how much of a mirror a reader has been told."""

    definitions: Definitions
    scope: Scope
    window: str | None
    version: int = 0
    _places: set[Place] = field(default_factory=set)
    _breaches: bytes = b""

    def whole(self, mirror: Mirror) -> Event:
        """Everything: each row with its history."""
        rows = list(shown(self.definitions, mirror, self.scope, self.window))
        self._places, self.version = {place for place, _ in rows}, mirror.version
        return "rows", self._data(mirror, [told_row(mirror, place, series) for place, series in rows])

    def resumed(self, mirror: Mirror, version: int) -> Event:
        """After a break: what changed since a version, and which places there are."""
        rows = list(shown(self.definitions, mirror, self.scope, self.window))
        self._places, self.version = {place for place, _ in rows}, mirror.version
        changed = [told_row(mirror, place, series) for place, series in rows if series.changed > version]
        return "resumed", self._data(mirror, changed, places=[_named(place) for place, _ in rows])

    def changes(self, mirror: Mirror) -> Event | None:
        """What changed since the last look; None if nothing did that this reader sees."""
        if mirror.version == self.version:
            return None
        rows = list(shown(self.definitions, mirror, self.scope, self.window))
        told = ((row if place in self._places else told_row, place, series) for place, series in rows)
        changed = [write(mirror, place, series) for write, place, series in told if series.changed > self.version]
        places = {place for place, _ in rows}
        gone, breaches = self._places - places, self._breaches
        self._places, self.version = places, mirror.version
        data = self._data(mirror, changed, gone=[_named(place) for place in gone])
        return ("changes", data) if changed or gone or self._breaches != breaches else None

    def _data(self, mirror: Mirror, rows: list[bytes], **more: object) -> bytes:
        breaches = self._breached(mirror)
        content: dict[str, object] = {
            "head": mirror.head or None,
            "keys": mirror.keys,
            "rows": [orjson.Fragment(each) for each in rows],
        }
        if breaches != self._breaches:
            content["breaches"] = orjson.Fragment(breaches)
            self._breaches = breaches
        return orjson.dumps(content | more)

    def _breached(self, mirror: Mirror) -> bytes:
        """How many there are in all scopes, and those of the rows that are shown.

        A KPI that misses over several windows is told once, the other windows beside it. Of other scopes only the
        number is told: where there are many they come and go all the time, and nobody could read that.
        """
        opened = mirror.steering.open
        rows = shown(self.definitions, mirror, self.scope, self.window)
        here = dict.fromkeys((place.kpi, place.scope) for place, _ in rows)
        told = [self._missing(mirror, kpi, scope, opened) for kpi, scope in here]
        return orjson.dumps({"total": len(opened), "rows": [orjson.Fragment(each) for each in told if each]})

    def _windows(self, kpi: str, scope: bytes, opened: Container[Place]) -> list[str]:
        """The windows over which it misses."""
        objective = self.definitions.catalog.kpis[kpi].objective
        return [window for window in objective.over if Place(kpi, window, scope) in opened] if objective else []

    def _missing(self, mirror: Mirror, kpi: str, scope: bytes, opened: Container[Place]) -> bytes | None:
        windows = sorted(self._windows(kpi, scope, opened), key=window_order)
        place = Place(kpi, windows[0], scope) if windows else None
        series = mirror.at(place) if place else None
        if place is None or series is None:
            return None
        return row(mirror, place, series)[:-1] + b',"also":' + orjson.dumps(windows[1:]) + b"}"


def _named(place: Place) -> dict[str, object]:
    return {"kpi": place.kpi, "window": place.window, "scope": orjson.Fragment(place.scope)}
