"""SLOs that others wrote: what they mean, and what cannot be expressed, each with its line and reason."""

from typing import Any

import pytest
import yaml

from tests.openslo.exchanged import meaning, objectives

FOREIGN = """\
apiVersion: openslo/v1
kind: SLO
metadata:
  name: open-rate
  displayName: Open rate
  labels: {severity: info, team: [a, b]}
spec:
  description: At least a fifth is opened.
  service: newsletter
  indicator:
    metadata: {name: opens}
    spec:
      ratioMetric:
        counter: true
        good: {metricSource: {type: Prometheus, spec: {query: 'sum(opens)'}}}
        total: {metricSource: {type: Prometheus, spec: {query: 'sum(delivered)'}}}
  timeWindow:
    - duration: 1M
      calendar: {startTime: 2026-03-01 00:00:00, timeZone: Europe/Paris}
  budgetingMethod: Occurrences
  objectives:
    - targetPercent: 20
"""
QUERY = {"metricSource": {"spec": {"query": "q"}}}
THRESHOLD = {"thresholdMetric": {"metricSource": {"spec": {"query": 'vigie_kpi_value{kpi="prospecting_activities"}'}}}}


def spoilt(*path: str | int, by: Any, text: str = FOREIGN) -> str:
    """The SLO with one thing put in, or taken out (None)."""
    slo = yaml.safe_load(text)
    slo["spec"]["timeWindow"][0]["calendar"]["startTime"] = "2026-03-01 00:00:00"
    *way, last = path
    at = slo
    for part in way:
        at = at[part]
    if by is None:
        del at[last]
    else:
        at[last] = by
    return str(yaml.safe_dump(slo, sort_keys=False))


def bounded(**changes: Any) -> str:
    """An SLO of a threshold over weeks."""
    slo = yaml.safe_load(spoilt("spec", "indicator", "spec", by=THRESHOLD))
    slo["metadata"]["name"] = "activities"
    weeks = {"duration": "1w", "calendar": {"startTime": "2026-03-02 00:00:00", "timeZone": "Europe/Paris"}}
    bound = {"op": "gte", "value": 20, "target": 0.5, "timeSliceTarget": 1, "timeSliceWindow": "1w"}
    slo["spec"] |= {"timeWindow": [weeks], "budgetingMethod": "Timeslices", "objectives": [bound | changes]}
    return str(yaml.safe_dump(slo, sort_keys=False))


def why(text: str) -> list[str]:
    """What is lost, by place and reason."""
    return [loss.text("en").removeprefix("slos.yaml:") for loss in meaning(text).losses]


def left_out(text: str) -> str:
    found = meaning(text)
    assert not found.meant and not found.complete
    return next(loss.text("en") for loss in found.losses if loss.fate == "left_out")


def test_a_share_of_good_over_a_month_is_an_objective() -> None:
    found = meaning(FOREIGN)
    (objective,) = objectives(found).values()
    assert (objective.at_least, objective.over, objective.scopes, objective.severity) == (
        0.2,
        ("month",),
        "overall",
        "info",
    )
    assert [loss.fate for loss in found.losses] == ["dropped"] and "this query is not asked" in why(FOREIGN)[0]


def test_a_share_of_bad_is_the_other_direction() -> None:
    text = (
        FOREIGN.replace("good:", "bad:")
        .replace("targetPercent: 20", "target: 0.98")
        .replace("open-rate", "bounce_rate")
    )
    assert objectives(meaning(text))["bounce_rate"].at_most == 0.02


def test_a_ratio_that_stands_ready_is_read_by_its_type() -> None:
    raw = {"ratioMetric": {"rawType": "failure", "raw": {"metricSource": {"spec": {"query": "q"}}}}}
    (objective,) = objectives(meaning(spoilt("spec", "indicator", "spec", by=raw))).values()
    assert objective.at_most == 0.8


def test_a_threshold_is_an_objective_where_one_value_of_the_window_is_judged() -> None:
    found = meaning(bounded())
    assert objectives(found)["prospecting_activities"].at_least == 20 and not found.losses
    assert objectives(meaning(bounded(op="lte")))["prospecting_activities"].at_most == 20


def test_an_error_budget_of_a_threshold_is_named_as_lost() -> None:
    text = bounded().replace("Timeslices", "Occurrences")
    assert objectives(meaning(text)) and "that 0.5 of what is measured must be good" in why(text)[0]


def test_an_indicator_may_stand_in_a_document_of_its_own() -> None:
    slo = spoilt("spec", "indicator", by=None)
    slo = slo.replace("service: newsletter\n", "service: newsletter\n  indicatorRef: opens\n")
    sli = "---\napiVersion: openslo/v1\nkind: SLI\nmetadata: {name: opens}\nspec:\n  ratioMetric:\n" + "\n".join(
        f"    {part}: {{metricSource: {{spec: {{query: q}}}}}}" for part in ("good", "total")
    )
    assert list(objectives(meaning(slo + sli))) == ["open_rate"]
    assert "there is no SLI opens in the file" in left_out(slo)


