"""Which scope a dashboard shows: a variable for each dimension, and the matchers that pick exactly one scope.

A series has a label for each dimension of its scope and no other, so a matcher for the empty value is what says "not
broken down by this one". A variable's own "All" is a regular expression that fits the empty value alone.
"""

from collections.abc import Iterable

from schemas.definitions import Kpi
from service import names
from service.render.grafana.promql import Matchers, is_, like

OVER_ALL = "^$"
"""What "All" stands for: the label is not there."""


def dimensions_of(kpis: Iterable[Kpi]) -> tuple[str, ...]:
    """The dimensions that some of the KPIs is broken down by, in alphabetical order."""
    return tuple(sorted({name for kpi in kpis for by in kpi.by for name in by.split("+")}))


def of_one_currency(kpi: Kpi) -> bool:
    """Whether a KPI is never told over all, but in one currency or another."""
    return names.CURRENCY in _always(kpi)


def spread(kpi: Kpi) -> tuple[str, ...]:
    """The dimensions, but for the currency, of which a KPI always has one value or another: it has no single number."""
    return tuple(sorted(_always(kpi) - {names.CURRENCY}))


def chosen(dimensions: Iterable[str], kpi: Kpi) -> Matchers:
    """The scope that the variables of these dimensions say; all values of what the KPI is spread over."""
    return {
        name: _of_all(name, kpi) or (is_("") if name == names.CURRENCY else like(f"${name}")) for name in dimensions
    }


def judged(dimensions: Iterable[str], kpi: Kpi) -> Matchers:
    """The scope by which a KPI is judged as a whole: the only one that its objective is about, or the one over all."""
    only = kpi.objective.only if kpi.objective else None
    if only:
        return {name: is_(only.get(name, "")) for name in dimensions}
    return {name: _of_all(name, kpi) or is_("") for name in dimensions}


def _variable(name: str) -> str:
    # The currency is chosen for what has no other scope; what has is shown over all currencies.
    return is_("") if name == names.CURRENCY else like(f"${name}")


def _of_all(name: str, kpi: Kpi) -> str | None:
    """The matcher of a dimension that all scopes of a KPI have."""
    if name not in _always(kpi):
        return None
    return is_(f"${name}") if name == names.CURRENCY else like(".+")


def _always(kpi: Kpi) -> set[str]:
    each = [set(by.split("+")) for by in kpi.by]
    return set.intersection(*each) if each and not kpi.overall else set()
