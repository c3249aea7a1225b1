"""Event → route: its type and the values of all dimensions that its indicators read."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from schemas.definitions import Folded
from schemas.facts import Dimension, Route
from service.kpi.catalog import Catalog
from service.kpi.columns import Names
from service.kpi.derivations import Deriving

_encode = msgspec.msgpack.Encoder().encode


class Routes:
    """Gives each event type's raw values the small int of their route; rules are asked only about new values."""

    def __init__(self, catalog: Catalog, bound: int = 1 << 16) -> None:
        self._catalog = catalog
        self._bound = bound
        self._deriving = Deriving(catalog.derivations)
        self._plans = dict[str, RoutePlan]()
        self.names = Names[bytes](bound=bound)
        """The routes, encoded as they travel."""

    def plan(self, kind: str) -> "RoutePlan | None":
        """How events of a type are routed; None for a type that no indicator reads, or that is about nobody."""
        if kind not in self._catalog.roles or not any(self._reading(kind)):
            return None
        if kind not in self._plans:
            leaves = self._leaves(kind)
            compiled = partial(self._compile, kind, self._dimensions(kind))
            self._plans[kind] = RoutePlan(leaves, self._catalog.derivations.getter(leaves), compiled)
        return self._plans[kind]

    def recycle(self) -> None:
        """Between two steps: start anew if too much is remembered."""
        remembered = sum(len(plan.known) for plan in self._plans.values())
        if max(remembered, len(self.names), len(self._deriving)) > self._bound:
            self.names.clear()
            self._deriving.forget()
            for plan in self._plans.values():
                plan.known.clear()

    def _compile(self, kind: str, names: Sequence[str], raw: dict[str, Dimension]) -> int:
        dimensions = tuple((name, self._deriving.value(name, raw)) for name in names)
        route: Route = (kind, self._catalog.roles[kind][0].name, dimensions, ())
        return self.names.id(_encode(route))

    def _reading(self, kind: str) -> Iterator[Folded]:
        for indicator in self._catalog.indicators.values():
            if isinstance(indicator, Folded) and kind in indicator.on:
                yield indicator

    def _dimensions(self, kind: str) -> list[str]:
        return sorted({name for indicator in self._reading(kind) for name in (*indicator.where, *indicator.by)})

    def _leaves(self, kind: str) -> tuple[str, ...]:
        leaves = self._catalog.derivations.leaves
        return tuple(sorted({leaf for name in self._dimensions(kind) for leaf in leaves(name)}))


class RoutePlan:
    """The routes of one event type, by the values of the leaves (fields and readings) that decide."""

    def __init__(
        self,
        leaves: tuple[str, ...],
        raw: Callable[[Any], Any],
        compiled: Callable[[dict[str, Dimension]], int],
    ) -> None:
        self._leaves = leaves
        self._compile = compiled
        self.raw = raw
        """The leaves of an event: what `known` is asked for."""
        self.known: dict[Any, int] = {}

    def learn(self, raw: Any) -> int:
        """The route of raw values that are not known yet."""
        values = raw if len(self._leaves) > 1 else (raw,)
        route = self.known[raw] = self._compile(dict(zip(self._leaves, values, strict=False)))
        return route
