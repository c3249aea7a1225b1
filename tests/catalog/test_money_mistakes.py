"""Money in a catalog: told as money, and never added over currencies."""

from pathlib import Path

import pytest

from service.catalog import check
from service.catalog.measures import measures_of
from tests.catalog.broken import Case, cases, changed, written

_WORDS = """title = { en = "Sales", fr = "Ventes" }
description = { en = "What was sold.", fr = "Ce qui a été vendu." }
"""

SALES = f"""\
family = "sales"
topic = "sales"
title = {{ en = "Sales", fr = "Ventes" }}

[subject.order]
field = "order"
direct = false
on = ["order_placed", "order_refunded"]

[entity.order]
subject = "order"
states = {{ order_placed = "placed" }}
set = ["amount", "quantity"]
add = ["refund"]

[indicator.gross]
kind = "sum"
on = "order_placed"
measure = "amount"
overall = false
by = ["currency", "country+currency"]
unit = "money"
{_WORDS}
[indicator.euros]
kind = "entered"
entity = "order"
state = "placed"
measure = "amount"
where = {{ currency = "EUR" }}
unit = "money"
{_WORDS}
[indicator.returns]
kind = "moments"
entity = "order"
on = "order_refunded"
measure = "refund"
cap = "amount"
overall = false
by = ["currency"]
unit = "money"
{_WORDS}
[indicator.net]
kind = "stock"
at = "end"
plus = "gross"
minus = "returns"
unit = "money"
{_WORDS}"""

MONEY: dict[str, Case] = {
    "money as a count": (
        'by = ["currency", "country+currency"]\nunit = "money"',
        'by = ["currency", "country+currency"]\nunit = "count"',
        "indicator.gross.unit",
        "what is added up is money, so the unit is money and not count",
        None,
    ),
    "over all currencies": (
        'overall = false\nby = ["currency", "country+currency"]',
        'by = ["currency", "country+currency"]',
        "indicator.gross.overall",
        "money of different currencies would be added: say overall = false",
        None,
    ),
    "over currencies of a country": (
        '"country+currency"]',
        '"country"]',
        "indicator.gross.by[1]",
        "money of different currencies would be added: say country+currency",
        None,
    ),
    "not of one currency": (
        'where = { currency = "EUR" }\n',
        "",
        "indicator.euros.overall",
        "money of different currencies would be added",
        None,
    ),
    "a currency that does not exist": (
        'currency = "EUR"',
        'currency = "EURO"',
        "indicator.euros.where.currency",
        'currency never is "EURO"',
        "EUR",
    ),
    "weighted by money": (
        'where = { currency = "EUR" }',
        'where = { currency = "EUR" }\nweight = "refund"',
        "indicator.euros.weight",
        "refund is money, and a weight is a percentage",
        None,
    ),
    "capped by a number": (
        'cap = "amount"',
        'cap = "quantity"',
        "indicator.returns.cap",
        "of refund and quantity only one is money",
        None,
    ),
    "a stock of money that is none": (
        'minus = "returns"\nunit = "money"',
        'minus = "returns"\nunit = "count"',
        "indicator.net.unit",
        "the unit of gross is money: money is made of money alone",
        None,
    ),
}


KPI = f"""
[indicator.orders]
kind = "count"
on = "order_placed"
by = ["currency"]
unit = "count"
{_WORDS}
[kpi.net_per_order]
formula = "(gross - returns) / orders"
unit = "money"
overall = false
by = ["currency"]
windows = ["day"]
owner = "sales"
source = "test"
example = {{ inputs = {{ gross = 5, returns = 1, orders = 2 }}, value = 2 }}
{_WORDS}"""

FORMULAS: dict[str, tuple[str, str, str, str]] = {
    "money and a count": ("gross + orders", "money", "formula", "gross is money and orders is not"),
    "deeper": ("orders / (orders - gross)", "ratio", "formula", "gross is money and orders is not"),
    "the greater of both": ("max(0, orders, gross)", "count", "formula", "gross is money and orders is not"),
    "a square of money": (
        "gross * gross + 2 * gross",
        "money",
        "formula",
        "gross is money to the power of 2 and gross to",
    ),
    "money called a count": ("gross - returns", "count", "unit", "the formula gives money, so the unit is money"),
    "a share called money": ("returns / gross", "money", "unit", "the formula gives no money"),
    "a rate called money": ("orders / gross", "money", "unit", "the formula gives no money"),
}


@pytest.mark.parametrize(("formula", "unit", "field", "message"), FORMULAS.values(), ids=FORMULAS)
def test_a_formula_that_adds_money_to_something_else_or_calls_it_so_is_told(
    tmp_path: Path, formula: str, unit: str, field: str, message: str
) -> None:
    text, _ = changed(SALES + KPI, '"(gross - returns) / orders"\nunit = "money"', f'"{formula}"\nunit = "{unit}"')
    (told,) = (m for m in check(written(tmp_path, sales=text)) if "example" not in m.field)
    assert told.field == f"kpi.net_per_order.{field}" and told.message.startswith(message)
    assert (
        told.file == "sales.toml" and told.line == text[: text.index(f"{field} =", text.index("[kpi."))].count("\n") + 1
    )


@pytest.mark.parametrize("formula", ["max(gross - returns, 0) / orders", "2 * gross - 5", "-gross", "gross / 2"])
def test_money_with_money_and_with_numbers_is_right(tmp_path: Path, formula: str) -> None:
    text, _ = changed(SALES + KPI, "(gross - returns) / orders", formula)
    assert [m for m in check(written(tmp_path, sales=text)) if "example" not in m.field] == []


def test_the_catalog_of_money_is_right(tmp_path: Path) -> None:
    assert check(written(tmp_path, sales=SALES)) == []


def test_money_and_numbers_are_measures_and_texts_are_none() -> None:
    assert measures_of("order_placed") == {
        "amount": "money", "discount": "money", "tax": "money", "quantity": "number",
    }  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(MONEY))
def test_money_that_would_be_wrong_is_told(
    tmp_path: Path, old: str, new: str, field: str, message: str, near: str | None
) -> None:
    text, _ = changed(SALES, old, new)
    told = {(m.field, m.nearest) for m in check(written(tmp_path, sales=text)) if message in m.message}
    assert (field, near) in told


def test_money_is_no_sample(tmp_path: Path) -> None:
    kpi = f"""
[kpi.sold]
formula = "gross"
unit = "money"
overall = false
by = ["currency"]
windows = ["day"]
owner = "sales"
source = "test"
{_WORDS}example = {{ inputs = {{ gross = 1 }}, value = 1 }}
objective = {{ at_least = 5.0, over = ["day"], minimum_sample = 100, sample = ["gross"], severity = "info" }}
"""
    (mistake,) = check(written(tmp_path, sales=SALES + kpi))
    assert (mistake.field, mistake.message) == (
        "kpi.sold.objective.sample[0]",
        "gross is money, and a sample is a number of cases",
    )
