"""An objective that does not fit together, or judges what is not there, is named with its place."""

from pathlib import Path

import pytest

from service.catalog import check
from tests.catalog.broken import MAIL, Case, cases, changed, written

GIVEN = 'at_least = 0.2, over = ["day"]'
OBJECTIVES: dict[str, Case] = {
    "no direction": (GIVEN, 'over = ["day"]', "kpi.open_rate.objective", "exactly one of at_least and at_most", None),
    "bounds out of order": (
        GIVEN,
        'between = [0.5, 0.2], over = ["day"]',
        "kpi.open_rate.objective",
        "lower bound first",
        None,
    ),
    "limit on the good side": (GIVEN, f"limit = 0.3, {GIVEN}", "kpi.open_rate.objective.limit", "below 0.2", None),
    "limit of two bounds": (
        GIVEN,
        'limit = 0.1, between = [0.2, 0.5], over = ["day"]',
        "kpi.open_rate.objective.limit",
        "no one bad side",
        None,
    ),
    "a sample that is counted and never enough": (
        f"{GIVEN}, minimum_sample = 10",
        f'{GIVEN}, sample = ["delivered_unique"]',
        "kpi.open_rate.objective.sample",
        "not how much is enough",
        None,
    ),
    "a sample that nobody counts": (
        f"{GIVEN}, minimum_sample = 10",
        f'{GIVEN}, minimum_sample = 10, sample = ["deliverd_unique"]',
        "kpi.open_rate.objective.sample[0]",
        "unknown indicator",
        "delivered_unique",
    ),
    "strange scope": (
        GIVEN,
        f'where = {{ campagne = "x" }}, {GIVEN}',
        "kpi.open_rate.objective.where.campagne",
        "unknown dimension",
        "campaign",
    ),
    "two scopes": (
        GIVEN,
        f'scopes = "overall", where = {{ campaign = "x" }}, {GIVEN}',
        "kpi.open_rate.objective.where",
        "choose",
        None,
    ),
    "not a length": (GIVEN, f'hold = "ten", {GIVEN}', "kpi.open_rate.objective.hold", "not a length of time", None),
    "runbook that is no link": (
        GIVEN,
        f'runbook = "see the wiki", {GIVEN}',
        "kpi.open_rate.objective.runbook",
        "see the wiki",
        None,
    ),
    "pace of bounds": (
        GIVEN,
        'pace = true, between = [0.2, 0.5], over = ["day"]',
        "kpi.open_rate.objective.pace",
        "no target to reach",
        None,
    ),
    "business days without a pace": (
        GIVEN,
        f"business_days = true, {GIVEN}",
        "kpi.open_rate.objective.business_days",
        "only pace = true reads",
        None,
    ),
    "holidays without business days": (
        GIVEN,
        f'pace = true, holidays = "FR", {GIVEN}',
        "kpi.open_rate.objective.holidays",
        "business_days = true",
        None,
    ),
    "unknown country": (
        GIVEN,
        f'pace = true, business_days = true, holidays = "FX", {GIVEN}',
        "kpi.open_rate.objective.holidays",
        "unknown country FX",
        None,
    ),
    "mistyped field": (GIVEN, f'recove = "5m", {GIVEN}', "kpi.open_rate.objective.recove", "unknown field", "recover"),
}


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(OBJECTIVES))
def test_a_mistaken_objective_is_named(
    tmp_path: Path, old: str, new: str, field: str, message: str, near: str | None
) -> None:
    text, line = changed(MAIL, old, new)
    (mistake,) = (m for m in check(written(tmp_path, text)) if m.field == field)
    assert message in mistake.message and mistake.line == line
    assert mistake.nearest == near


def test_a_pace_needs_a_period(tmp_path: Path) -> None:
    objective = 'objective = { at_least = 5.0, over = ["5m", "all"], pace = true, severity = "info" }'
    text, _ = changed(MAIL, "value = 9 }", f"value = 9 }}\n{objective}")
    fields = [mistake.field for mistake in check(written(tmp_path, text))]
    assert fields == ["kpi.delivered.objective.over[0]", "kpi.delivered.objective.over[1]"]


def test_what_lies_between_bounds_has_no_attainment(tmp_path: Path) -> None:
    text, _ = changed(MAIL, "at_least = 0.2", "between = [0.2, 0.5]")
    assert any("no attainment" in mistake.message for mistake in check(written(tmp_path, text)))


@pytest.mark.parametrize("aim", ["at_most = 0.1, limit = 0.3", "at_least = 0.2, limit = 0.1", "between = [0.1, 0.4]"])
def test_one_that_fits_has_no_mistake(tmp_path: Path, aim: str) -> None:
    text, _ = changed(
        MAIL, "at_least = 0.2", f'{aim}, hold = "10m", recover = "1h", runbook = "https://wiki.example/x"'
    )
    mistakes = check(written(tmp_path, text))
    assert all("no attainment" in mistake.message for mistake in mistakes)
