"""A KPI as panels: its value, what it is made of beside it, and its course."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grafana_foundation_sdk.models import units

from schemas.definitions import Kpi
from service import names
from service.kpi.catalog import Catalog
from service.render.grafana import kpi_queries
from service.render.grafana.kpi_queries import Asked
from service.render.grafana.kpi_texts import description, goal, minor_units, title
from service.render.grafana.layout import Group, Tile
from service.render.grafana.panels import Query, Shown, course, numbers
from service.render.grafana.promql import Matchers, is_
from service.render.grafana.scope import chosen, dimensions_of, over_all, spread
from service.render.grafana.thresholds import PLAIN, Step, steps
from service.render.grafana.units import Look, look_of
from service.render.grafana.words import Texts

FIRST = "month"
"""The window that dashboards begin with: most objectives are over it."""

_GREATEST = 12
_ATTAINMENT = Look(units.PercentUnit, 0)


def own_window(kpi: Kpi) -> str | None:
    """The window that a KPI always shows, because it has nothing to say over the one that is chosen at first."""
    windows = kpi.objective.over if kpi.objective else kpi.windows
    return None if FIRST in windows else windows[-1]


@dataclass(frozen=True)
class KpiPanels:
    """Makes the panels of KPIs, in one language."""

    catalog: Catalog
    texts: Texts
    dimensions: tuple[str, ...] = ()
    """Those of which the dashboard has a variable."""

    def seal(self, name: str) -> Group:
        """The value over all against the objective, as small as can be."""
        kpi = self.catalog.kpis[name]
        window = own_window(kpi) or FIRST
        place = {names.WINDOW: is_(window), **over_all(dimensions_of([kpi]), kpi)}
        shown = self._shown(kpi, title(kpi, self.texts))
        asked = kpi_queries.value(name, kpi, place)
        return [Tile(numbers(shown, [self._query(asked, self.texts(window), goal(kpi, self.texts))]), 4, 4)]

    def whole(self, name: str) -> Group:
        """Value, parts and course, for what is a ratio or has an objective."""
        kpi, texts = self.catalog.kpis[name], self.texts
        value, shown = kpi_queries.value(name, kpi, self._place(kpi)), self._shown(kpi, self._title(kpi))
        parts = Shown(texts("parts"), texts.of(kpi.description), look_of("count"))
        return [
            Tile(numbers(shown, [self._query(value, goal(kpi, self.texts))]), 4, 6),
            Tile(numbers(parts, list(self._parts(name, kpi))), 3, 6),
            Tile(course(self._shown(kpi, self._course(kpi)), [self._query(value)]), 5, 6),
        ]

    def plain(self, name: str) -> Group:
        """Value and course; of what is spread over many values the courses of the greatest."""
        kpi = self.catalog.kpis[name]
        value, shown = kpi_queries.value(name, kpi, self._place(kpi)), self._shown(kpi, self._course(kpi))
        if apart := spread(kpi):
            greatest = replace(value, expression=f"topk({_GREATEST}, {value.expression})")
            return [Tile(course(shown, [self._query(greatest, *map(_label, apart))]), 8, 4)]
        now = numbers(self._shown(kpi, self._title(kpi)), [self._query(value)])
        return [Tile(now, 4, 4), Tile(course(shown, [self._query(value)]), 4, 4)]

    def _parts(self, name: str, kpi: Kpi) -> Iterator[Query]:
        place = self._place(kpi)
        for part, side in zip(kpi_queries.parts(name, self.catalog, place), ("numerator", "denominator"), strict=False):
            yield self._query(part, self.texts.of(part.title) if part.title else self.texts(side))
        if kpi.objective is not None:
            yield Query(kpi_queries.attainment(name, place), self.texts("attainment"), _ATTAINMENT)

    def _query(self, asked: Asked, *legend: str) -> Query:
        """Money says its currency last: by that its decimals are known."""
        currency = [_label(names.CURRENCY)] if asked.unit == "money" else []
        return Query(asked.expression, " · ".join([*filter(None, legend), *currency]), look_of(asked.unit))

    def _place(self, kpi: Kpi) -> Matchers:
        window = own_window(kpi)
        return {names.WINDOW: is_(window or f"${names.WINDOW}"), **chosen(self.dimensions, kpi)}

    def _shown(self, kpi: Kpi, title: str) -> Shown:
        return Shown(title, description(kpi, self.texts), look_of(kpi.unit), _colours(kpi))

    def _title(self, kpi: Kpi) -> str:
        return title(kpi, self.texts, own_window(kpi))

    def _course(self, kpi: Kpi) -> str:
        return f"{self._title(kpi)} – {self.texts('course').lower()}"


def _colours(kpi: Kpi) -> Sequence[Step]:
    """None where the target is reached step by step: what is good today is not what is good tomorrow."""
    if kpi.objective is None or kpi.objective.pacing:
        return [(None, PLAIN)]
    return steps(kpi.objective.aim, minor_units(kpi))


def _label(name: str) -> str:
    return f"{{{{{name}}}}}"
