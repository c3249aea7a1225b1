"""Money of all currencies in one, in a catalog: of sums of money, over whole days, beside its like."""

from pathlib import Path

import pytest

from service.catalog import check, load
from tests.catalog.broken import Case, cases, changed, written
from tests.catalog.test_money_mistakes import _WORDS, SALES

TOGETHER = f"""{SALES}
[indicator.gross_all]
kind = "consolidated"
of = "gross"
into = "EUR"
unit = "money"
{_WORDS}
[indicator.gross_more]
kind = "consolidated"
of = "gross"
into = ["EUR", "USD"]
unit = "money"
{_WORDS}
[indicator.holding]
kind = "holding"
entity = "order"
state = "placed"
measure = "amount"
overall = false
by = ["currency"]
unit = "money"
{_WORDS}
[kpi.sales_all]
formula = "gross_all"
unit = "money"
overall = false
by = ["currency", "currency+country"]
windows = ["day", "all"]
owner = "sales"
source = "test"
example = {{ inputs = {{ gross_all = 9 }}, value = 9 }}
{_WORDS}"""

MISTAKES: dict[str, Case] = {
    "of nothing": (
        'of = "gross"\ninto = "EUR"',
        'of = "gros"\ninto = "EUR"',
        "indicator.gross_all.of",
        "unknown indicator gros",
        "gross",
    ),
    "of what is one currency's": (
        'of = "gross"\ninto = "EUR"',
        'of = "euros"\ninto = "EUR"',
        "indicator.gross_all.of",
        "euros is not broken down by currency: there is nothing to put together",
        None,
    ),
    "of what is held": (
        'of = "gross"\ninto = "EUR"',
        'of = "holding"\ninto = "EUR"',
        "indicator.gross_all.of",
        "holding is of kind holding and unit money: only sums of money are put together",
        None,
    ),
    "of a stock": (
        'of = "gross"\ninto = "EUR"',
        'of = "net"\ninto = "EUR"',
        "indicator.gross_all.of",
        "net is of kind stock and unit money: only sums of money are put together",
        None,
    ),
    "of what is consolidated": (
        'of = "gross"\ninto = ["EUR", "USD"]',
        'of = "gross_all"\ninto = ["EUR", "USD"]',
        "indicator.gross_more.of",
        "gross_all is of kind consolidated and unit money",
        "gross",
    ),
    "in no currency": (
        '["EUR", "USD"]',
        '["EUR", "USDT"]',
        "indicator.gross_more.into[1]",
        "a currency is a code of ISO 4217 in capitals, such as EUR",
        None,
    ),
    "no money": (
        'into = "EUR"\nunit = "money"',
        'into = "EUR"\nunit = "count"',
        "indicator.gross_all.unit",
        "it is money, so the unit is money and not count",
        None,
    ),
    "in a stock": (
        'plus = "gross"',
        'plus = "gross_all"',
        "indicator.net.plus",
        "gross_all is of kind consolidated, of which buckets do not add up",
        "gross",
    ),
    "over five minutes": (
        'windows = ["day", "all"]',
        'windows = ["5m", "all"]',
        "kpi.sales_all.windows[0]",
        "no window 5m for gross_all: a rate is valid for whole days",
        None,
    ),
    "twice in one currency": (
        '["EUR", "USD"]',
        '["EUR", "EUR"]',
        "indicator.gross_more.into[1]",
        "EUR is listed twice",
        None,
    ),
    "in other currencies": (
        'formula = "gross_all"',
        'formula = "gross_all + gross_more"',
        "kpi.sales_all.formula",
        "is put together in different currencies: gross_all in EUR, gross_more in EUR and USD",
        None,
    ),
    "beside money of the scope's currency": (
        'formula = "gross_all"',
        'formula = "gross_all / returns"',
        "kpi.sales_all.formula",
        "gross_all: of all currencies, but returns: of the scope's alone",
        None,
    ),
    "over all": (
        'overall = false\nby = ["currency", "currency+country"]\nwindows',
        'by = ["currency", "currency+country"]\nwindows',
        "kpi.sales_all.overall",
        "gross_all is not counted over all: say overall = false",
        None,
    ),
    "in scopes without a currency": (
        '"currency+country"]',
        '"country"]',
        "kpi.sales_all.by[1]",
        "gross_all is not broken down by country",
        "country+currency",
    ),
}


def test_money_may_be_put_together_in_one_currency_or_in_several(tmp_path: Path) -> None:
    assert check(written(tmp_path, sales=TOGETHER)) == []


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(MISTAKES))
def test_what_cannot_be_put_together_is_told(
    tmp_path: Path, old: str, new: str, field: str, message: str, near: str | None
) -> None:
    text, _ = changed(TOGETHER, old, new)
    told = [m for m in check(written(tmp_path, sales=text)) if message in m.message]
    assert (field, near) in {(m.field, m.nearest) for m in told}, told


def test_the_currencies_decide_values_and_so_is_in_the_fingerprint(tmp_path: Path) -> None:
    text, _ = changed(TOGETHER, '["EUR", "USD"]', '["EUR", "CHF"]')
    one, other = (load(written(tmp_path / name, sales=each)) for name, each in (("a", TOGETHER), ("b", text)))
    assert one.fingerprint != other.fingerprint
