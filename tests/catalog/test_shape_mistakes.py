"""A part of a catalog that has not the shape of its model."""

from pathlib import Path

import pytest

from service.catalog import check
from tests.catalog.broken import MAIL, Case, added, cases, changed, written

SHAPE: dict[str, Case] = {
    "unknown field": ('owner = "mark', 'ownr = "mark', "kpi.delivered.ownr", "unknown field", "owner"),
    "unknown field of the family": (
        'topic = "mail"',
        'topic = "mail"\ntopics = 1',
        "topics",
        "unknown field",
        "topic",
    ),
    "number as text": (
        "at_least = 0.2",
        'at_least = "0.2"',
        "kpi.open_rate.objective.at_least",
        "valid number",
        None,
    ),
    "text as number": ('unit = "ratio"', "unit = 3", "kpi.open_rate.unit", "'ratio', 'average'", None),
    "unknown unit": ('unit = "ratio"', 'unit = "ration"', "kpi.open_rate.unit", "should be 'ratio'", "ratio"),
    "infinite objective": (
        "at_least = 0.2",
        "at_least = inf",
        "kpi.open_rate.objective.at_least",
        "finite",
        None,
    ),
    "both directions": (
        "at_least = 0.2",
        "at_least = 0.2, at_most = 3.0",
        "kpi.open_rate.objective",
        "exactly one of at_least and at_most",
        None,
    ),
    "unknown window": (
        '"5m", "day"',
        '"5x", "day"',
        "kpi.delivered.windows[0]",
        "5x is not a window; there are",
        None,
    ),
    "unknown kind": (
        'kind = "stock"',
        'kind = "stok"',
        "indicator.accounts_at_start.kind",
        "unknown kind stok",
        "stock",
    ),
    "where neither text nor truth value": (
        'where = { place = "site" }',
        "where = { place = 3 }",
        "indicator.accounts_closed.where.place",
        "valid string or input should be a valid boolean",
        None,
    ),
    "bad name": ("[kpi.score]", "[kpi.Score]", "kpi.Score", "'Score' is not a name", None),
}


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(SHAPE))
def test_a_wrong_shape_is_told_at_its_field(
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


def test_what_is_missing_is_told_at_its_table(tmp_path: Path) -> None:
    text, line = changed(MAIL, 'kind = "stock"\n', "")
    told = [str(mistake) for mistake in check(written(tmp_path, text))]
    place = f"mail.toml:{line - 1}: indicator.accounts_at_start.kind"
    assert told == [
        f"{place}: is missing: count, sum, distinct, entered, holding, moments, visits, stock, consolidated"
    ]


@pytest.mark.parametrize("at_least", ["at_least = 0.2", "at_least = 0.0"])
def test_an_objective_of_nothing_is_a_mistake(tmp_path: Path, at_least: str) -> None:
    text, _ = changed(MAIL, "at_least = 0.2", at_least)
    told = [mistake.message for mistake in check(written(tmp_path, text))]
    assert any("above 0" in message for message in told) == (at_least == "at_least = 0.0")
