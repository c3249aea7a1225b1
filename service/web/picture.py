"""What one reader of the stream sees, and what has changed in it since the last look. Pure: the mirror in, JSON out."""

from dataclasses import dataclass, field

import orjson

from schemas.updates import Scope
from service.web.definitions import Definitions
from service.web.mirror.key import Place
from service.web.mirror.mirror import Mirror
from service.web.rows import row, shown, told_row

FIRST = 24
"""Breaches that are told with the picture, the newest first; all others stand in `/api/v1/breaches`."""

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
        """How many there are, how many of them in this scope, and the first of them; those of this scope come first."""
        opened = mirror.steering.open
        here, elsewhere = self._in_scope(mirror), list[Place]()
        for place in reversed(opened):
            if len(here) + len(elsewhere) >= FIRST:
                break
            if place not in here:
                elsewhere.append(place)
        known = ((place, mirror.at(place)) for place in [*here, *elsewhere][:FIRST])
        rows = [orjson.Fragment(row(mirror, place, series)) for place, series in known if series is not None]
        return orjson.dumps({"total": len(opened), "rows": rows})

    def _in_scope(self, mirror: Mirror) -> list[Place]:
        """Those of the KPIs that are shown, over whatever window."""
        opened, catalog = mirror.steering.open, self.definitions.catalog
        scopes = dict.fromkeys(place.scope for place, _ in shown(self.definitions, mirror, self.scope, self.window))
        judged = ((name, kpi.objective.over) for name, kpi in catalog.kpis.items() if kpi.objective)
        places = (Place(name, window, scope) for name, over in judged for window in over for scope in scopes)
        return [place for place in places if place in opened]


def _named(place: Place) -> dict[str, object]:
    return {"kpi": place.kpi, "window": place.window, "scope": orjson.Fragment(place.scope)}
