"""Every query of every dashboard, asked of a real Prometheus that scrapes a real worker under the demo's load."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isfinite, isnan

import pytest

from service import names
from tests.deploy.files import needs
from tests.grafana.files import Asked, Dashboard, all_dashboards, catalog
from tests.grafana.watched import Watched, watched

pytestmark = needs("prometheus", "prometheus")

EVERY = pytest.mark.parametrize("dashboard", [each for each in all_dashboards() if each.lang == "en"], ids=str)
"""The French ones ask the same (`test_said.py`)."""

UNDEFINED: Mapping[str, str] = {}
"""KPIs that have no sample under this load, and why: none."""

Series = tuple[dict[str, str], list[tuple[float, str]]]
"""Labels, and samples: time and value."""


@pytest.fixture(scope="module")
def live(bootstrap: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Started once for all the tests of this module."""
    with watched(bootstrap, tmp_path_factory.mktemp("watched")) as running:
        yield running


def at_first(dashboard: Dashboard) -> dict[str, str]:
    """What the variables stand for when a dashboard is opened, and Grafana's own one."""
    given = {"__rate_interval": "30s"}
    for name, variable in dashboard.variables.items():
        value = variable["current"]["value"]
        given[name] = variable["allValue"] if value == "$__all" else value
    return given


def filled(expression: str, values: Mapping[str, str]) -> str:
    """The query as Grafana sends it."""
    return re.sub(r"\$(\w+)", lambda found: values[found[1]], expression)


def escaped(value: str) -> str:
    """A value that was chosen, as Grafana puts it into a regular expression within quotes."""
    return re.sub(r"[\\^$*+?.()|{}\[\]/]", r"\\\\\g<0>", value)


def answer(live: Watched, asked: Asked, values: Mapping[str, str]) -> list[Series]:
    """The series of a query; one that does not parse fails here."""
    expression = filled(asked.expression, values)
    if asked.instant:
        return [(each["metric"], [each["value"]]) for each in live.prometheus.now(expression, live.until)]
    return [(each["metric"], each["values"]) for each in live.prometheus.over(expression, live.since, live.until)]


def check(asked: Asked, series: list[Series]) -> None:
    """There is something, every value is a number, and what the legend names is there."""
    assert series, asked
    for labels, samples in series:
        numbers = [float(value) for _, value in samples]
        assert all(isfinite(number) or (isnan(number) and "NaN" in asked.expression) for number in numbers), asked
        assert all(labels.get(label) for label in re.findall(r"{{(\w+)}}", asked.legend)), (asked, labels)


def kpi_of(asked: Asked) -> str:
    """The KPI that a query is about; empty: several."""
    found = re.search(rf'{names.KPI}="(\w+)"', asked.expression)
    return found[1] if found else ""


def lists_breached(asked: Asked) -> bool:
    """Whether a query has no answer while all is well."""
    return names.OBJECTIVE_BREACHED in asked.expression and not asked.expression.startswith("count(")


def of_all_states(asked: Asked) -> Asked:
    """The same of what is in breach or not: shows that an empty answer was not the query's fault."""
    return replace(asked, expression=asked.expression.replace("== 1", ">= 0"))


def tells_of_earlier(asked: Asked) -> bool:
    """Whether a query is about a period before, in which not every KPI was counted."""
    return names.KPI_PREVIOUS in asked.expression or names.KPI_YEAR_AGO in asked.expression


@EVERY
def test_every_query_has_an_answer_that_is_finite_and_has_the_labels_of_its_legend(
    live: Watched, dashboard: Dashboard
) -> None:
    values, asked_of = at_first(dashboard), list(dashboard.asked)
    assert len(asked_of) > 10
    for asked in asked_of:
        series = answer(live, asked, values)
        if kpi_of(asked) in UNDEFINED:
            assert not series, f"{kpi_of(asked)} has a value: take it from UNDEFINED"
        elif lists_breached(asked) and not series:
            check(asked, answer(live, of_all_states(asked), values))
        elif series or not tells_of_earlier(asked):
            check(asked, series)


