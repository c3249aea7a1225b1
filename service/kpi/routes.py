"""Event → route: its type and the values of all dimensions that its indicators read."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

import msgspec

from schemas.definitions import Folded
from schemas.facts import Dimension, Route
from service.kpi.catalog import Catalog
from service.kpi.columns import Names
from service.kpi.derivations import derive

_encode = msgspec.msgpack.Encoder().encode


class Routes:
    """Gives each event type's raw values the small int of their route; rules are asked only about new values."""

    def __init__(self, catalog: Catalog, bound: int = 1 << 16) -> None:
        self._catalog = catalog
        self._bound = bound
        self._deriveds = dict[tuple[str, tuple[Dimension, ...]], Dimension]()
        self._plans = dict[str, RoutePlan]()
        self.names = Names[bytes](bound=bound)
        """The routes, encoded as they travel."""

    def plan(self, kind: str) -> "RoutePlan | None":
        """How events of a type are routed; None for a type that no indicator reads, or that is about nobody."""
        if kind not in self._catalog.roles or not any(self._reading(kind)):
            return None
        if kind not in self._plans:
            compiled = partial(self._compile, kind, self._dimensions(kind))
            self._plans[kind] = RoutePlan(self._raw_fields(kind), compiled)
        return self._plans[kind]

    def recycle(self) -> None:
        """Between two steps: start anew if too much is remembered."""
        remembered = sum(len(plan.known) for plan in self._plans.values())
        if max(remembered, len(self.names), len(self._deriveds)) > self._bound:
            self.names.clear()
            self._deriveds.clear()
            for plan in self._plans.values():
                plan.known.clear()

    def _compile(self, kind: str, names: Sequence[str], raw: dict[str, Dimension]) -> int:
        dimensions = tuple((name, self._dimension(name, raw)) for name in names)
        route: Route = (kind, self._catalog.roles[kind][0].name, dimensions, ())
        return self.names.id(_encode(route))

    def _dimension(self, name: str, raw: dict[str, Dimension]) -> Dimension:
        derived = self._catalog.derivations.get(name)
        if derived is None:
            return raw[name]
        key = name, tuple(raw[part] for part in derived.table.inputs)
        if key not in self._deriveds:
            self._deriveds[key] = derive(derived.table, raw)
        return self._deriveds[key]

    def _reading(self, kind: str) -> Iterator[Folded]:
        for indicator in self._catalog.indicators.values():
            if isinstance(indicator, Folded) and kind in indicator.on:
                yield indicator

    def _dimensions(self, kind: str) -> list[str]:
        return sorted({name for indicator in self._reading(kind) for name in (*indicator.where, *indicator.by)})

    def _raw_fields(self, kind: str) -> tuple[str, ...]:
        derivations = self._catalog.derivations
        inputs = ((derivations[n].table.inputs if n in derivations else (n,)) for n in self._dimensions(kind))
        return tuple(sorted({name for names in inputs for name in names}))


class RoutePlan:
    """The routes of one event type, by the raw values of the fields that decide."""

    def __init__(self, fields: tuple[str, ...], compiled: Callable[[dict[str, Dimension]], int]) -> None:
        self._fields = fields
        self._compile = compiled
        self.raw: Callable[[Any], Any] = attrgetter(*fields) if fields else _nothing
        """The raw values of an event: what `known` is asked for."""
        self.known: dict[Any, int] = {}

    def learn(self, raw: Any) -> int:
        """The route of raw values that are not known yet."""
        values = raw if len(self._fields) > 1 else (raw,)
        route = self.known[raw] = self._compile(dict(zip(self._fields, values, strict=False)))
        return route


def _nothing(_: object) -> tuple[()]:
    return ()
