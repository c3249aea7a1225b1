"""What docs/adding.md shows is added by a change of one data file: applied to a copy of the catalog, and checked."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from service.catalog import check, load
from service.catalog.load import shipped
from service.kpi.catalog import Catalog

PAGE = Path(__file__).parents[2] / "docs" / "adding.md"
DIFFS = re.findall(r"```diff\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
INDICATOR, KPI, TO_DATE, OBJECTIVE, REASON = DIFFS


def hunks(diff: str) -> Iterator[tuple[str, str]]:
    """What each hunk takes away, and what it puts there."""
    for hunk in diff.split("@@ @@\n")[1:]:
        lines = hunk.splitlines()
        yield "\n".join(x[1:] for x in lines if x[:1] != "+"), "\n".join(x[1:] for x in lines if x[:1] != "-")


def applied(folder: Path, diff: str) -> Path:
    """A copy of the catalog that ships, with this change."""
    shutil.copytree(shipped(), folder)
    (name,) = re.findall(r"\+\+\+ b/schemas/catalog/(\S+)", diff)
    text = (folder / name).read_text(encoding="utf-8")
    for old, new in hunks(diff):
        assert text.count(old) == 1, f"docs/adding.md: {name} has not exactly one place like this:\n{old}"
        text = text.replace(old, new)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("diff", DIFFS, ids=["indicator", "kpi", "to_date", "objective", "reason"])
def test_each_addition_is_one_file_is_right_and_asks_for_a_new_generation(tmp_path: Path, diff: str) -> None:
    folder = applied(tmp_path / "catalog", diff)
    assert check(folder) == []
    assert load(folder).fingerprint != load().fingerprint


def test_the_indicator_and_the_kpi_are_there(tmp_path: Path) -> None:
    assert "bounced_total" in load(applied(tmp_path / "a", INDICATOR)).indicators
    assert "arrival_rate" in load(applied(tmp_path / "b", KPI)).kpis


def test_the_sum_to_date_is_there(tmp_path: Path) -> None:
    catalog = load(applied(tmp_path / "catalog", TO_DATE))
    assert catalog.indicators["ordered_this_year"].kind == "to_date" and "ordered_this_year" in catalog.kpis


def test_the_objective_is_there(tmp_path: Path) -> None:
    catalog = load(applied(tmp_path / "catalog", OBJECTIVE))
    objective = catalog.kpis["orders"].objective
    assert objective is not None and (objective.pace, objective.hold_seconds) == (True, 3600)
    assert date(2026, 7, 14) in catalog.holidays["FR"]


@pytest.mark.parametrize(
    ("stated", "before", "after"),
    [
        ("costs a lot", "unlisted", "price"),
        ("Taken over", "unlisted", "merged"),
        ("merged", "unlisted", "merged"),
        ("too expensive", "price", "price"),
        ("joined a monastery", "unlisted", "unlisted"),
    ],
)
def test_the_list_learns_and_forgets_nothing(tmp_path: Path, stated: str, before: str, after: str) -> None:
    assert cause(load(), stated) == before
    assert cause(load(applied(tmp_path / "catalog", REASON)), stated) == after


def cause(catalog: Catalog, stated: str) -> object:
    """The code of a stated reason for a loss."""
    return catalog.derivations.derived["loss_reason"].value({"reason": stated})
