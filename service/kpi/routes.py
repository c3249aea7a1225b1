"""Event → routes: its type, and for each subject that is read its role, dimensions and measures."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

import msgspec

from schemas.facts import ID, RETRACTED, TIME, Dimension, Route
from service.kpi.asked import Asked, asked_of
from service.kpi.catalog import Catalog, Role
from service.kpi.columns import Names
from service.kpi.derivations import Deriving

_encode = msgspec.msgpack.Encoder().encode


class Routes:
    """Gives each event type's raw values the small int of their route; rules are asked only about new values."""

    def __init__(self, catalog: Catalog, bound: int = 1 << 16) -> None:
        self._catalog = catalog
        self._bound = bound
        self._deriving = Deriving(catalog.derivations)
        self._plans = list[RoutePlan]()
        self.names = Names[bytes](bound=bound)
        """The routes, encoded as they travel."""
        self.widths: list[int] = []
        """How many measures each of them has."""

    @property
    def retracted(self) -> int:
        """The route that takes an event back."""
        return self._number(RETRACTED)

    def plans(self, kind: str, fields: Collection[str]) -> "tuple[RoutePlan, ...]":
        """How events of a type, which have these fields, are routed through each role that is read, the main one first.

        None at all for a type that no indicator reads, or that is about nobody.
        """
        plans = [self._plan(kind, role, each, fields) for role, each in asked_of(self._catalog, kind).items()]
        self._plans += plans
        return tuple(plans)

    def recycle(self) -> None:
        """Between two steps: start anew if too much is remembered."""
        remembered = sum(len(plan.known) for plan in self._plans)
        if max(remembered, len(self.names), len(self._deriving)) > self._bound:
            self.names.clear()
            self.widths.clear()
            self._deriving.forget()
            for plan in self._plans:
                plan.known.clear()

    def _plan(self, kind: str, role: Role, asked: Asked, fields: Collection[str]) -> "RoutePlan":
        # A life has the dimensions and measures of all its events together; one event has some of them.
        derivations = self._catalog.derivations
        dimensions = sorted(name for name in asked.dimensions if derivations.fields(name) <= set(fields))
        measures = tuple(sorted(asked.measures.intersection(fields)))
        leaves = tuple(sorted({leaf for name in dimensions for leaf in derivations.leaves(name)}))
        named = (TIME, ID, *measures) if asked.ordered else measures
        compiled = partial(self._compile, kind, role.name, dimensions, named)
        return RoutePlan(role, leaves, derivations.getter(leaves), compiled, measures, asked.ordered)

    def _compile(
        self, kind: str, role: str, names: Sequence[str], measures: tuple[str, ...], raw: dict[str, Dimension]
    ) -> int:
        route: Route = (kind, role, tuple((name, self._deriving.value(name, raw)) for name in names), measures)
        return self._number(route)

    def _number(self, route: Route) -> int:
        number = self.names.id(_encode(route))
        if number == len(self.widths):
            self.widths.append(len(route[3]))
        return number


class RoutePlan:
    """The routes of one event type through one role, by the values of the leaves (fields and readings) that decide."""

    def __init__(
        self,
        role: Role,
        leaves: tuple[str, ...],
        raw: Callable[[Any], Any],
        compiled: Callable[[dict[str, Dimension]], int],
        measures: tuple[str, ...] = (),
        ordered: bool = False,
    ) -> None:
        self.role, self.measures, self.ordered = role, measures, ordered
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
