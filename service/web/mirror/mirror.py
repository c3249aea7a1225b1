"""The last record of every key, by place: what a `read_committed` reader of `kpi.updates` holds. No I/O, no clock."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import orjson

from schemas.accounting import LaneAccounting
from schemas.updates import Scope
from service.web.mirror.key import Place, placed, steered
from service.web.mirror.series import Series, as_of
from service.web.mirror.steering import Steering

_NOTHING: Mapping[bytes, Series] = {}


class Mirror:
    """Takes records one by one and answers at once; what is not asked for is never decoded."""

    def __init__(self) -> None:
        self.version = 0
        """How many records of values and transitions were taken; each change of a place carries its number."""
        self.head = ""
        """The newest `as_of`: the start of the newest tick counted, as ISO 8601 in UTC."""
        self.keys = 0
        """How many keys there are now."""
        self._places: dict[tuple[str, str], dict[bytes, Series]] = defaultdict(dict)
        self._scopes: dict[bytes, bytes] = {}
        """Each scope once: a scope's JSON is shared by all KPIs and windows in it."""
        self._by_kind: dict[tuple[str, ...], list[bytes]] = defaultdict(list)
        self._running: dict[str, str] = {}
        self._steering = Steering()
        self._lanes: dict[bytes, LaneAccounting] = {}
        self._turned = False

    def take(self, key: bytes, value: bytes | None) -> None:
        """Put in a record; one without a value takes its key away. Raises ValueError for a key that is none."""
        place, bucket = placed(key)
        self.version += 1
        if value is None:
            self._drop(place, bucket)
        else:
            self._put(place, bucket, value)

    def note(self, key: bytes, value: bytes | None) -> None:
        """Put in a record of `kpi.breaches`. Raises ValueError for a key that is none."""
        place = steered(key)
        self.version += 1
        if value is not None:
            self._steering.tell(place, value)

    def account(self, key: bytes, value: bytes | None) -> None:
        """Put in a record of `kpi.accounting`. Raises ValueError for a value that is none."""
        self._lanes[key] = LaneAccounting.model_validate_json(value or b"")

    @property
    def lanes(self) -> Collection[LaneAccounting]:
        """What each lane said last of the raw records."""
        return self._lanes.values()

    def at(self, place: Place) -> Series | None:
        """What is known of a place."""
        return self._places.get((place.kpi, place.window), _NOTHING).get(place.scope)

    def runs(self, window: str, bucket: str) -> bool:
        """Whether a bucket is the newest that anything has over this window: it holds the head."""
        return bucket >= self._running.get(window, "")

    @property
    def steering(self) -> Steering:
        """What is in breach. Only when a bucket turned are all breaches looked at."""
        if self._turned:
            self._steering.keep(self._is_breached)
            self._turned = False
        return self._steering

    def kinds(self) -> list[tuple[str, ...]]:
        """The combinations of dimensions that some scope has, `()` for everything."""
        return sorted(self._by_kind, key=lambda kind: (len(kind), kind))

    def scopes(self, kind: Sequence[str]) -> Sequence[bytes]:
        """All scopes of these dimensions (sorted by name), in the order in which they came."""
        return self._by_kind.get(tuple(kind), [])

    def scopes_after(self, kind: Sequence[str], after: int, most: int) -> Iterator[tuple[int, bytes]]:
        """Some scopes from a position on, each with the position after it: a page that no newcomer shifts."""
        yield from enumerate(self.scopes(kind)[after : after + most], after + 1)

    def _put(self, place: Place, bucket: str, value: bytes) -> None:
        series = self._series(place)
        self.keys += bucket not in series.values
        series.put(bucket, value, self.version)
        self.head = max(self.head, as_of(value))
        if bucket > self._running.get(place.window, ""):
            self._running[place.window] = bucket
            self._turned = True
        if bucket == series.newest:
            self._judge(place)

    def _drop(self, place: Place, bucket: str) -> None:
        series = self.at(place)
        if series is None or bucket not in series.values:
            return
        self.keys -= 1
        series.drop(bucket, self.version)
        self._judge(place)
        if not series:
            del self._places[place.kpi, place.window][place.scope]

    def _judge(self, place: Place) -> None:
        self._steering.see(place, self._is_breached(place))

    def _is_breached(self, place: Place) -> bool:
        series = self.at(place)
        return series is not None and series.breached and self.runs(place.window, series.newest)

    def _series(self, place: Place) -> Series:
        of = self._places[place.kpi, place.window]
        found = of.get(place.scope)
        if found is None:
            found = of[self._learn(place.scope)] = Series()
        return found

    def _learn(self, scope: bytes) -> bytes:
        known = self._scopes.get(scope)
        if known is None:
            known = self._scopes[scope] = scope
            self._by_kind[tuple(scope_of(scope))].append(scope)
        return known


def scope_of(scope: bytes) -> Scope:
    """A scope's JSON as dimensions and values."""
    read: Scope = orjson.loads(scope)
    return read
