"""Every objective has its alert; every alert has labels, texts, a place on the page and a test that can fail."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.definitions import Kpi, Objective
from service import names
from service.catalog.labels import LABELS
from service.catalog.load import load
from service.kpi.catalog import Catalog
from service.render.alerts.alert import PAGE
from service.render.alerts.alertmanager import WEBHOOK_FILE, WrongAddress, alertmanager, webhook_of
from service.render.alerts.burn import ALERT as BURN
from service.render.alerts.burn import RATES, Budget, budgets
from service.render.alerts.cases import file_of
from service.render.alerts.files import alert_files
from service.render.alerts.goals import Goal, goals
from service.render.alerts.objective_cases import STEP, objective_cases
from service.render.alerts.objectives import ALERT as BREACH
from service.render.alerts.objectives import alerts, objective_groups
from service.render.generated import ROOT
from service.render.yaml_text import yaml_text
from tests.deploy.promtool import accepted, both_promtools, needs_amtool, needs_promtool, rules_hold

CATALOG = load()
GOALS = {goal.name: goal for goal in goals(CATALOG)}
FILES = dict(alert_files(CATALOG, ROOT))
RULES = {path.stem: yaml.safe_load(text) for path, text in FILES.items() if path.parent.name == "rules"}
TESTS = {path.stem: yaml.safe_load(text) for path, text in FILES.items() if path.parent.name == "tests"}

Labels = dict[str, str]


def rules(kind: str) -> list[dict[str, Any]]:
    """All rules that alert, or that record."""
    return [rule for file in RULES.values() for group in file["groups"] for rule in group["rules"] if kind in rule]


def moments() -> Iterator[tuple[str, list[Labels]]]:
    """Of every test: the name of an alert, and the labels of those of that name that are firing."""
    for file in TESTS.values():
        for test in file["tests"]:
            for moment in test["alert_rule_test"]:
                yield moment["alertname"], [alert["exp_labels"] for alert in moment["exp_alerts"]]


def test_every_objective_has_an_alert_and_nothing_else_has() -> None:
    told = {rule["labels"][names.KPI] for rule in rules("alert") if rule["alert"] == BREACH}
    assert told == {name for name, kpi in CATALOG.kpis.items() if kpi.objective is not None}


@pytest.mark.parametrize("rule", rules("alert"), ids=lambda rule: f"{rule['alert']}-{rule['labels'].get('kpi', '')}")
def test_an_alert_says_what_it_is_in_two_languages_and_where_to_read_on(rule: dict[str, Any]) -> None:
    said = rule["annotations"]
    assert rule["labels"][names.SEVERITY] in ("info", "warning", "critical") and rule["labels"][names.KIND]
    for name in ("summary", "description"):
        assert said[name].strip() and said[f"{name}_fr"].strip() and said[name] != said[f"{name}_fr"]
    page, _, section = said["runbook"].partition("#")
    assert page.startswith("https://") or (page == PAGE and f"\n## {rule['alert']}\n" in FILES[Path(PAGE)])
    assert page.startswith("https://") or section == rule["alert"].lower()


@pytest.mark.parametrize("rule", rules("alert"), ids=lambda rule: f"{rule['alert']}-{rule['labels'].get('kpi', '')}")
def test_every_alert_is_seen_firing_and_seen_not_firing(rule: dict[str, Any]) -> None:
    told = [alerts for name, alerts in moments() if name == rule["alert"]]
    mine = [any(rule["labels"].items() <= alert.items() for alert in alerts) for alerts in told]
    assert True in mine and False in mine


def test_no_alert_has_the_labels_of_another() -> None:
    labels = [(rule["alert"], *sorted(rule["labels"].items())) for rule in rules("alert")]
    assert len(set(labels)) == len(labels)


def test_labels_of_alerts_are_no_dimensions() -> None:
    """A dimension `owner` under a label `owner` would make one alert of two scopes."""
    dimensions = {name for goal in GOALS.values() for name in goal.dimensions}
    given = {name for rule in rules("alert") for name in rule["labels"]}
    assert given <= LABELS and not LABELS & dimensions


def test_rules_read_only_what_is_exported_or_recorded() -> None:
    exported = {value for name, value in vars(names).items() if name.isupper() and value.startswith("vigie_")}
    recorded = {rule["record"] for rule in rules("record")}
    read = {
        name
        for kind in ("alert", "record")
        for rule in rules(kind)
        for name in re.findall(r"\bvigie[_:][a-z_:0-9]*", rule["expr"])
    }
    assert read <= exported | {f"{name}_total" for name in exported} | recorded
    assert recorded <= read | {f"{names.RATIO_OVER}{over}" for over in ("5m", "30m", "1h", "6h", "3d")} | {
        f"{names.SAMPLE_OVER}{over}" for over in ("5m", "30m")
    }


def test_a_rate_that_the_budget_cannot_reach_has_no_alert() -> None:
    burning = list(budgets(GOALS.values(), CATALOG))
    assert {budget.goal.name for budget in burning} >= {"bounce_rate", "spam_complaint_rate", "server_error_rate"}
    for budget, rate in product(burning, RATES):
        assert (rate in budget.rates) == (rate.factor * budget.share < 1)
        assert rate not in budget.rates or 0 < budget.bound(rate.factor) < 1


def test_the_bound_of_a_rate_lies_on_the_bad_side_of_the_target() -> None:
    csat, spam = Budget(GOALS["csat"], 0.85), Budget(GOALS["spam_complaint_rate"], 0.001)
    assert (csat.sign, csat.bound(1), csat.bound(6)) == ("<", 0.85, 0.1)
    assert (spam.sign, spam.bound(1), spam.bound(14.4)) == (">", 0.001, 0.0144)


def test_people_counted_once_and_stocks_have_no_burn_rate() -> None:
    told = {rule["labels"][names.KPI] for rule in rules("alert") if rule["alert"] == BURN}
    kinds = {CATALOG.indicators[name].kind for kpi in told for name in CATALOG.formulas[kpi].indicators}
    assert told and not kinds & {"distinct", "stock", "holding"}


KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "hold and recover": ("bounce_rate", {"hold": "10m", "recover": "15m"}),
    "hold of no whole minutes": ("bounce_rate", {"hold": "90s", "recover": "30s"}),
    "limit at most": ("spam_complaint_rate", {"severity": "warning", "limit": 0.003, "hold": "5m", "recover": "5m"}),
    "limit at least": ("csat", {"limit": 0.5}),
    "limit where it is critical anyway": ("server_error_rate", {"limit": 0.05}),
    "between": ("complaint_rate", {"at_most": None, "between": (0.5, 10.0)}),
    "one scope of money": ("revenue_year", {"where": {"currency": "EUR"}}),
    "money with three decimals": ("revenue_year", {"where": {"currency": "TND"}, "limit": 50_000_000.0}),
    "money without decimals": ("revenue_year", {"where": {"currency": "JPY"}}),
    "pace": ("revenue_year", {"where": {"currency": "EUR"}, "pace": True, "limit": 50_000_000.0}),
    "over all only": ("csat", {"scopes": "overall"}),
    "runbook and wording": ("nps", {"runbook": "https://example.com/nps", "wording": {"en": "good {{", "fr": "bon"}}),
}


def variant(kind: str, **more: object) -> Goal:
    """An objective of the catalog, changed."""
    name, changes = KINDS[kind]
    goal = GOALS[name]
    objective = Objective.model_validate({**goal.objective.model_dump(exclude_unset=True), **changes, **more})
    kpi = goal.kpi.model_copy(update={"objective": objective})
    (made,) = (made for made in goals(_with(name, kpi)) if made.name == name)
    return made


def _with(name: str, kpi: Kpi) -> Catalog:
    return replace(CATALOG, kpis={**CATALOG.kpis, name: kpi})


def write_rules(folder: Path, listed: list[Goal]) -> Path:
    """Rules and their tests; the path of the tests."""
    (folder / "rules.yml").write_text(yaml_text("", {"groups": objective_groups(listed)}), encoding="utf-8")
    tests = folder / "tests.yml"
    tests.write_text(yaml_text("", file_of(["rules.yml"], STEP, objective_cases(listed))), encoding="utf-8")
    return tests


@both_promtools
@pytest.mark.parametrize("kind", KINDS)
def test_the_alert_of_every_kind_of_objective_does_what_is_said(kind: str, promtool: str, tmp_path: Path) -> None:
    tests = write_rules(tmp_path, [variant(kind)])
    accepted(promtool, "check", "rules", str(tmp_path / "rules.yml"))
    assert rules_hold(tests, promtool)


@pytest.mark.parametrize(
    ("kind", "severities"),
    [
        ("limit at most", ["warning", "critical"]),
        ("limit where it is critical anyway", ["critical"]),
        ("pace", ["info", "critical"]),
        ("between", ["warning"]),
    ],
)
def test_a_limit_makes_a_second_alert(kind: str, severities: list[str]) -> None:
    assert [alert.severity for alert in alerts(variant(kind))] == severities


@needs_promtool
@pytest.mark.parametrize(
    ("broken", "instead"),
    [
        ("for: 10m", "for: 11m"),
        ("for: 10m", "for: 9m"),
        ("keep_firing_for: 15m", "keep_firing_for: 14m"),
        ("keep_firing_for: 15m", "keep_firing_for: 16m"),
        ('status="breached"', 'status="unknown"'),
        ("vigie:lanes_missing > 0", "vigie:lanes_missing > 9"),
        ("severity: warning", "severity: info"),
        ("max by (kpi, window, campaign)", "max by (kpi, window, campaign, instance)"),
    ],
)
def test_a_rule_that_is_wrong_fails_its_test(broken: str, instead: str, tmp_path: Path) -> None:
    tests = write_rules(tmp_path, [variant("hold and recover")])
    text = (tmp_path / "rules.yml").read_text(encoding="utf-8")
    assert broken in text
    (tmp_path / "rules.yml").write_text(text.replace(broken, instead), encoding="utf-8")
    assert not rules_hold(tests)


def test_the_webhook_is_one_address_or_none() -> None:
    assert webhook_of("# nothing yet\n\n") is None
    assert webhook_of("https://example.com/a?b=c\n# said so\n") == "https://example.com/a?b=c"


@pytest.mark.parametrize(
    ("text", "place"),
    [("example.com/alerts", ":1: "), ("\nftp://example.com", ":2: "), ("http://a.example\nhttp://b.example", ":2: ")],
)
def test_a_wrong_address_is_told_with_its_place(text: str, place: str) -> None:
    with pytest.raises(WrongAddress, match=re.escape(f"{WEBHOOK_FILE}{place}")):
        webhook_of(text)


@needs_amtool
@pytest.mark.parametrize("webhook", [None, "https://example.com/alerts"])
def test_amtool_accepts_the_configuration_with_and_without_an_address(webhook: str | None, tmp_path: Path) -> None:
    (tmp_path / "alertmanager.yml").write_text(yaml_text("", alertmanager(webhook, ["campaign"])), encoding="utf-8")
    accepted("amtool", "check-config", str(tmp_path / "alertmanager.yml"))
