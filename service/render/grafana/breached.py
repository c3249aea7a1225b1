"""What is breached now: how many, and which."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from grafana_foundation_sdk.models import units

from schemas.definitions import Kpi
from schemas.updates import Direction, ObjectiveStatus, Severity
from service import names
from service.kpi.catalog import Catalog
from service.render.grafana.layout import Group, Tile
from service.render.grafana.panels import Column, Query, Shown, listing, numbers
from service.render.grafana.promql import Matchers, is_, like, select
from service.render.grafana.scope import of_one_currency
from service.render.grafana.thresholds import BAD, GOOD, PLAIN, Step
from service.render.grafana.units import Look
from service.render.grafana.words import Texts

Scope = Callable[[Iterable[str], Kpi], Matchers]
"""The matchers of one scope of a KPI, given all the dimensions that there are."""

_COLOURS: Mapping[ObjectiveStatus, tuple[Step, ...]] = {
    "breached": ((None, GOOD), (1, BAD)),
    "met": ((None, PLAIN),),
    "unknown": ((None, PLAIN),),
}
_SIDE = f"{names.SEVERITY}, {names.DIRECTION}"
_FROM_TARGET = f"group_left ({_SIDE}) max by ({names.KPI}, {_SIDE}) ({names.OBJECTIVE_TARGET})"
_VALUE = "Value"
"""What Grafana calls the value of a series in a table."""


@dataclass(frozen=True)
class Breached:
    """Makes the panels about the KPIs of a dashboard that have an objective, in one scope."""

    catalog: Catalog
    texts: Texts
    kpis: tuple[str, ...]
    dimensions: tuple[str, ...]
    scope: Scope

    def count(self, status: ObjectiveStatus) -> Group:
        """How many pairs of KPI and window have this status."""
        shown = Shown(
            self.texts(f"count {status}"), self.texts("count help"), Look(units.LocaleFormat), _COLOURS[status]
        )
        return [Tile(numbers(shown, [Query(f"count({self._having(status)}) or vector(0)")]), 4, 4)]

    def here(self) -> Group:
        """Which are breached, with how far they are from their targets."""
        return self._listed("here", f"({self._judged()}) and ignoring ({names.STATUS}) ({self._having('breached')})")

    def elsewhere(self) -> Group:
        """Which are breached in any other scope."""
        everything = {names.KPI: like("|".join(self.kpis))}
        breached = select(names.OBJECTIVE_STATUS, {**everything, names.STATUS: is_("breached")})
        anywhere = f"{select(names.OBJECTIVE_ATTAINMENT, everything)} and ignoring ({names.STATUS}) {breached}"
        return self._listed("elsewhere", f"({anywhere}) unless ({self._judged()})")

    def marks(self) -> str:
        """The series that are there while something is breached."""
        return self._having("breached")

    def _listed(self, name: str, expression: str) -> Group:
        # The objective's own labels stand on its target alone, once for each worker: to the power of 0 it is 1.
        with_gravity = f"({expression}) * on ({names.KPI}) {_FROM_TARGET} ^ 0"
        shown = Shown(self.texts(name), self.texts(f"{name} help"), Look(units.PercentUnit, 0))
        return [Tile(listing(shown, Query(with_gravity), list(self._columns()), names.SEVERITY), 24, 8)]

    def _columns(self) -> Iterator[Column]:
        texts = self.texts
        severities, directions = get_args(Severity), get_args(Direction)
        kpis, windows = {name: texts.of(self.catalog.kpis[name].title) for name in self.kpis}, self._windows()
        yield Column(names.SEVERITY, texts("severity"), {name: texts(name) for name in severities})
        yield Column(names.KPI, texts("kpi"), kpis)
        yield Column(names.WINDOW, texts("window"), {name: texts(name) for name in windows})
        yield from (Column(name, texts.dimension(name)) for name in self.dimensions)
        yield Column(names.DIRECTION, texts("direction"), {name: texts(name) for name in directions})
        yield Column(_VALUE, texts("attainment"))

    def _windows(self) -> Iterable[str]:
        objectives = (self.catalog.kpis[name].objective for name in self.kpis)
        return dict.fromkeys(window for objective in objectives if objective for window in objective.over)

    def _judged(self) -> str:
        return " or ".join(select(names.OBJECTIVE_ATTAINMENT, labels) for labels in self._scopes())

    def _having(self, status: ObjectiveStatus) -> str:
        told = {names.STATUS: is_(status)}
        return " or ".join(select(names.OBJECTIVE_STATUS, {**labels, **told}) for labels in self._scopes())

    def _scopes(self) -> Iterator[Matchers]:
        """The scope of those that are told over all, and of those that are told in a currency."""
        for apart in (False, True):
            kpis = [name for name in self.kpis if of_one_currency(self.catalog.kpis[name]) == apart]
            if kpis:
                scope = self.scope(self.dimensions, self.catalog.kpis[kpis[0]])
                yield {names.KPI: like("|".join(kpis)), **scope}
