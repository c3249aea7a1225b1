"""A KPI that cannot be computed as it is written, or not in each of its windows and scopes."""

from pathlib import Path

import pytest

from service.catalog import check
from tests.catalog.broken import MAIL, Case, added, cases, changed, written

KPI_OPEN = 'formula = "opened_unique / delivered_unique"'

MEANING: dict[str, Case] = {
    "no formula": (
        KPI_OPEN,
        'formula = "opened_unique delivered_unique"',
        "kpi.open_rate.formula",
        "column 15: expected an operator, but found delivered_unique",
        None,
    ),
    "nothing measured": (
        'formula = "delivered"',
        'formula = "9"',
        "kpi.delivered.formula",
        "reads no indicator",
        None,
    ),
    "distinct in a rolling window": (
        'windows = ["day", "week"]',
        'windows = ["day", "week", "5m"]',
        "kpi.open_rate.windows[2]",
        "no window 5m for delivered_unique, opened_unique: different subjects",
        None,
    ),
    "distinct in a fixed window": (
        'windows = ["day", "week"]',
        'windows = ["day", "each_10s"]',
        "kpi.open_rate.windows[1]",
        "no window each_10s for delivered_unique, opened_unique: different subjects",
        None,
    ),
    "stock in a rolling window": (
        'windows = ["day", "month"]',
        'windows = ["day", "1h"]',
        "kpi.closing_rate.windows[1]",
        "no window 1h for accounts_at_start: a stock",
        None,
    ),
    "stock over all": (
        'windows = ["day", "month"]',
        'windows = ["day", "all"]',
        "kpi.closing_rate.windows[1]",
        "no window all for accounts_at_start: a stock",
        None,
    ),
    "broken down by what an input is not": (
        'windows = ["day", "month"]',
        'by = ["campaign"]\nwindows = ["day", "month"]',
        "kpi.closing_rate.by[0]",
        "accounts_closed, accounts_at_start is not broken down by campaign",
        None,
    ),
    "attainment without an objective": (
        "attainment(open_rate)): 1",
        "attainment(delivered)): 1",
        "kpi.score.formula",
        "delivered has no objective to attain",
        None,
    ),
    "attainment without that window": (
        'windows = ["day"]',
        'windows = ["month"]',
        "kpi.score.windows[0]",
        "attainment(open_rate) has no window month",
        None,
    ),
    "objective over a window the KPI lacks": (
        'over = ["day"]',
        'over = ["month"]',
        "kpi.open_rate.objective.over[0]",
        "the KPI has no window month; it has day, week",
        None,
    ),
    "window twice": (
        '"5m", "day", "all"',
        '"5m", "5m"',
        "kpi.delivered.windows[1]",
        "5m is listed twice",
        None,
    ),
    "wrong example": (
        "value = 0.25",
        "value = 0.5",
        "kpi.open_rate.example.value",
        "gives 0.25, not 0.5",
        None,
    ),
    "undefined example": (
        "delivered_unique = 4 }, value = 0.25",
        "delivered_unique = 0 }, value = 0.25",
        "kpi.open_rate.example.value",
        "the formula gives undefined, not 0.25",
        None,
    ),
    "example with another input": (
        "inputs = { delivered = 9 }",
        "inputs = { deliverd = 9, delivered = 9 }",
        "kpi.delivered.example.inputs.deliverd",
        "unknown input deliverd",
        "delivered",
    ),
    "example lacking an input": (
        "inputs = { delivered = 9 }",
        "inputs = {}",
        "kpi.delivered.example.inputs",
        "lacks delivered",
        None,
    ),
    "cycle": (
        "attainment(open_rate)): 1",
        "attainment(score)): 1",
        "kpi.score.formula",
        "reads itself: score → score",
        None,
    ),
}


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(MEANING))
def test_what_cannot_be_computed_is_told_with_the_reason(
    tmp_path: Path,
    old: str,
    new: str,
    field: str,
    message: str,
    near: str | None,
) -> None:
    text, line = changed(MAIL, old, new)
    told = [m for m in check(written(tmp_path, text)) if m.field == field and message in m.message]
    assert [(m.file, m.line, m.nearest) for m in told] == [("mail.toml", line + added(new, field), near)]


def test_a_minimum_sample_asks_for_a_denominator(tmp_path: Path) -> None:
    objective = '{ at_least = 5.0, over = ["day"], minimum_sample = 3, severity = "info" }'
    text, line = changed(MAIL, "value = 9 }", f"value = 9 }}\nobjective = {objective}")
    (mistake,) = check(written(tmp_path, text))
    assert (mistake.line, mistake.field) == (line + 1, "kpi.delivered.objective.minimum_sample")


def test_a_cycle_of_two_is_told_once_with_its_way_round(tmp_path: Path) -> None:
    objective = 'objective = { at_least = 0.5, over = ["day"], severity = "info" }\n'
    text, _ = changed(MAIL, KPI_OPEN, 'formula = "opened_unique / delivered_unique × attainment(score)"')
    cycles = [m for m in check(written(tmp_path, text + objective)) if "reads itself" in m.message]
    assert len(cycles) == 1
    assert cycles[0].message in (
        "reads itself: open_rate → score → open_rate",
        "reads itself: score → open_rate → score",
    )


def test_two_cycles_are_both_told(tmp_path: Path) -> None:
    text, _ = changed(MAIL, "attainment(open_rate)): 1", "attainment(score)): 1")
    text, _ = changed(text, KPI_OPEN, 'formula = "opened_unique / attainment(open_rate)"')
    cycles = {m.message for m in check(written(tmp_path, text)) if "reads itself" in m.message}
    assert cycles == {"reads itself: open_rate → open_rate", "reads itself: score → score"}
