"""Money is exact to the thousandth of a minor unit, whatever it looks like."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.events.base import Event
from schemas.money import MOST, SignedMoney, thousandths
from service.verify.amounts import amount_of


class Paid(Event):
    type: Literal["paid"]
    price: SignedMoney
    discount: SignedMoney | None = None
    pieces: int = 0


def paid(price: int | str) -> Paid:
    return Paid.model_validate(
        {"id": "a", "type": "paid", "time": "2026-11-24T12:00:00Z", "price": price, "pieces": 3}, strict=False
    )


@pytest.mark.parametrize(
    ("price", "amount"), [(5, 5_000), ("5", 5_000), ("-0.001", -1), ("1234.5", 1_234_500), (-7, -7_000)]
)
def test_money_becomes_thousandths(price: int | str, amount: int) -> None:
    assert amount_of(paid(price), "price") == amount


def test_a_number_stays_as_it_is_and_what_is_not_given_is_nothing() -> None:
    assert (amount_of(paid(1), "pieces"), amount_of(paid(1), "discount"), amount_of(paid(1), "other")) == (
        3,
        None,
        None,
    )


@given(st.integers(-MOST, MOST), st.integers(0, 999))
def test_the_recount_and_the_service_read_the_same_amount(whole: int, rest: int) -> None:
    price = f"{whole}.{rest:03}"
    assert amount_of(paid(price), "price") == thousandths(price)
