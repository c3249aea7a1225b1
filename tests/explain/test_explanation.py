"""Every value that is published comes out of its inputs again, and one that does not is found."""

from collections import defaultdict
from typing import Any

import pytest

from schemas.updates import Update
from service.explain.explanation import Explanation, explain
from tests.explain.published import CATALOG, key_of, last, together


def one(kpi: str, window: str = "month") -> Update:
    """The update with the largest input of a KPI that has a value."""
    there = [u for u in last().values() if u.kpi == kpi and u.window == window and u.value is not None]
    return max(there, key=lambda update: max(number or 0 for number in update.inputs.values()))


def explained(update: Update, **changes: Any) -> Explanation:
    """The explanation of an update, some of whose fields were spoilt, among the true ones beside it."""
    beside = together(update)
    return explain(update.kpi, beside | {update.kpi: update.model_copy(update=changes)}, CATALOG)


def fields(found: Explanation) -> list[str]:
    """What differs, without the KPI's name."""
    return [each.field.split(": ", 1)[1] for each in found.differences]


def test_every_key_of_the_demo_is_reproduced() -> None:
    places: dict[tuple[str, str, str], dict[str, Update]] = defaultdict(dict)
    for update in last().values():
        places[str(update.scope), update.window, update.bucket][update.kpi] = update
    for beside in places.values():
        for kpi, update in beside.items():
            found = explain(kpi, beside, CATALOG)
            assert found.reproduced, (key_of(update), found.differences)
    told = {update.kpi for update in last().values()}
    assert len(last()) > 20_000 and len(told) > 0.85 * len(CATALOG.kpis)
    assert {CATALOG.family_of[kpi] for kpi in told} == set(CATALOG.families)


def test_a_composite_is_explained_by_all_its_parts() -> None:
    found = explained(one("mailing_score", "day"))
    assert {part.kpi for part in found.parts} == set(CATALOG.formulas["mailing_score"].attained)
    assert all(part.of for part in found.parts)


@pytest.mark.parametrize("field", ["value", "numerator", "denominator"])
def test_a_number_that_is_off_by_the_last_digit_is_found(field: str) -> None:
    update = one("open_rate")
    spoilt = explained(update, **{field: getattr(update, field) * (1 + 2**-52)})
    assert field in fields(spoilt) and not spoilt.reproduced


def test_an_input_that_is_not_the_one_that_was_counted_with_is_found() -> None:
    update = one("average_order_value")
    assert update.unit == "money" and explained(update).reproduced
    assert fields(explained(update, inputs=update.inputs | {"orders_placed": 1}))[0] == "value"


def test_a_part_that_is_not_what_the_composite_read_is_found() -> None:
    update = one("mailing_score", "day")
    part = together(update)["human_open_rate"]
    assert part.value is not None
    found = explain(update.kpi, together(update) | {"human_open_rate": part.model_copy(update={"value": 1.0})}, CATALOG)
    assert "attainment(human_open_rate)" in fields(found)


def test_a_wrong_status_or_attainment_is_found() -> None:
    update = one("open_rate", "day")
    assert update.objective
    other = "met" if update.objective.status == "breached" else "breached"
    assert fields(explained(update, objective=update.objective.model_copy(update={"status": other}))) == [
        "objective.status"
    ]
    spoilt = update.objective.model_copy(update={"attainment": 0.5})
    assert fields(explained(update, objective=spoilt)) == ["objective.attainment"]


def test_another_formula_is_named_by_what_it_reads_and_nothing_is_guessed() -> None:
    found = explained(one("open_rate"), inputs={"opened_total": 1, "sent": 2})
    assert fields(found) == ["inputs"] and found.recompute is None and not found.parts
