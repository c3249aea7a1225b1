"""Money reads as people write it, in the decimals of its currency."""

import pytest

from schemas.updates import ObjectiveState
from service.demo.words import UNDEFINED, Words

ENGLISH, FRENCH = Words("en"), Words("fr")


@pytest.mark.parametrize(
    ("minor", "currency", "english"),
    [
        (1234567.0, "EUR", "12,345.67 EUR"),
        (1234567.0, "JPY", "1,234,567 JPY"),
        (1234567.0, "TND", "1,234.567 TND"),
        (1234567.0, "CLF", "123.4567 CLF"),
        (-5.0, "USD", "-0.05 USD"),
        (0.0, "XOF", "0 XOF"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(minor: float, currency: str, english: str) -> None:
    assert ENGLISH.value(minor, "money", {"currency": currency, "team": "north"}) == english


def test_french_has_a_comma_and_narrow_spaces() -> None:
    assert FRENCH.value(1234567.0, "money", {"currency": "EUR"}) == "12\u202f345,67\u202fEUR"


@pytest.mark.parametrize(("minor", "shown"), [(0.5, "0.00"), (1.5, "0.02"), (2.5, "0.02"), (233.4999, "2.33")])
def test_part_of_a_minor_unit_is_rounded_once_half_to_even(minor: float, shown: str) -> None:
    assert ENGLISH.value(minor, "money", {"currency": "EUR"}) == f"{shown} EUR"


@pytest.mark.parametrize("scope", [None, {}, {"currency": "eur"}])
def test_money_in_no_known_currency_stays_in_minor_units(scope: dict[str, str] | None) -> None:
    assert ENGLISH.value(1234567.0, "money", scope) == "1,234,567"


def test_undefined_money_is_a_dash_and_no_amount() -> None:
    assert ENGLISH.value(None, "money", {"currency": "EUR"}) == UNDEFINED


def test_a_target_of_money_is_in_the_scope_s_currency() -> None:
    objective = ObjectiveState(
        direction="at_least", target=1e8, minimum_sample=0, severity="info", attainment=None, status="unknown"
    )
    assert ENGLISH.target(objective, "money", {"currency": "EUR"}) == "≥ 1,000,000.00 EUR"
