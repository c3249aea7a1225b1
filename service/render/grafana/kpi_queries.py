"""What is asked of Prometheus about one KPI, money in units of its currency."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.definitions import Kpi, Unit, Wording
from service import names
from service.kpi.catalog import Catalog
from service.kpi.formula.tree import Quotient, Read, Tree, leaves
from service.render.grafana.promql import Matchers, is_, select

_MINOR_UNITS = f"on ({names.CURRENCY}) group_left max by ({names.CURRENCY}) ({names.MINOR_UNITS})"


@dataclass(frozen=True)
class Asked:
    """A query, in which unit its answer is, and the wording of what it is (None: the value itself)."""

    expression: str
    unit: Unit
    title: Wording | None = None


def in_units(expression: str, unit: Unit) -> str:
    """An amount in units of its currency and not in minor ones; anything else as it is."""
    return f"{expression} / {_MINOR_UNITS}" if unit == "money" else expression


def value(name: str, kpi: Kpi, place: Matchers) -> Asked:
    """The value of a KPI in a window and scope."""
    return Asked(in_units(select(names.KPI_VALUE, _labels(name, place)), kpi.unit), kpi.unit)


def parts(name: str, catalog: Catalog, place: Matchers) -> Iterator[Asked]:
    """Numerator and denominator, where the KPI is a ratio."""
    match catalog.formulas[name].tree:
        case Quotient(left, right):
            for metric, side in ((names.KPI_NUMERATOR, left), (names.KPI_DENOMINATOR, right)):
                unit = _unit(side, catalog)
                yield Asked(in_units(select(metric, _labels(name, place)), unit), unit, _title(side, catalog))


def attainment(name: str, place: Matchers) -> str:
    """The value over its target, in the windows that the objective is over."""
    return select(names.OBJECTIVE_ATTAINMENT, _labels(name, place))


def _labels(name: str, place: Matchers) -> Matchers:
    return {names.KPI: is_(name), **place}


def _unit(side: Tree, catalog: Catalog) -> Unit:
    """The unit that all indicators of a side have; a mixture is a mere number."""
    found = {catalog.indicators[name].unit for name in _read(side)}
    return found.pop() if len(found) == 1 else "count"


def _title(side: Tree, catalog: Catalog) -> Wording | None:
    return catalog.indicators[side.indicator].title if isinstance(side, Read) else None


def _read(side: Tree) -> Iterable[str]:
    return (leaf.indicator for leaf in leaves(side) if isinstance(leaf, Read))
