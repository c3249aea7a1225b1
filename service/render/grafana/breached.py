"""What is breached now: how many, and which."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from grafana_foundation_sdk.models import units

from schemas.definitions import Kpi
from schemas.updates import ObjectiveStatus, Severity
from service import names
from service.kpi.catalog import Catalog
from service.render.grafana.layout import Group, Tile
from service.render.grafana.panels import Column, Query, Shown, listing, numbers
from service.render.grafana.promql import Matchers, is_, like, select
from service.render.grafana.thresholds import BAD, GOOD, PLAIN
from service.render.grafana.units import Look
from service.render.grafana.words import Texts

Scope = Callable[[Iterable[str], Kpi], Matchers]
"""The matchers of one scope of a KPI, given all the dimensions that there are."""

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

    def counts(self) -> Iterator[Group]:
        """How many pairs of KPI and window are in breach, and how many values are met or cannot be judged."""
        yield self._count("breached", self._in_breach(), [(None, GOOD), (1, BAD)])
        for status in ("met", "unknown"):
            yield self._count(status, self._having(status), [(None, PLAIN)])

    def here(self) -> Group:
        """Which are in breach, with how far they are from their targets."""
        return self._listed("here", self._in_breach())

    def elsewhere(self) -> Group:
        """Which are in breach in any other scope."""
        anywhere = f"{select(names.OBJECTIVE_BREACHED, {names.KPI: like('|'.join(self.kpis))})} == 1"
        return self._listed("elsewhere", f"({anywhere}) unless ({self._in_breach()})")

    def marks(self) -> str:
        """The series that are there while something is in breach."""
        return self._in_breach()

    def _count(self, status: ObjectiveStatus, series: str, colours: list[tuple[float | None, str]]) -> Group:
        title, about = self.texts(f"count {status}"), self.texts(f"count {status} help")
        shown = Shown(title, about, Look(units.LocaleFormat), colours)
        return [Tile(numbers(shown, [Query(f"count({series}) or vector(0)")]), 4, 4)]

    def _listed(self, name: str, breached: str) -> Group:
        shown = Shown(self.texts(name), self.texts(f"{name} help"), Look(units.PercentUnit, 0))
        query = Query(f"{_how_far(breached)} or ({breached}) * NaN")
        return [Tile(listing(shown, query, list(self._columns()), names.SEVERITY), 24, 8)]

    def _columns(self) -> Iterator[Column]:
        texts = self.texts
        kpis = {name: texts.of(self.catalog.kpis[name].title) for name in self.kpis}
        yield Column(names.SEVERITY, texts("severity"), {name: texts(name) for name in get_args(Severity)})
        yield Column(names.KPI, texts("kpi"), kpis)
        yield Column(names.WINDOW, texts("window"), {name: texts(name) for name in self._windows()})
        yield from (Column(name, texts.dimension(name)) for name in self.dimensions)
        yield Column(_VALUE, texts("attainment"))

    def _windows(self) -> Iterable[str]:
        objectives = (self.catalog.kpis[name].objective for name in self.kpis)
        return dict.fromkeys(window for objective in objectives if objective for window in objective.over)

    def _in_breach(self) -> str:
        each = (f"{select(names.OBJECTIVE_BREACHED, labels)} == 1" for labels in self._scopes())
        return " or ".join(each)

    def _having(self, status: ObjectiveStatus) -> str:
        told = {names.STATUS: is_(status)}
        return " or ".join(select(names.OBJECTIVE_STATUS, {**labels, **told}) for labels in self._scopes())

    def _scopes(self) -> Iterator[Matchers]:
        """Each scope, with the KPIs that are asked for there."""
        asked: Mapping[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
        for name in self.kpis:
            asked[tuple(self.scope(self.dimensions, self.catalog.kpis[name]).items())].append(name)
        for scope, kpis in asked.items():
            yield {names.KPI: like("|".join(kpis)), **dict(scope)}


def _how_far(breached: str) -> str:
    """Value ÷ what is expected by now, or ÷ target. What is to lie between two bounds has neither."""
    far = f"({names.OBJECTIVE_PACE} or {names.OBJECTIVE_ATTAINMENT})"
    # Without its own brackets, group_left would take those that follow for a list of labels.
    return f"({breached}) * ignoring ({names.SEVERITY}) group_left () {far}"
