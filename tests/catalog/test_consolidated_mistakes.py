"""Money of all currencies in one, in a catalog: of sums of money, over whole days, beside its own currency only."""

from pathlib import Path

import pytest

from service.catalog import check, load
from tests.catalog.broken import Case, cases, changed, written
from tests.catalog.test_money_mistakes import _WORDS, SALES

TOGETHER = f"""{SALES}
[indicator.gross_eur]
kind = "consolidated"
of = "gross"
currency = "EUR"
unit = "money"
{_WORDS}
[indicator.gross_usd]
kind = "consolidated"
of = "gross"
currency = "USD"
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
[kpi.sales_eur]
formula = "gross_eur + euros - euros"
unit = "money"
windows = ["day", "all"]
owner = "sales"
source = "test"
example = {{ inputs = {{ gross_eur = 9, euros = 1 }}, value = 9 }}
{_WORDS}"""

MISTAKES: dict[str, Case] = {
    "of nothing": (
        'of = "gross"\ncurrency = "EUR"',
        'of = "gros"\ncurrency = "EUR"',
        "indicator.gross_eur.of",
        "unknown indicator gros",
        "gross",
    ),
    "of what is one currency's": (
        'of = "gross"\ncurrency = "EUR"',
        'of = "euros"\ncurrency = "EUR"',
        "indicator.gross_eur.of",
        "euros is not broken down by currency: there is nothing to put together",
        None,
    ),
    "of what is held": (
        'of = "gross"\ncurrency = "EUR"',
        'of = "holding"\ncurrency = "EUR"',
        "indicator.gross_eur.of",
        "holding is of kind holding and unit money: only sums of money are put together",
        None,
    ),
    "of a stock": (
        'of = "gross"\ncurrency = "EUR"',
        'of = "net"\ncurrency = "EUR"',
        "indicator.gross_eur.of",
        "net is of kind stock and unit money: only sums of money are put together",
        None,
    ),
    "of what is consolidated": (
        'of = "gross"\ncurrency = "USD"',
        'of = "gross_eur"\ncurrency = "USD"',
        "indicator.gross_usd.of",
        "gross_eur is of kind consolidated and unit money",
        "gross",
    ),
    "in no currency": (
        'currency = "USD"',
        'currency = "USDT"',
        "indicator.gross_usd.currency",
        "a currency is a code of ISO 4217 in capitals, such as EUR",
        None,
    ),
    "no money": (
        'currency = "EUR"\nunit = "money"',
        'currency = "EUR"\nunit = "count"',
        "indicator.gross_eur.unit",
        "it is money, so the unit is money and not count",
        None,
    ),
    "in a stock": (
        'plus = "gross"',
        'plus = "gross_eur"',
        "indicator.net.plus",
        "gross_eur is of kind consolidated, of which buckets do not add up",
        "gross",
    ),
    "over five minutes": (
        'windows = ["day", "all"]',
        'windows = ["5m", "all"]',
        "kpi.sales_eur.windows[0]",
        "no window 5m for gross_eur: a rate is valid for whole days",
        None,
    ),
    "beside another currency": (
        'formula = "gross_eur + euros - euros"',
        'formula = "gross_eur + gross_usd"',
        "kpi.sales_eur.formula",
        "reads money of different currencies: gross_eur in EUR, gross_usd in USD",
        None,
    ),
    "beside money in each currency": (
        'formula = "gross_eur + euros - euros"',
        'formula = "gross_eur / returns"',
        "kpi.sales_eur.formula",
        "reads money of different currencies: returns in each currency, gross_eur in EUR",
        None,
    ),
    "where currencies stay apart": (
        'formula = "gross_eur + euros - euros"',
        'by = ["country+currency"]\nformula = "gross_eur"',
        "kpi.sales_eur.by[0]",
        "gross_eur is not broken down by country+currency",
        "country",
    ),
}


def test_money_may_be_put_together_and_stand_beside_money_of_that_currency(tmp_path: Path) -> None:
    assert check(written(tmp_path, sales=TOGETHER)) == []


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(MISTAKES))
def test_what_cannot_be_put_together_is_told(
    tmp_path: Path, old: str, new: str, field: str, message: str, near: str | None
) -> None:
    text, _ = changed(TOGETHER, old, new)
    told = [m for m in check(written(tmp_path, sales=text)) if message in m.message]
    assert (field, near) in {(m.field, m.nearest) for m in told}, told


def test_the_currency_decides_values_and_so_is_in_the_fingerprint(tmp_path: Path) -> None:
    text, _ = changed(TOGETHER, 'currency = "USD"', 'currency = "CHF"')
    one, other = (load(written(tmp_path / name, sales=each)) for name, each in (("a", TOGETHER), ("b", text)))
    assert one.fingerprint != other.fingerprint
