"""Every panel has its place and its identity; what is breached comes first."""

from itertools import combinations
from typing import Any

import pytest
from grafana_foundation_sdk.models.dashboard import Dashboard as Model

from service import names
from tests.grafana.files import LANGUAGES, Dashboard, all_dashboards, of

EVERY = pytest.mark.parametrize("dashboard", all_dashboards(), ids=str)


def cells(panel: Any) -> set[tuple[int, int]]:
    place = panel["gridPos"]
    return {
        (x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])
    }


def test_every_family_has_a_dashboard_in_both_languages_beside_overview_and_operators() -> None:
    expected = ["overview", "mail", "web", "sales", "care", "general", "operators"]
    assert [(each.lang, each.name) for each in all_dashboards()] == [(a, b) for a in LANGUAGES for b in expected]


@EVERY
def test_no_panel_covers_another_or_leaves_the_24_columns(dashboard: Dashboard) -> None:
    beside = [*dashboard.rows, *(panel for panel in dashboard.panels if panel in dashboard.content["panels"])]
    for group in (beside, *(row["panels"] for row in dashboard.rows)):
        for one, other in combinations(group, 2):
            assert not cells(one) & cells(other), (one["title"], other["title"])
        assert all(0 <= x < 24 for panel in group for x, _ in cells(panel))


@EVERY
def test_no_line_of_a_section_is_empty(dashboard: Dashboard) -> None:
    beside = dashboard.content["panels"]
    filled = {y for panel in beside for _, y in cells(panel)}
    assert filled == set(range(max(filled) + 1))


@EVERY
def test_every_section_has_a_title_and_panels(dashboard: Dashboard) -> None:
    kinds = [panel["type"] for panel in dashboard.content["panels"]]
    assert kinds[0] == "row"
    for place, row in enumerate(dashboard.content["panels"]):
        if row["type"] == "row":
            assert row["title"]
            assert row["panels"] if row["collapsed"] else kinds[place + 1] != "row"


@EVERY
def test_panels_and_queries_are_told_apart(dashboard: Dashboard) -> None:
    numbers = [panel["id"] for panel in (*dashboard.rows, *dashboard.panels)]
    assert len(set(numbers)) == len(numbers)
    for panel in dashboard.panels:
        refs = [target["refId"] for target in panel["targets"]]
        assert refs and len(set(refs)) == len(refs)


def test_no_two_dashboards_have_one_address() -> None:
    addresses = [each.content["uid"] for each in all_dashboards()]
    assert len(set(addresses)) == len(addresses)
    assert all(len(address) <= 40 for address in addresses)  # what Grafana takes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_overview_begins_with_what_is_breached_and_goes_on_family_by_family(lang: str) -> None:
    titles = [row["title"] for row in of(lang, "overview").rows]
    families = ["mail", "web", "sales", "care", "general"]
    named = [of(lang, name).content["title"].removeprefix("Vigie – ") for name in families]
    assert titles[1:-1] == named
    first = of(lang, "overview").panels[0]["targets"][0]["expr"]
    assert first.startswith(f"count({names.OBJECTIVE_BREACHED}")


@EVERY
def test_links_lead_to_dashboards_that_are_there(dashboard: Dashboard) -> None:
    addresses = {f"/d/{each.content['uid']}" for each in all_dashboards()}
    tags = {tag for each in all_dashboards() for tag in each.content["tags"]}
    beside, across = dashboard.content["links"]
    assert set(beside["tags"]) <= tags
    assert across["url"] in addresses and across["url"] != f"/d/{dashboard.content['uid']}"


@EVERY
def test_grafana_s_own_model_reads_every_dashboard(dashboard: Dashboard) -> None:
    read = Model.from_json(dashboard.content)
    assert read.uid == dashboard.content["uid"]
    assert len(read.panels or []) == len(dashboard.content["panels"])
