"""Event → routes: its type, and for each subject that is read its role, dimensions and measures."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, cast

import msgspec

from schemas.facts import ID, RETRACTED, TIME, Route
from service.kpi.catalog import Catalog, Role
from service.kpi.columns import Names
from service.kpi.derive.derivations import Deriving
from service.kpi.derive.readings import Values
from service.kpi.ingest.asked import Asked, asked_of

_encode = msgspec.msgpack.Encoder().encode


class Routes:
    """Gives each event type's raw values the small int of their route; rules are asked only about new values."""

    def __init__(self, catalog: Catalog, bound: int = 1 << 16) -> None:
        self._catalog = catalog
        self._bound = bound
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
        """Between two steps: start anew with what is too much."""
        if len(self.names) > self._bound:
            self.names.clear()
            self.widths.clear()
            for plan in self._plans:
                plan.forget()
        for plan in self._plans:
            plan.recycle(self._bound)

    def _plan(self, kind: str, role: Role, asked: Asked, fields: Collection[str]) -> "RoutePlan":
        # A life has the dimensions and measures of all its events together; one event has some of them.
        derivations = self._catalog.derivations.made_of(fields)
        dimensions = sorted(name for name in asked.dimensions if derivations.fields(name) <= set(fields))
        measures = tuple(sorted(asked.measures.intersection(fields)))
        named = (TIME, ID, *measures) if asked.ordered else measures
        compiled = partial(self._compile, kind, role.name, dimensions, named)
        return RoutePlan(role, Deriving(dimensions, derivations), compiled, measures, asked.ordered)

    def _compile(self, kind: str, role: str, names: Sequence[str], measures: tuple[str, ...], values: Values) -> int:
        route: Route = (kind, role, tuple(zip(names, values, strict=True)), measures)
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
        deriving: Deriving,
        compiled: Callable[[Values], int],
        measures: tuple[str, ...] = (),
        ordered: bool = False,
    ) -> None:
        self.role, self.measures, self.ordered = role, measures, ordered
        self.known: dict[Any, int] = {}
        """By what tells the leaves of an event."""
        self._deriving = deriving
        self._compile = compiled
        self._routes: dict[Values, int] = {}

    def routes(self, events: Sequence[Any]) -> list[int]:
        """The routes of events."""
        told = list(self._deriving.told(events))
        known = list(map(self.known.get, told))
        if None in known:
            found = zip(known, told, events, strict=True)
            return [self._learn(it, event) if route is None else route for route, it, event in found]
        return cast(list[int], known)

    def learn(self, leaves: Any) -> int:
        """The route of leaves."""
        values = self._deriving.values(leaves)
        if values not in self._routes:
            self._routes[values] = self._compile(values)
        return self._routes[values]

    def _learn(self, told: Any, event: Any) -> int:
        if told not in self.known:
            self.known[told] = self.learn(self._deriving.get(event))
        return self.known[told]

    def forget(self) -> None:
        """Start anew: routes have other numbers now. Derivations stay, for to ask them again costs far more."""
        self.known.clear()
        self._routes.clear()

    def recycle(self, bound: int) -> None:
        """Forget what is more than `bound`; of leaves a quarter, for their texts are long."""
        if len(self.known) > bound // 4:
            self.known.clear()
        if len(self._deriving) > bound:
            self._deriving.forget()
