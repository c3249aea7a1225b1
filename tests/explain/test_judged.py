"""A state is judged again by the rules of decision 0009, whatever kind of objective it is."""

from typing import Any

import pytest

from schemas.updates import ObjectiveState, PaceState
from service.explain.judged import judged
from tests.demo.fakes import update


def state(**given: Any) -> ObjectiveState:
    fields: dict[str, Any] = {"direction": "at_most", "target": 0.2, "minimum_sample": 0, "severity": "info"}
    return ObjectiveState(**(fields | {"attainment": None, "status": "unknown"} | given))


def again(value: float | None, denominator: float | None = None, **given: Any) -> ObjectiveState:
    return judged(update(value=value, denominator=denominator), state(**given), "info")


def test_equality_is_met_and_an_undefined_value_is_unknown() -> None:
    assert again(0.2).status == "met" and again(0.2000001).status == "breached"
    assert again(None).status == "unknown" and again(None).attainment is None


@pytest.mark.parametrize(("sample", "status"), [(None, "unknown"), (9, "unknown"), (10, "met")])
def test_too_small_a_sample_or_none_is_unknown(sample: float | None, status: str) -> None:
    assert again(0.1, sample, minimum_sample=10).status == status


@pytest.mark.parametrize(("won", "status"), [(None, "unknown"), (5, "unknown"), (6, "met")])
def test_a_sample_of_its_own_is_counted_in_the_inputs_and_not_in_the_denominator(won: int | None, status: str) -> None:
    said = update(value=0.1, denominator=1_000_000, inputs={"won": won, "lost": 4, "amount": 99})
    assert judged(said, state(minimum_sample=10), "info", ("won", "lost")).status == status


def test_beyond_the_limit_a_breach_is_critical() -> None:
    assert again(0.3, limit=0.3).severity == "info" and again(0.31, limit=0.3).severity == "critical"


@pytest.mark.parametrize(("value", "status"), [(0.9, "breached"), (1, "met"), (2, "met"), (2.1, "breached")])
def test_between_two_bounds_both_are_good(value: float, status: str) -> None:
    found = again(value, direction="between", target=None, between=(1, 2))
    assert found.status == status and found.attainment is None


def test_a_pace_is_held_against_what_is_expected_by_now() -> None:
    goal: dict[str, Any] = {"direction": "at_least", "target": 100.0}
    half = PaceState(elapsed=0.5, expected=None, value=None)
    found = again(50, **goal, pace=half)
    assert found.status == "met" and found.pace == PaceState(elapsed=0.5, expected=50, value=1)
    assert again(49, **goal, pace=half).status == "breached"
    assert again(0, **goal, pace=PaceState(elapsed=0, expected=0, value=None)).status == "unknown"
    assert again(0, **goal, pace=PaceState(elapsed=None, expected=None, value=None)).status == "unknown"
