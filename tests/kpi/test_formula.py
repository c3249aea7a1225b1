"""Formulas against Python's exact fractions, and every way in which a text is no formula."""

from collections.abc import Mapping
from fractions import Fraction
from math import isclose

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kpi.formula.formula import FormulaError, parse_formula
from service.kpi.formula.parser import MAX_DEPTH, MAX_TOKENS

Exact = Fraction | None
Case = tuple[str, Exact, bool]
"""A formula's text, its exact value over `INPUTS`, and whether it holds no division."""

INPUTS: Mapping[str, int | None] = {"a": 3, "b": 0, "c": 12, "gone": None, "attainment(rate)": 2}


def leaf() -> st.SearchStrategy[Case]:
    numbers = st.integers(0, 50).map(lambda number: (str(number), Fraction(number), True))
    decimals = st.integers(0, 99).map(lambda cents: (f"{cents / 100:.2f}", Fraction(cents, 100), False))
    reads = st.sampled_from(list(INPUTS.items())).map(
        lambda read: (read[0], None if read[1] is None else Fraction(read[1]), True)
    )
    return numbers | decimals | reads


def larger(part: st.SearchStrategy[Case]) -> st.SearchStrategy[Case]:
    return (
        st.tuples(part, st.sampled_from("+-−*×/÷"), part).map(lambda drawn: _binary(*drawn))
        | part.map(lambda case: (f"-({case[0]})", None if case[1] is None else -case[1], case[2]))
        | st.tuples(st.sampled_from(["min", "max"]), st.lists(part, min_size=1, max_size=4)).map(
            lambda drawn: _chosen(*drawn)
        )
        | st.lists(st.tuples(part, st.integers(1, 9)), min_size=1, max_size=4).map(_weighted)
    )


def _binary(left: Case, sign: str, right: Case) -> Case:
    text, whole = f"({left[0]}) {sign} ({right[0]})", left[2] and right[2] and sign not in "/÷"
    if left[1] is None or right[1] is None:
        return text, None, whole
    match sign:
        case "+":
            return text, left[1] + right[1], whole
        case "-" | "−":
            return text, left[1] - right[1], whole
        case "*" | "×":
            return text, left[1] * right[1], whole
    return text, left[1] / right[1] if right[1] else None, whole


def _chosen(name: str, parts: list[Case]) -> Case:
    known = [value for _, value, _ in parts if value is not None]
    chosen = (min if name == "min" else max)(known) if len(known) == len(parts) else None
    return f"{name}({', '.join(text for text, _, _ in parts)})", chosen, all(whole for *_, whole in parts)


def _weighted(parts: list[tuple[Case, int]]) -> Case:
    text = f"weighted({', '.join(f'{case[0]}: {weight}' for case, weight in parts)})"
    known = [case[1] * weight for case, weight in parts if case[1] is not None]
    total = sum(weight for _, weight in parts)
    return text, sum(known, Fraction(0)) / total if len(known) == len(parts) else None, False


CASES = st.recursive(leaf(), larger, max_leaves=12)


def near(value: float | None, exact: Exact) -> bool:
    """Equal, but for a float's rounding where intermediate results cancel out."""
    if value is None or exact is None:
        return value is None and exact is None
    return isclose(value, exact, rel_tol=1e-9, abs_tol=1e-6)


def exactly_computed(case: Case) -> bool:
    """No division, so that no rounding decides whether a denominator is 0."""
    return case[2]


@given(CASES.filter(exactly_computed))
def test_without_division_a_formula_over_counts_is_exact_and_stays_whole(case: Case) -> None:
    value = parse_formula(case[0]).value(INPUTS)
    assert value == case[1]
    assert value is None or isinstance(value, int)


@given(CASES.filter(exactly_computed), CASES.filter(exactly_computed))
def test_one_division_of_whole_numbers_is_the_nearest_float(left: Case, right: Case) -> None:
    text, exact, _ = _binary(left, "/", right)
    value = parse_formula(text).value(INPUTS)
    assert value == (None if exact is None else exact.numerator / exact.denominator)


@given(st.lists(st.tuples(CASES.filter(exactly_computed), st.integers(1, 9)), min_size=1, max_size=5))
def test_a_weighted_mean_is_the_exact_one_or_undefined_with_any_part(parts: list[tuple[Case, int]]) -> None:
    text, exact, _ = _weighted(parts)
    assert near(parse_formula(text).value(INPUTS), exact)


@given(CASES)
def test_a_formula_has_a_finite_value_or_none(case: Case) -> None:
    value = parse_formula(case[0]).value(INPUTS)
    assert value is None or abs(value) < float("inf")


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_quotient_s_parts_divide_to_its_value(opened: int, delivered: int) -> None:
    formula = parse_formula("(a + b) / c")
    assert formula.quotient
    inputs = {"a": opened, "b": 0, "c": delivered}
    columns = {name: np.array([number], np.float64) for name, number in inputs.items()}
    numerator, denominator = (part.value(columns).item() for part in formula.quotient)
    assert (numerator, denominator) == (opened, delivered)
    assert formula.value(inputs) == opened / delivered


@pytest.mark.parametrize("text", ["a", "a + b", "min(a / b, 1)", "-(a / b)", "a / b + 0"])
def test_only_a_division_at_the_top_is_a_ratio(text: str) -> None:
    assert parse_formula(text).quotient is None


