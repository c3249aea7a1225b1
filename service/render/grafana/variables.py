"""The variables of a dashboard: its window, a dimension each, the currency."""

from collections.abc import Iterable, Sequence

from grafana_foundation_sdk.builders.dashboard import CustomVariable, QueryVariable
from grafana_foundation_sdk.models.dashboard import VariableOption, VariableRefresh, VariableSort

from service import names
from service.render.grafana.panels import PROMETHEUS
from service.render.grafana.promql import Matchers, like, select
from service.render.grafana.scope import OVER_ALL
from service.render.grafana.words import Texts

_ALL, _CURRENCY = "All", "EUR"
"""Grafana's own word for all, in every language; and the currency that a dashboard begins with, if there is such."""
INSTANCE = "instance"
"""The label that Prometheus gives what it reads from one worker."""


def window(windows: Sequence[str], first: str, texts: Texts) -> CustomVariable:
    """One of the windows, shown by its text."""
    options = [VariableOption(window == first, texts(window), window) for window in windows]
    return (
        CustomVariable(names.WINDOW)
        .label(texts("window"))
        .description(texts("window help"))
        .values(", ".join(f"{option.text} : {option.value}" for option in options))
        .options(options)
        .current(VariableOption(True, texts(first), first))
        .allow_custom_value(False)
    )


def dimension(name: str, kpis: Iterable[str], texts: Texts) -> QueryVariable:
    """A value of a dimension, among those that some of the KPIs have; at first over all."""
    asked = _asked(name, select(names.KPI_VALUE, {names.KPI: like("|".join(kpis))}), texts.dimension(name))
    return (
        asked.description(texts("dimension help"))
        .include_all(True)
        .all_value(OVER_ALL)
        .current(VariableOption(True, _ALL, "$__all"))
    )


def currency(kpis: Iterable[str], texts: Texts) -> QueryVariable:
    """A currency. There is no "All": amounts of several are not added."""
    series = select(names.KPI_VALUE, {names.KPI: like("|".join(kpis))})
    asked = _asked(names.CURRENCY, series, texts.dimension(names.CURRENCY))
    return asked.description(texts("currency help")).current(VariableOption(True, _CURRENCY, _CURRENCY))


def worker(texts: Texts) -> QueryVariable:
    """A worker, by the address that Prometheus reads; at first all of them."""
    asked = _asked(INSTANCE, select(names.LANE_POSITION, {}), texts("worker"))
    return asked.include_all(True).all_value(".*").current(VariableOption(True, _ALL, "$__all"))


def of_worker() -> Matchers:
    """The series of the worker chosen."""
    return {INSTANCE: like(f"${INSTANCE}")}


def _asked(label: str, series: str, title: str) -> QueryVariable:
    return (
        QueryVariable(label)
        .label(title)
        .query(f"label_values({series}, {label})")
        .datasource(PROMETHEUS)
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
        .allow_custom_value(False)
    )
