"""Formulas become SQL that says the same, undefined parts included."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.verify.errors import VerifyError
from service.verify.formula import Names, translate

NAMES = Names(indicator={"a": "a", "b": "b", "c": "c"}.__getitem__, attainment={"k": "k"}.__getitem__)
Values = tuple[float, float, float, float | None]


def evaluate(formula: str, values: Values) -> float | None:
    sql = translate(formula, NAMES).value
    with duckdb.connect() as db:
        row = db.execute(
            f"SELECT {sql} FROM (VALUES (?::DOUBLE, ?::DOUBLE, ?::DOUBLE, ?::DOUBLE)) AS t(a, b, c, k)", values
        )
        found: float | None = row.fetchone()[0]
    return found


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) × 3", 9.0),
        ("8 / 2 ÷ 2", 2.0),
        ("8 − 2 - 2", 4.0),
        ("-a + 3", 1.0),
        ("--a", 2.0),
        ("a / 0", None),
        ("a / (b - b)", None),
        ("0 / a", 0.0),
        ("min(a, b, 9)", 2.0),
        ("max(a, b, 9)", 9.0),
        ("min(a, a / 0)", None),
        ("max(attainment(k), 1)", None),
        ("weighted(a: 3, b: 1)", 2.25),
        ("weighted(a: 3, a / 0: 1)", None),
        ("weighted(a: 1, b: 0 - 1)", None),
        ("0.1 + 0.2", 0.30000000000000004),
    ],
)
def test_a_formula_has_the_value_computed_by_hand(formula: str, value: float | None) -> None:
    assert evaluate(formula, (2.0, 3.0, 5.0, None)) == value


def test_only_a_quotient_at_the_top_has_a_numerator_and_a_denominator() -> None:
    assert translate("(a + b) / c", NAMES).parts == ("(a + b)", "c")
    assert translate("(a / b)", NAMES).parts == ("a", "b")
    assert translate("a / b * c", NAMES).parts is None
    assert translate("a / b + c", NAMES).parts is None
    assert translate("-a / b", NAMES).parts == ("(-a)", "b")


def test_what_is_read_is_listed_once_in_order() -> None:
    translated = translate("b / a + b * attainment(k)", NAMES)
    assert (translated.indicators, translated.kpis) == (("b", "a"), ("k",))


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("a +", r"expected a value, found 'its end' \(word 3\)"),
        ("a b", r"unexpected 'b' \(word 2\)"),
        ("(a", r"expected '\)', found 'its end' \(word 3\)"),
        ("a % b", r"cannot read it from '% b'"),
        ("z", r"'z' is not defined \(word 2\)"),
        ("attainment(a)", r"'a' is not defined"),
        ("weighted(a)", r"expected ':', found '\)'"),
        ("__import__('os')", r"cannot read it from"),
        ("", r"expected a value"),
    ],
)
def test_a_mistake_is_named_with_its_place(formula: str, message: str) -> None:
    with pytest.raises(VerifyError, match=message):
        translate(formula, NAMES)


@dataclass(frozen=True)
class Written:
    """A formula, and what Python makes of it; None is undefined."""

    text: str
    value: Callable[[Values], float | None]


def _both(left: Written, sign: str, right: Written) -> Written:
    def value(values: Values) -> float | None:
        x, y = left.value(values), right.value(values)
        if x is None or y is None or (sign in "/÷" and y == 0):
            return None
        return {"+": x + y, "−": x - y, "×": x * y}.get(sign, 0.0) if sign not in "/÷" else x / y

    return Written(f"({left.text} {sign} {right.text})", value)


def _extreme(function: str, parts: list[Written]) -> Written:
    def value(values: Values) -> float | None:
        found = [part.value(values) for part in parts]
        whole = [each for each in found if each is not None]
        if len(whole) < len(found):
            return None
        return min(whole) if function == "min" else max(whole)

    return Written(f"{function}({', '.join(part.text for part in parts)})", value)


def _leaf(index: int) -> Written:
    return Written(["a", "b", "c", "attainment(k)"][index], lambda values: values[index])


def _number(n: int) -> Written:
    return Written(str(n), lambda _values: float(n))


leaves = st.one_of(st.integers(0, 3).map(_leaf), st.integers(0, 20).map(_number))
formulas = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.builds(_both, part, st.sampled_from("+−×/÷"), part),
        st.builds(_extreme, st.sampled_from(["min", "max"]), st.lists(part, min_size=1, max_size=3)),
    ),
    max_leaves=12,
)
small = st.integers(-5, 50).map(float)


@settings(max_examples=150, deadline=None)
@given(formulas, st.tuples(small, small, small, st.none() | small))
def test_sql_and_python_agree_on_every_formula(written: Written, values: Values) -> None:
    expected = written.value(values)
    found = evaluate(written.text, values)
    assert (found is None) == (expected is None)
    assert expected is None or found == pytest.approx(expected, rel=1e-12)