def test_brackets_around_the_whole_do_not_hide_a_division() -> None:
    assert parse_formula("((a / b))").quotient


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 × 4", 14),
        ("(2 + 3) × 4", 20),
        ("10 − 4 − 3", 3),
        ("24 / 4 / 2", 3),
        ("−2 × 3", -6),
        ("2 − −3", 5),
        ("- - a", 3),
        ("max(0, min(1, 2 - attainment(rate)))", 0),
        ("weighted(1: 3, 0: 1)", 0.75),
    ],
)
def test_precedence_is_that_of_school(text: str, value: float) -> None:
    assert parse_formula(text).value(INPUTS) == value


@pytest.mark.parametrize("text", ["gone", "gone × 0", "min(1, gone)", "max(1, gone)", "weighted(gone: 1)"])
def test_undefined_swallows_everything(text: str) -> None:
    assert parse_formula(text).value(INPUTS) is None


@pytest.mark.parametrize("text", ["a / b", "b / b", "c / (a - 3)", "a / 0.0", "a / (gone / b)"])
def test_a_division_by_zero_is_undefined_and_not_zero(text: str) -> None:
    assert parse_formula(text).value(INPUTS) is None


def test_what_no_float_can_hold_is_undefined() -> None:
    big = "9" * 40
    product = " * ".join([big] * 9)
    assert parse_formula(product).value({}) is None
    assert parse_formula(f"{product} / {product}").value({}) is None


def test_inputs_are_named_in_order_of_first_use_and_once() -> None:
    text = "weighted(min(1, attainment(y)): 2, b / a: 1, attainment(x) + a + attainment(y): 1)"
    formula = parse_formula(text)
    assert formula.indicators == ("b", "a")
    assert formula.attained == ("y", "x")
    assert formula.inputs == ("b", "a", "attainment(y)", "attainment(x)")


def test_formulas_with_the_same_text_are_equal() -> None:
    assert parse_formula("a / b") == parse_formula("a / b") != parse_formula("b / a")


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 0, "expected a number, a name or (, but the formula ends"),
        ("a +", 3, "the formula ends"),
        ("a b", 2, "expected an operator, but found b"),
        ("(a", 2, "expected ), but the formula ends"),
        ("a)", 1, "expected an operator, but found )"),
        ("a % b", 2, "'%' has no meaning"),
        ("a ** b", 3, "found *"),
        ("sum(a)", 0, "no function sum; there are min, max, attainment, weighted"),
        ("min + 1", 0, "min is a function: write min(…)"),
        ("min()", 4, "found )"),
        ("attainment(3)", 11, "expected a KPI's name, but found 3"),
        ("attainment(a / b)", 13, "expected ), but found /"),
        ("weighted(a)", 10, "expected :, but found )"),
        ("weighted(a: b)", 12, "expected a number, but found b"),
        ("weighted(a: 0)", 12, "a weight is above 0"),
        ("weighted(a: -1)", 12, "expected a number"),
        ("a: 3", 1, "expected an operator, but found :"),
        ("1.", 1, "'.' has no meaning"),
        ("1e5", 1, "expected an operator, but found e5"),
        ("Opened", 0, "'O' has no meaning"),
        ("__import__", 0, "'_' has no meaning"),
        ("1" * 41, 0, "a number has at most 40 digits"),
        ("٣", 0, "has no meaning"),
    ],
)
def test_what_is_no_formula_is_told_with_its_column(text: str, position: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert caught.value.position == position
    assert message in caught.value.message
    assert f"column {position + 1}: " in str(caught.value)


@pytest.mark.parametrize("text", ["(" * 5_000, "-" * 5_000 + "1", "min(" * 400, "1" + " + 1" * 5_000])
def test_a_formula_too_large_is_refused_and_not_a_crash(text: str) -> None:
    with pytest.raises(FormulaError, match=r"nested more than|has at most"):
        parse_formula(text)


def test_the_largest_formula_allowed_can_be_evaluated() -> None:
    long = "1" + " + 1" * ((MAX_TOKENS - 2) // 2)
    assert parse_formula(long).value({}) == (MAX_TOKENS - 2) // 2 + 1
    deep = MAX_DEPTH - 1
    assert parse_formula("(" * deep + "1" + ")" * deep).value({}) == 1


@given(st.text(alphabet="ab1. +-*/(),:min\n", max_size=40))
def test_any_text_is_a_formula_or_a_formula_error_inside_it(text: str) -> None:
    try:
        parse_formula(text)
    except FormulaError as error:
        assert 0 <= error.position <= len(text)


def test_a_whole_number_that_floats_cannot_tell_from_its_neighbours_is_a_float() -> None:
    product = parse_formula("a * a * a").value
    assert (product({"a": 2**17}), type(product({"a": 2**17}))) == (2**51, int)
    assert (product({"a": 2**31}), type(product({"a": 2**31}))) == (2.0**93, float)
    assert type(parse_formula("a + 1").value({"a": 2**53})) is float
    assert orjson.dumps(parse_formula("min(a, a) * a").value({"a": -(2**62)})) == orjson.dumps(float(2**124))
    assert product({"a": 10**200}) is None
