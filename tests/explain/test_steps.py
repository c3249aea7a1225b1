"""A formula is worked out from the inside to the outside, as a person would on paper."""

import pytest

from service.explain.recompute import Inputs, Recompute
from service.explain.steps import named, steps
from service.kpi.formula.parser import parse_tree


def worked(formula: str, inputs: Inputs, money: tuple[str, ...] = ()) -> list[str]:
    def shown(number: float | None) -> str:
        return "–" if number is None else f"{number:g}"

    return list(steps(parse_tree(formula), Recompute(inputs, money), shown))


def test_the_inputs_are_put_in_first_and_the_value_comes_last() -> None:
    assert worked("a / b", {"a": 1, "b": 4}) == ["1 ÷ 4", "0.25"]
    assert worked("a", {"a": 7}) == ["7"]


def test_what_is_inside_is_worked_out_first() -> None:
    formula = "1000 * (a + b) / min(c, d)"
    assert worked(formula, {"a": 1, "b": 2, "c": 6, "d": 5}) == [
        "1000 × (1 + 2) ÷ min(6; 5)",
        "1000 × 3 ÷ 5",
        "3000 ÷ 5",
        "600",
    ]


def test_weights_are_shown_as_the_mean_that_they_make() -> None:
    formula = "weighted(min(1, attainment(open_rate)): 3, attainment(nps): 1)"
    assert worked(formula, {"attainment(open_rate)": 1.5, "attainment(nps)": 0.5}) == [
        "(3 × min(1; 1.5) + 1 × 0.5) ÷ 4",
        "(3 × 1 + 1 × 0.5) ÷ 4",
        "0.875",
    ]


def test_what_is_undefined_swallows_what_it_is_part_of() -> None:
    assert worked("a / b + 1", {"a": 1, "b": 0}) == ["1 ÷ 0 + 1", "– + 1", "–"]


def test_money_is_worked_out_in_minor_units_and_divided_once() -> None:
    assert worked("(paid - back) / buyers", {"paid": 1234.567, "back": 0.001, "buyers": 2}, ("paid", "back")) == [
        "(1234.57 − 0.001) ÷ 2",
        "1234.57 ÷ 2",
        "617.283",
    ]
    # 0.1 + 0.2 is 0.3 in thousandths, and is not in floats.
    assert Recompute({"a": 0.1, "b": 0.2}, ("a", "b"))(parse_tree("a + b")) == 0.3


@pytest.mark.parametrize(
    ("formula", "inputs", "first"),
    [
        ("a - (b - c)", {"a": 1, "b": 2, "c": 3}, "1 − (2 − 3)"),
        ("a - b - c", {"a": 1, "b": 2, "c": 3}, "1 − 2 − 3"),
        ("a / (b / c)", {"a": 1, "b": 2, "c": 4}, "1 ÷ (2 ÷ 4)"),
        ("a * -b", {"a": 1, "b": 2}, "1 × −2"),
        ("a * b", {"a": 3, "b": -2}, "3 × (-2)"),
    ],
)
def test_what_must_stand_in_parentheses_does(formula: str, inputs: Inputs, first: str) -> None:
    assert worked(formula, inputs)[0] == first


@pytest.mark.parametrize("formula", ["a ÷ b", "a − (b + c)", "(a + b) × c", "min(a, b + 1)", "−a × b", "a ÷ (b × c)"])
def test_a_formula_that_is_written_down_is_read_as_the_same_one(formula: str) -> None:
    tree = parse_tree(formula)
    assert parse_tree(named(tree).replace(";", ",")) == tree
