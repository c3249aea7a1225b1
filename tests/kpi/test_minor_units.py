"""Formulas over money: evaluated in thousandths and divided once, they say what they say over minor units."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.definitions import CountIndicator, Indicator, SumIndicator
from service.kpi.compose.evaluate import Evaluation, Evaluator
from service.kpi.formula.formula import parse_formula
from service.kpi.formula.minor_units import scaled
from tests.kpi.definitions import catalog

WORDS = {"en": "x", "fr": "x"}
MONEY: dict[str, Any] = {"kind": "sum", "on": ("made",), "measure": "m", "unit": "money"}
PEOPLE: dict[str, Any] = {"kind": "count", "on": ("made",), "unit": "people"}
TEXTS: dict[str, Any] = {"title": WORDS, "description": WORDS}
COLUMNS = ("paid", "back", "people")
numbers = st.integers(-(10**12), 10**12)


def evaluated(formula: str, paid: int, back: int, people: int) -> Evaluation:
    """Over thousandths of minor units."""
    small = catalog()
    indicators: dict[str, Indicator] = {
        **{name: SumIndicator(**MONEY, **TEXTS) for name in ("paid", "back")},
        "people": CountIndicator(**PEOPLE, **TEXTS),
    }
    kpis = {"it": small.kpis["uses"]}
    made = replace(small, indicators=indicators, kpis=kpis, formulas={"it": parse_formula(formula)})
    return Evaluator(made, COLUMNS)(np.array([[paid, back, people]]), lambda _: np.ones(1, np.bool_))["it"].at(0)


@pytest.mark.parametrize(
    ("formula", "value", "numerator", "denominator"),
    [
        ("paid", 12.345, None, None),
        ("paid - back", 12.0, None, None),
        ("paid / people", 12.345 / 5, 12.345, 5),
        ("back / paid", 345 / 12_345, 0.345, 12.345),
        ("people / paid", 5 / 12.345, 5, 12.345),
        ("people * 2", 10, None, None),
        ("paid + 5", 17.345, None, None),
        ("5 - paid", -7.345, None, None),
        ("max(paid, 100)", 100.0, None, None),
        ("min(paid, 100, people)", 5.0, None, None),
        ("weighted(paid: 1, back: 3)", (12.345 + 3 * 0.345) / 4, None, None),
        ("-paid * people", -61.725, None, None),
        ("1000 * people / (people + 0)", 1000.0, 5000, 5),
        ("paid * paid", 12.345**2, None, None),
    ],
)
def test_a_formula_is_about_minor_units(
    formula: str, value: float, numerator: float | None, denominator: float | None
) -> None:
    found = evaluated(formula, 12_345, 345, 5)
    wanted = (value, numerator, denominator)
    for one, other in zip(found[:3], wanted, strict=True):
        assert one == (None if other is None else pytest.approx(other, rel=1e-15))


@given(numbers, numbers)
def test_a_difference_of_money_is_rounded_once(paid: int, back: int) -> None:
    assert evaluated("paid - back", paid, back, 1).value == float(Fraction(paid - back, 1000))


@given(numbers, st.integers(1, 10**9))
def test_inputs_are_shown_in_minor_units_and_people_as_they_are(paid: int, people: int) -> None:
    inputs = evaluated("paid / people", paid, 0, people).inputs
    assert inputs == {"paid": float(Fraction(paid, 1000)), "people": people}


def test_undefined_stays_undefined() -> None:
    assert evaluated("paid / people", 5, 0, 0)[:3] == (None, 0.005, 0)


def test_a_formula_without_money_is_left_as_it_is() -> None:
    tree = parse_formula("max(people / 3, 2 * people - 1)").tree
    assert scaled(tree, {"paid"}.__contains__) == (tree, 0)
