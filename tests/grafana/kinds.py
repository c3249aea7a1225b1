"""The catalog shipped, with an objective of each kind, whether it has one or not."""

from collections.abc import Mapping
from dataclasses import replace

from schemas.definitions import Objective
from service.kpi.catalog import Catalog
from tests.grafana.files import catalog

PACED, BETWEEN, LIMITED = "revenue_year", "site_bounce_rate", "spam_complaint_rate"

_OBJECTIVES: Mapping[str, Objective] = {
    PACED: Objective(at_least=1e8, over=("year",), pace=True, where={"currency": "JPY"}, severity="warning"),
    BETWEEN: Objective(between=(0.2, 0.6), over=("day", "month"), minimum_sample=100, severity="warning"),
    LIMITED: Objective(at_most=0.001, limit=0.003, over=("day", "month"), severity="warning"),
}


def every_kind() -> Catalog:
    """Paced in yen, between two bounds, with a limit."""
    given = catalog()
    kpis = {name: given.kpis[name].model_copy(update={"objective": each}) for name, each in _OBJECTIVES.items()}
    return replace(given, kpis={**given.kpis, **kpis})
