"""What is asked of Prometheus about one KPI, money in units of its currency."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.definitions import Unit, Wording
from service import names
from service.kpi.catalog import Catalog
from service.kpi.formula.tree import Quotient, Read, Tree, leaves
from service.render.grafana.promql import Matchers, is_, select

_MINOR_UNITS = f"on ({names.CURRENCY}) group_left max by ({names.CURRENCY}) ({names.MINOR_UNITS})"


@dataclass(frozen=True)
class Asked:
    """A query, and in which unit its answer is."""

    expression: str
    unit: Unit
    title: Wording | None = None


@dataclass(frozen=True)
class KpiQueries:
    """The queries about a KPI in a place: the matchers of a window and a scope."""

    catalog: Catalog
    name: str
    place: Matchers

    def value(self) -> Asked:
        """The value."""
        return self._of(names.KPI_VALUE)

    def parts(self) -> Iterator[Asked]:
        """Numerator and denominator, where the KPI is a ratio."""
        match self.catalog.formulas[self.name].tree:
            case Quotient(left, right):
                yield self._part(names.KPI_NUMERATOR, left)
                yield self._part(names.KPI_DENOMINATOR, right)

    def previous(self) -> Asked:
        """The value of the period before, as far as the same share of it."""
        return self._of(names.KPI_PREVIOUS)

    def year_ago(self) -> Asked:
        """The value of the same period a year ago, likewise."""
        return self._of(names.KPI_YEAR_AGO)

    def expected(self) -> Asked:
        """Of a cumulative target: what is to be reached by now."""
        return self._of(names.OBJECTIVE_EXPECTED)

    def attainment(self) -> Asked:
        """The value over its target, in the windows that the objective is over."""
        return Asked(self._series(names.OBJECTIVE_ATTAINMENT), "ratio")

    def pace(self) -> Asked:
        """The value over what is expected."""
        return Asked(self._series(names.OBJECTIVE_PACE), "ratio")

    def _of(self, metric: str) -> Asked:
        return self._asked(metric, self.catalog.kpis[self.name].unit)

    def _part(self, metric: str, side: Tree) -> Asked:
        title = self.catalog.indicators[side.indicator].title if isinstance(side, Read) else None
        return self._asked(metric, self._unit(side), title)

    def _asked(self, metric: str, unit: Unit, title: Wording | None = None) -> Asked:
        series = self._series(metric)
        return Asked(f"{series} / {_MINOR_UNITS}" if unit == "money" else series, unit, title)

    def _series(self, metric: str) -> str:
        return select(metric, {names.KPI: is_(self.name), **self.place})

    def _unit(self, side: Tree) -> Unit:
        """The unit that all indicators of a side have; a mixture is a mere number."""
        found = {self.catalog.indicators[name].unit for name in _read(side)}
        return found.pop() if len(found) == 1 else "count"


def _read(tree: Tree) -> Iterator[str]:
    return (leaf.indicator for leaf in leaves(tree) if isinstance(leaf, Read))