def test_slos_that_differ_in_their_window_are_one_objective_and_others_contradict() -> None:
    day = FOREIGN.replace("1M", "1d")
    (objective,) = objectives(meaning(f"{FOREIGN}---\n{day}")).values()
    assert objective.over == ("month", "day")
    found = meaning(f"{FOREIGN}---\n{day.replace('Percent: 20', 'Percent: 30')}")
    assert not found.complete and "has one objective for all its windows, and slos.yaml:4" in found.losses[-1].text(
        "en"
    )


@pytest.mark.parametrize(
    ("path", "by", "reason"),
    [
        (("apiVersion",), "openslo/v1alpha", "openslo/v1 is read"),
        (("metadata", "name"), "what-is-this", "says which KPI"),
        (("metadata", "name"), "open-rates", "did you mean open_rate?"),
        (("metadata", "annotations"), {"vigie.kpi": "opn_rate"}, "did you mean open_rate?"),
        (("spec", "indicator", "spec", "ratioMetric", "bad"), QUERY, "one of good and bad"),
        (("spec", "indicator", "spec", "thresholdMetric"), QUERY, "exactly one of ratioMetric"),
        (("spec", "indicator"), None, "exactly one of indicator"),
        (("spec", "indicator", "spec", "ratioMetric", "godo"), 1, "Extra inputs are not permitted"),
        (("spec", "timeWindow"), [], "there is none"),
        (("spec", "timeWindow", 0, "duration"), "30d", "1d, 1w, 1M, 1Q and 1Y, not 30d"),
        (("spec", "timeWindow", 0, "duration"), "1 month", "String should match pattern"),
        (("spec", "timeWindow", 0, "calendar", "startTime"), "2026-03-02 00:00:00", "none of Vigie’s periods"),
        (("spec", "timeWindow", 0, "calendar", "startTime"), "2026-03-01 12:00:00", "they begin at midnight"),
        (("spec", "timeWindow", 0, "calendar", "startTime"), "March", "no time of the form"),
        (("spec", "timeWindow", 0, "calendar", "timeZone"), "Asia/Tokyo", "not in Asia/Tokyo"),
        (("spec", "timeWindow", 0), {"duration": "28d", "isRolling": True}, "has no window 672h"),
        (("spec", "timeWindow", 0), {"duration": "1M", "isRolling": True}, "minutes, hours, days or weeks, not 1M"),
        (("spec", "timeWindow", 0), {"duration": "1M", "isRolling": False}, "has a calendar"),
        (("spec", "timeWindow", 0, "isRolling"), True, "that rolls has no calendar"),
        (("spec", "budgetingMethod"), "Timeslices", "no share of time slices"),
        (("spec", "budgetingMethod"), "Guesswork", "Guesswork is none of"),
        (("spec", "objectives"), [{"target": 0.1}, {"target": 0.2}, {"target": 0.3}], "3 thresholds"),
        (("spec", "objectives"), [{"target": 0.1, "targetPercent": 10}], "exactly one of target and targetPercent"),
        (("spec", "objectives"), [{"target": 1}], "not from 0 to below 1"),
        (("spec", "objectives"), [{"target": 0}], "a target is above 0"),
        (("spec", "objectives"), [{"target": 0.5, "op": "gte", "value": 1}], "belong to a thresholdMetric"),
        (("spec", "objectives"), [{"target": 0.5, "compositeWeight": 2}], "composite objectives are KPIs"),
        (("metadata", "annotations"), {"vigie.minimum-sample": "ten"}, "ten is none"),
        (("metadata", "annotations"), {"vigie.hold": "ten"}, "String should match pattern"),
    ],
)  # fmt: skip
def test_what_cannot_be_expressed_is_refused_with_place_and_reason(path: Any, by: Any, reason: str) -> None:
    text = spoilt(*path, by=by)
    assert reason in left_out(text)
    place = next(loss.place for loss in meaning(text).losses if loss.fate == "left_out")
    assert path[0] == place.path[0]
    # The line of the field itself, or of the nearest thing around it that is there: an item of a list begins with `-`.
    line = text.splitlines()[place.line - 1].strip()
    assert any(line.startswith(f"{key}:") for key in place.path) or (line.startswith("- ") and 0 in place.path)


@pytest.mark.parametrize(("op", "reason"), [("gt", "equality is met: gt"), ("lt", "equality is met: lt")])
def test_a_strict_bound_is_refused(op: str, reason: str) -> None:
    assert reason in left_out(bounded(op=op))


def test_slices_shorter_than_the_window_are_refused() -> None:
    assert "no share of time slices of 5m in 1w" in left_out(bounded(timeSliceWindow="5m"))


def test_what_is_not_about_an_objective_is_named_and_does_no_harm() -> None:
    other = "apiVersion: openslo/v1\nkind: AlertPolicy\nmetadata: {name: a}\nspec: {}\n---\n"
    policies = spoilt("spec", "alertPolicies", by=[{"alertPolicyRef": "a"}])
    found = meaning(other + policies)
    assert found.complete and list(objectives(found)) == ["open_rate"]
    assert "slos.yaml:2: kind: not carried over: a AlertPolicy says nothing" in found.losses[0].text("en")
    assert "`vigie render` writes them" in found.losses[-1].text("en")


def test_without_a_severity_it_is_a_warning_and_that_is_said() -> None:
    found = meaning(spoilt("metadata", "labels", by=None))
    assert objectives(found)["open_rate"].severity == "warning"
    assert any("it is taken for a warning" in loss.text("en") for loss in found.losses)