@EVERY
def test_every_variable_has_values_and_shows_something_where_one_is_chosen(live: Watched, dashboard: Dashboard) -> None:
    for name, variable in dashboard.variables.items():
        if variable["type"] == "query":
            query = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"])
            assert query, variable["query"]
            found = live.prometheus.label_values(*query.groups())
            assert found and (variable["includeAll"] or variable["current"]["value"] in found), f"{dashboard}: {name}"
            assert any(shows(live, dashboard, {name: value}) for value in found), f"{dashboard}: {name} {found}"


def shows(live: Watched, dashboard: Dashboard, chosen: Mapping[str, str]) -> bool:
    """Whether some KPI has a value there."""
    values = at_first(dashboard) | {name: escaped(value) for name, value in chosen.items()}
    told = (each for each in dashboard.asked if each.instant and (kpi_of(each) or not names_kpis(dashboard)))
    return any(answer(live, each, values) for each in told)


def names_kpis(dashboard: Dashboard) -> bool:
    """Whether it is about KPIs, and not about workers."""
    return any(map(kpi_of, dashboard.asked))


@EVERY
def test_what_is_marked_on_courses_can_be_asked_for(live: Watched, dashboard: Dashboard) -> None:
    for mark in dashboard.content["annotations"].get("list", []):
        asked = Asked(f"{dashboard}: {mark['name']}", "", mark["expr"], "{{kpi}} {{window}}", instant=False)
        series = answer(live, asked, at_first(dashboard))
        check(asked, series or answer(live, of_all_states(asked), at_first(dashboard)))


@pytest.mark.parametrize("metric", [names.KPI_PREVIOUS, names.KPI_YEAR_AGO])
def test_what_was_counted_in_an_earlier_period_is_drawn_beside_what_is_now(live: Watched, metric: str) -> None:
    drawn = 0
    for dashboard in (each for each in all_dashboards() if each.lang == "en"):
        for asked in dashboard.asked:
            drawn += metric in asked.expression and bool(answer(live, asked, at_first(dashboard)))
    print(f"{metric}: {drawn} lines")
    assert drawn


def test_something_is_breached_and_the_overview_says_so(live: Watched) -> None:
    overview = next(each for each in all_dashboards() if each.name == "overview")
    count, *_ = overview.asked
    listing = next(asked for asked in overview.asked if lists_breached(asked))
    ((_, [(_, value)]),) = answer(live, count, at_first(overview))
    listed = answer(live, listing, at_first(overview))
    assert float(value) == len(listed) > 0
    assert {labels[names.SEVERITY] for labels, _ in listed} <= {"info", "warning", "critical"}


def test_every_kpi_and_every_metric_that_is_exported_has_a_panel(live: Watched) -> None:
    asked = " ".join(each.expression for dashboard in all_dashboards() for each in dashboard.asked)
    exported = set(live.prometheus.label_values('{job="vigie"}', "__name__"))
    ours = {name for name in exported if name.startswith("vigie_")}
    assert {name for name in ours if name not in asked} <= set(NOT_SHOWN)
    kpis = set(live.prometheus.label_values(names.KPI_VALUE, names.KPI))
    assert kpis == set(catalog().kpis) - set(UNDEFINED)
    assert {kpi for kpi in kpis if f'{names.KPI}="{kpi}"' not in asked} == set()


NOT_SHOWN = {
    names.INDICATOR_VALUE: "what a KPI is made of stands beside it as numerator and denominator",
    names.LANE_POSITION: "how fast it grows is shown as records folded",
    names.OBJECTIVE_TARGET: "colours change there, and the title of the number says it",
    names.OBJECTIVE_LIMIT: "colours change there",
}
"""Exported, and in no panel, and why."""
