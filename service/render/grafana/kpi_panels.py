"""A KPI as panels: its value, what it is made of beside it, and its course."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grafana_foundation_sdk.models import units

from schemas.definitions import Aim, AtLeast, AtMost, Between, Kpi, Objective
from schemas.definitions.terms import PERIODS
from service import names
from service.kpi.catalog import Catalog
from service.render.grafana.kpi_queries import Asked, KpiQueries
from service.render.grafana.kpi_texts import description, goal, judged_currency, minor_units, title
from service.render.grafana.layout import Group, Tile
from service.render.grafana.panels import Query, Shown, course, numbers
from service.render.grafana.promql import is_
from service.render.grafana.scope import chosen, dimensions_of, judged, spread
from service.render.grafana.thresholds import PLAIN, Step, steps
from service.render.grafana.units import Look, look_of
from service.render.grafana.words import Texts

FIRST = "month"
"""The window that dashboards begin with: most objectives are over it."""

_GREATEST = 12
_SHARE = Look(units.PercentUnit, 0)


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
        """The value against the objective, as small as can be, in the scope by which it is judged as a whole."""
        kpi = self.catalog.kpis[name]
        window = own_window(kpi) or FIRST
        place = {names.WINDOW: is_(window), **judged(dimensions_of([kpi]), kpi)}
        queries, named = KpiQueries(self.catalog, name, place), title(kpi, self.texts, currency=judged_currency(kpi))
        legend = self.texts(window), goal(kpi, self.texts)
        if kpi.objective and kpi.objective.pacing:
            # A cumulative target says nothing of today: what counts is how the value stands to what is expected.
            shown = Shown(named, description(kpi, self.texts), _SHARE, steps(_at_pace(kpi.objective), 1))
            return [Tile(numbers(shown, [_query(queries.pace(), *legend, self.texts("pace"))]), 4, 4)]
        return [Tile(numbers(self._shown(kpi, named), [_query(queries.value(), *legend)]), 4, 4)]

    def whole(self, name: str) -> Group:
        """Value, parts and course, for what is a ratio or has an objective."""
        kpi, texts, queries = self.catalog.kpis[name], self.texts, self._queries(name)
        value = numbers(self._shown(kpi, self._title(kpi)), [_query(queries.value(), goal(kpi, texts))])
        parts = numbers(
            Shown(texts("parts"), texts.of(kpi.description), look_of("count")), list(self._parts(kpi, queries))
        )
        line = course(self._shown(kpi, self._course(kpi)), list(self._lines(kpi, queries)))
        return [Tile(value, 4, 6), Tile(parts, 3, 6), Tile(line, 5, 6)]

    def plain(self, name: str) -> Group:
        """Value and course; of what is spread over many values the courses of the greatest."""
        kpi, queries = self.catalog.kpis[name], self._queries(name)
        shown, value = self._shown(kpi, self._course(kpi)), queries.value()
        if apart := spread(kpi):
            greatest = replace(value, expression=f"topk({_GREATEST}, {value.expression})")
            return [Tile(course(shown, [_query(greatest, *map(_label, apart))]), 8, 4)]
        now = numbers(self._shown(kpi, self._title(kpi)), [_query(value)])
        return [Tile(now, 4, 4), Tile(course(shown, list(self._lines(kpi, queries))), 4, 4)]

    def _queries(self, name: str) -> KpiQueries:
        kpi = self.catalog.kpis[name]
        window = is_(own_window(kpi) or f"${names.WINDOW}")
        return KpiQueries(self.catalog, name, {names.WINDOW: window, **chosen(self.dimensions, kpi)})

    def _parts(self, kpi: Kpi, queries: KpiQueries) -> Iterator[Query]:
        for part, side in zip(queries.parts(), ("numerator", "denominator"), strict=False):
            yield _query(part, self.texts.of(part.title) if part.title else self.texts(side))
        if kpi.objective is not None and kpi.objective.pacing:
            yield _query(queries.expected(), self.texts("expected"))
            yield replace(_query(queries.pace(), self.texts("pace")), look=_SHARE)
        elif kpi.objective is not None and kpi.objective.target is not None:
            yield replace(_query(queries.attainment(), self.texts("attainment")), look=_SHARE)

    def _lines(self, kpi: Kpi, queries: KpiQueries) -> Iterator[Query]:
        """The value; what it should be by now; what it was in the period before, and a year ago."""
        compared = kpi.evolution and not PERIODS.isdisjoint(kpi.windows)
        yield _query(queries.value(), self.texts("value") if compared else "")
        if kpi.objective is not None and kpi.objective.pacing:
            yield _query(queries.expected(), self.texts("expected"))
        if compared:
            yield _query(queries.previous(), self.texts("previous"))
            yield _query(queries.year_ago(), self.texts("year ago"))

    def _shown(self, kpi: Kpi, title: str) -> Shown:
        graded = f"/\\b{judged_currency(kpi)}$/" if kpi.unit == "money" and judged_currency(kpi) else ""
        return Shown(title, description(kpi, self.texts), look_of(kpi.unit), _colours(kpi), graded)

    def _title(self, kpi: Kpi) -> str:
        return title(kpi, self.texts, own_window(kpi))

    def _course(self, kpi: Kpi) -> str:
        return f"{self._title(kpi)} – {self.texts('course').lower()}"


def _query(asked: Asked, *legend: str) -> Query:
    """Money says its currency last: by that its decimals are known."""
    currency = _label(names.CURRENCY) if asked.unit == "money" else ""
    return Query(asked.expression, " · ".join(filter(None, (*legend, currency))), look_of(asked.unit))


def _colours(kpi: Kpi) -> Sequence[Step]:
    """None where the target is reached step by step: what is good today is not what is good tomorrow."""
    if kpi.objective is None or kpi.objective.pacing:
        return [(None, PLAIN)]
    return steps(kpi.objective.aim, minor_units(kpi))


def _at_pace(objective: Objective) -> Aim:
    """What value ÷ expected is to be, where an objective has one target."""
    match objective.aim:
        case AtLeast(target, limit):
            return AtLeast(1.0, None if limit is None else limit / target)
        case AtMost(target, limit):
            return AtMost(1.0, None if limit is None else limit / target)
        case Between():
            return objective.aim


def _label(name: str) -> str:
    return f"{{{{{name}}}}}"
