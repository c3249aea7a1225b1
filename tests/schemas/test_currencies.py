"""The currencies of ISO 4217 list one of 2026-01-01."""

import pytest

from schemas.currencies import _NOT_TWO, CODES, Code, decimals_of


def test_there_are_those_in_use_with_a_minor_unit_and_those_withdrawn_since_2010() -> None:
    assert len(CODES) == len(set(CODES)) == 165 + 14
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CODES)


def test_a_currency_with_other_than_two_decimals_is_one_that_there_is() -> None:
    assert set(" ".join(_NOT_TWO.values()).split()) <= set(CODES)


@pytest.mark.parametrize(
    ("code", "decimals"),
    [("EUR", 2), ("USD", 2), ("GBP", 2), ("JPY", 0), ("XOF", 0), ("TND", 3), ("KWD", 3), ("CLF", 4), ("MGA", 2)],
)
def test_a_currency_has_the_decimals_of_the_standard(code: Code, decimals: int) -> None:
    assert decimals_of(code) == decimals


@pytest.mark.parametrize("code", ["XAU", "XXX", "XTS", "XDR"])
def test_what_has_no_minor_unit_is_no_currency_of_an_amount(code: str) -> None:
    assert code not in CODES
