"""What the dashboards say and ask is what the catalog says."""

import re
from collections.abc import Iterator
from itertools import chain
from math import inf, nextafter
from typing import Any

import numpy as np
import pytest

from schemas.definitions import AtLeast, AtMost, Between, Objective
from service import names
from service.kpi.compose.objective import STATUSES, Goal
from service.kpi.formula.tree import Quotient
from service.render.grafana.dashboards import dashboards
from service.render.grafana.thresholds import BAD, GOOD, WORST, steps
from service.render.grafana.words import _DIMENSIONS, _TEXTS, Texts
from tests.grafana.files import LANGUAGES, Dashboard, all_dashboards, catalog, of
from tests.grafana.kinds import every_kind

EVERY = pytest.mark.parametrize("dashboard", all_dashboards(), ids=str)
KPIS = catalog().kpis
FAMILIES = sorted(set(catalog().family_of.values()))
BY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


def asks(panel: Any, metric: str, kpi: str) -> bool:
    return any(re.search(rf'{metric}{{kpi="{kpi}"', target["expr"]) for target in panel["targets"])


def place(panel: Any) -> tuple[int, int, int]:
    return panel["gridPos"]["y"], panel["gridPos"]["x"], panel["gridPos"]["w"]


@BY_LANGUAGE
@pytest.mark.parametrize("kpi", KPIS)
def test_every_kpi_has_a_panel_with_its_title_and_description(lang: str, kpi: str) -> None:
    panels = [panel for panel in of(lang, catalog().family_of[kpi]).panels if asks(panel, names.KPI_VALUE, kpi)]
    assert panels
    for panel in panels:
        assert panel["title"].startswith(getattr(KPIS[kpi].title, lang))
        assert panel["description"].startswith(getattr(KPIS[kpi].description, lang))
        assert " ".join(KPIS[kpi].formula.split()) in panel["description"]


@BY_LANGUAGE
@pytest.mark.parametrize("kpi", [name for name in KPIS if isinstance(catalog().formulas[name].tree, Quotient)])
def test_numerator_and_denominator_stand_beside_a_ratio(lang: str, kpi: str) -> None:
    panels = of(lang, catalog().family_of[kpi]).panels
    (value,) = (panel for panel in panels if panel["type"] == "stat" and asks(panel, names.KPI_VALUE, kpi))
    (parts,) = (panel for panel in panels if asks(panel, names.KPI_NUMERATOR, kpi))
    assert asks(parts, names.KPI_DENOMINATOR, kpi)
    (top, left, width), (beside_top, beside_left, _) = place(value), place(parts)
    assert (beside_top, beside_left) == (top, left + width)


@BY_LANGUAGE
@pytest.mark.parametrize("kpi", [name for name, kpi in KPIS.items() if kpi.objective])
def test_every_objective_is_in_the_overview(lang: str, kpi: str) -> None:
    objective = KPIS[kpi].objective
    metric = names.OBJECTIVE_PACE if objective and objective.pacing else names.KPI_VALUE
    (panel,) = (panel for panel in of(lang, "overview").panels if asks(panel, metric, kpi))
    assert panel["type"] == "stat"


@EVERY
def test_every_panel_says_what_it_is_and_in_which_unit(dashboard: Dashboard) -> None:
    for panel in dashboard.panels:
        assert panel["title"] and panel["description"] and panel["fieldConfig"]["defaults"]["unit"], panel["title"]


@pytest.mark.parametrize("name", [each.name for each in all_dashboards() if each.lang == "en"])
def test_both_languages_ask_the_same_and_say_it_in_their_own_words(name: str) -> None:
    english, french = (of(lang, name) for lang in LANGUAGES)
    assert [each.expression for each in english.asked] == [each.expression for each in french.asked]
    assert english.content["title"] != french.content["title"] or name == "general" or name == "operators"
    alike = [
        one["title"]
        for one, other in zip(english.panels, french.panels, strict=True)
        if one["description"] == other["description"]
    ]
    assert alike == []


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_has_a_variable_for_each_of_its_dimensions_and_its_windows(name: str) -> None:
    kpis = [kpi for kpi, family in catalog().family_of.items() if family == name]
    dimensions = {part for kpi in kpis for by in KPIS[kpi].by for part in by.split("+")}
    assert set(of("en", name).variables) == dimensions | {names.WINDOW}
    windows = {option["value"] for option in of("en", name).variables[names.WINDOW]["options"]}
    assert windows == {window for kpi in kpis for window in KPIS[kpi].windows}


