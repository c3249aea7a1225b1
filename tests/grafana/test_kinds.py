"""Objectives and money of each kind are shown as what they are."""

import json
from typing import Any

import pytest

from service import names
from service.render.grafana.dashboards import dashboards
from service.render.grafana.thresholds import BAD, GOOD, WORST
from tests.grafana.files import Dashboard
from tests.grafana.kinds import BETWEEN, LIMITED, PACED, every_kind

ALL = [Dashboard(path.parent.name, path.stem, json.loads(text)) for path, text in dashboards(every_kind())]


def panels(name: str, kpi: str) -> list[Any]:
    """Of the English dashboard of that name: those that ask about a KPI."""
    (dashboard,) = (each for each in ALL if (each.lang, each.name) == ("en", name))
    told = [panel for panel in dashboard.panels if f'{names.KPI}="{kpi}"' in panel["targets"][0]["expr"]]
    assert told
    return told


def asked(panel: Any) -> list[tuple[str, str]]:
    return [(target["expr"].split("{")[0], target["legendFormat"]) for target in panel["targets"]]


def colours(panel: Any) -> list[tuple[float | None, str]]:
    return [(each["value"], each["color"]) for each in panel["fieldConfig"]["defaults"]["thresholds"]["steps"]]


def test_a_cumulative_target_is_held_against_what_is_expected_by_now() -> None:
    (seal,) = panels("overview", PACED)
    assert asked(seal) == [(names.OBJECTIVE_PACE, "year · ≥ 100,000,000 · value ÷ expected")]
    assert colours(seal) == [(None, BAD), (1.0, GOOD)]
    assert 'currency="JPY"' in seal["targets"][0]["expr"] and seal["title"] == "Yearly revenue (JPY)"
    value, parts, course = panels("sales", PACED)
    assert len(colours(value)) == 1
    assert [metric for metric, _ in asked(parts)] == [names.OBJECTIVE_EXPECTED, names.OBJECTIVE_PACE]
    assert (names.OBJECTIVE_EXPECTED, "expected by now · {{currency}}") in asked(course)


def test_two_bounds_are_good_between_and_have_no_attainment() -> None:
    value, parts, _ = panels("web", BETWEEN)
    assert asked(value) == [(names.KPI_VALUE, "20.00% – 60.00%")]
    assert [colour for _, colour in colours(value)] == [BAD, GOOD, BAD]
    assert [metric for metric, _ in asked(parts)] == [names.KPI_NUMERATOR, names.KPI_DENOMINATOR]


def test_beyond_the_limit_the_colour_is_another() -> None:
    assert [colour for _, colour in colours(panels("mail", LIMITED)[0])] == [GOOD, BAD, WORST]


@pytest.mark.parametrize("dashboard", ALL, ids=str)
def test_a_catalog_of_every_kind_makes_dashboards_with_a_unit_for_each_panel(dashboard: Dashboard) -> None:
    assert all(panel["fieldConfig"]["defaults"]["unit"] for panel in dashboard.panels)
