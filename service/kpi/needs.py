"""What the KPIs of a catalog need of its indicators."""

from collections.abc import Iterator
from itertools import chain

from schemas.definitions import ConsolidatedIndicator, DistinctIndicator, StockIndicator, ToDateIndicator
from schemas.definitions.terms import PERIODS
from schemas.facts import GRAINS
from service.kpi.catalog import Catalog


def read_by(catalog: Catalog, kpi: str) -> frozenset[str]:
    """Every indicator that a KPI's value depends on, also by way of attainments; what is made of others as itself."""
    formula = catalog.formulas[kpi]
    return frozenset(formula.indicators).union(*(read_by(catalog, other) for other in formula.attained))


def folded_of(catalog: Catalog, indicator: str) -> tuple[str, ...]:
    """The folded indicators that an indicator is made of: itself, a stock's two, or what is added up to a date."""
    match catalog.indicators[indicator]:
        case StockIndicator(plus=plus, minus=minus):
            return (plus, minus)
        case ToDateIndicator(of=name):
            return (name,)
    return (indicator,)


def folded(catalog: Catalog) -> tuple[str, ...]:
    """The names of the indicators that are folded from events, in the catalog's order."""
    made = StockIndicator, ToDateIndicator, ConsolidatedIndicator
    return tuple(name for name, each in catalog.indicators.items() if not isinstance(each, made))


def grains_needed(catalog: Catalog) -> dict[str, frozenset[str]]:
    """The grains in which each distinct indicator must be counted: those of the KPIs that read it."""
    needed: dict[str, set[str]] = {name: set() for name in _distinct(catalog)}
    for kpi, definition in catalog.kpis.items():
        for indicator in read_by(catalog, kpi) & needed.keys():
            needed[indicator].update(set(GRAINS).intersection(definition.windows))
    return {name: frozenset(grains) for name, grains in needed.items()}


def followed(catalog: Catalog) -> frozenset[str]:
    """The distinct indicators that some KPI compares with earlier periods: since when somebody is there is kept."""
    compared = [kpi for kpi, each in catalog.kpis.items() if each.evolution and PERIODS.intersection(each.windows)]
    read = chain.from_iterable(read_by(catalog, kpi) for kpi in compared)
    return frozenset(_distinct(catalog)).intersection(read)


def _distinct(catalog: Catalog) -> Iterator[str]:
    for name, indicator in catalog.indicators.items():
        if isinstance(indicator, DistinctIndicator):
            yield name
