"""Amounts are exact, bounded, and told apart from other numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from schemas.events.sales import AdjustmentBooked, OpportunityWon, OrderPlaced
from schemas.money import MOST, THOUSANDTHS, Money, SignedMoney, is_money, thousandths

MONEY: TypeAdapter[int | str] = TypeAdapter(Money, config=ConfigDict(strict=True))
SIGNED: TypeAdapter[int | str] = TypeAdapter(SignedMoney, config=ConfigDict(strict=True))

INT64 = (1 << 63) - 1
LARGEST = thousandths(f"{MOST}.999")

exact = st.integers(-LARGEST, LARGEST).map(lambda number: Decimal(number) / THOUSANDTHS)


@given(exact)
def test_an_amount_in_thousandths_is_the_amount_and_not_a_bit_more(amount: Decimal) -> None:
    for text in (f"{amount:.3f}", f"{amount:f}"):
        assert SIGNED.validate_json(f'"{text}"') == text
        assert thousandths(text) == amount * THOUSANDTHS


@given(st.integers(-MOST, MOST))
def test_a_whole_number_means_the_same_as_its_text(amount: int) -> None:
    assert SIGNED.validate_json(str(amount)) == amount
    assert thousandths(amount) == thousandths(str(amount)) == thousandths(f"{amount}.0")


@given(st.text())
def test_no_other_text_is_an_amount(text: str) -> None:
    try:
        Decimal(text)
    except ArithmeticError:
        with pytest.raises(ValidationError):
            SIGNED.validate_python(text)


@pytest.mark.parametrize("text", ["1e3", "1E2", "NaN", "Infinity", "+1", " 1", "1 ", "1\n", "1_000", "١", "01", ".5"])
def test_what_only_python_reads_as_a_number_is_no_amount(text: str) -> None:
    with pytest.raises(ValidationError):
        SIGNED.validate_python(text)


@pytest.mark.parametrize("amount", [-1, "-1", "-0.001", MOST + 1, str(MOST + 1), 1.0, True, None, "1.2345"])
def test_a_refusal_is_one_sentence_that_says_what_an_amount_is(amount: object) -> None:
    with pytest.raises(ValidationError, match="whole number of minor units, or a decimal text") as refused:
        MONEY.validate_python(amount)
    assert refused.value.error_count() == 1


def test_over_nine_hundred_of_the_largest_amounts_add_up_in_an_int64_and_so_do_a_hundred_times_one() -> None:
    assert 900 * LARGEST < INT64 and 100 * LARGEST < INT64


def test_a_field_is_money_whether_it_must_be_there_may_be_null_or_below_zero() -> None:
    fields = {**OrderPlaced.model_fields, "signed": AdjustmentBooked.model_fields["amount"]}
    assert {name for name, field in fields.items() if is_money(field)} == {"amount", "discount", "tax", "signed"}
    assert is_money(OpportunityWon.model_fields["amount"])


def test_a_number_or_text_is_not_money_by_its_type_alone() -> None:
    class Odd(BaseModel):
        odd: int | str

    assert not is_money(Odd.model_fields["odd"])