@EVERY
def test_a_dimension_is_at_first_over_all_and_the_currency_never(dashboard: Dashboard) -> None:
    for name, variable in dashboard.variables.items():
        if name == names.CURRENCY:
            assert not variable["includeAll"] and variable["current"]["value"] == "EUR"
        elif name != names.WINDOW:
            assert variable["includeAll"] and variable["current"]["value"] == "$__all"


@EVERY
def test_every_variable_that_is_used_is_there_and_the_other_way_round(dashboard: Dashboard) -> None:
    marks = [each["expr"] for each in dashboard.content["annotations"].get("list", [])]
    asked = chain(marks, (each.expression for each in dashboard.asked))
    used = {name for text in asked for name in re.findall(r"\$(\w+)", text)}
    assert used - {"__rate_interval"} == set(dashboard.variables)


def test_every_dimension_has_a_name_in_both_languages() -> None:
    dimensions = {part for kpi in KPIS.values() for by in kpi.by for part in by.split("+")}
    assert dimensions <= set(_DIMENSIONS)


def test_no_text_of_the_dashboards_is_missing_in_a_language_or_never_said() -> None:
    said = "".join(text for each in (catalog(), every_kind()) for _, text in dashboards(each)).lower()
    assert all(all(each) for each in _TEXTS.values())
    for lang in LANGUAGES:
        texts = Texts(lang)  # type: ignore[arg-type]
        unsaid = [name for name in _TEXTS if (start := texts(name).split("{")[0]) and start.lower() not in said]
        assert unsaid == []


def test_the_same_catalog_gives_the_same_bytes() -> None:
    assert list(dashboards(catalog())) == list(dashboards(catalog()))


AIMS = [
    AtLeast(0.2), AtLeast(0.2, 0.1), AtMost(0.001), AtMost(0.001, 0.003), AtMost(3.0, 5.0), Between(0.5, 0.7),
    *(kpi.objective.aim for kpi in KPIS.values() if kpi.objective),
]  # fmt: skip


@pytest.mark.parametrize("aim", AIMS, ids=str)
def test_a_colour_changes_exactly_where_the_judgement_does(aim: AtLeast | AtMost | Between) -> None:
    """The thresholds of Grafana against the heart: at each bound, and at the numbers next to it."""
    for value in around(aim):
        assert colour(value, steps(aim, 1)) == judged(aim, value), value


def around(aim: AtLeast | AtMost | Between) -> Iterator[float]:
    match aim:
        case AtLeast(target, limit) | AtMost(target, limit):
            bounds = [target] if limit is None else [target, limit]
        case Between(low, high):
            bounds = [low, high]
    for bound in bounds:
        yield from (nextafter(bound, -inf), bound, nextafter(bound, inf))


def colour(value: float, changes: list[tuple[float | None, str]]) -> str:
    """As Grafana has it: that of the last step which the value reaches."""
    return [colour for start, colour in changes if start is None or value >= start][-1]


def judged(aim: AtLeast | AtMost | Between, value: float) -> str:
    match aim:
        case AtLeast(target, limit):
            objective = Objective(at_least=target, limit=limit, over=("day",), severity="info")
        case AtMost(target, limit):
            objective = Objective(at_most=target, limit=limit, over=("day",), severity="info")
        case Between(low, high):
            objective = Objective(between=(low, high), over=("day",), severity="info")
    found = Goal.of(objective).judge(np.array([value]), None)
    colours = {"met": GOOD, "breached": WORST if found.critical[0] else BAD}
    return colours[STATUSES[int(found.status[0])]]
