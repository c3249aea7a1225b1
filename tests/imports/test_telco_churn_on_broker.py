"""Real data: 7,043 customers through Kafka reach every number that the catalog can express, exactly."""

from dataclasses import replace
from pathlib import Path

from service.settings import Settings
from tests.imports.installed import installed
from tests.imports.oracle import MAPPINGS, Answer, Place, catalog, compare, numbers
from tests.shared import data

NAME = "telco-churn"
KEYS = {"by_contract_and_category": ("contract", "category"), "top_cities_by_lost": ("city",)}

ANSWERS = {
    "customers": Answer("customers"),
    "lost": Answer("lost"),
    "kept": Answer("kept"),
    "churn_rate": Answer("churn_rate", written="ratio"),
    "reasons": Answer("reasons"),
    "lost_with_reason": Answer("lost_with_reason"),
    "without_total_charges": Answer("never_charged"),
    "monthly_charges_all": Answer("monthly", written="money"),
    "monthly_charges_lost": Answer("monthly_lost", written="money"),
    "churn_rate_by_monthly_charges": Answer("churn_rate_by_monthly", written="ratio"),
    "total_charges_all": Answer("billed", written="money"),
    "total_charges_lost": Answer("billed_lost", written="money"),
    "tenure_months_lost_sum": Answer("tenure_lost"),
}
SCOPES = {
    "lost_by_reason": "spelt",
    "by_contract": "contract",
    "by_internet_service": "service",
    "by_payment_method": "payment",
    "by_tenure_year": "segment",
    "top_cities_by_lost": "city",
}
CODES = {
    "competitor offer": "competitor_offer",
    "support attitude": "support_attitude",
    "product or network quality": "quality",
    "unknown": "unknown",
    "price": "price",
    "missing range or self-service": "missing_range",
    "extra charges": "extra_charges",
    "moved or deceased": "moved_or_deceased",
    "support skill": "support_skill",
}
"""The oracle's categories, as the shipped list of causes calls them."""


def find(place: Place) -> Answer | None:
    """The answer to a number of expected.json."""
    match place:
        case ("lost_by_category", category, name) if name in ANSWERS:
            return replace(ANSWERS[name], scope=(("cause", CODES[category]),))
        case ("by_contract_and_category", row, name):
            category = next(category for category in CODES if row.endswith(f" {category}"))
            contract = row.removesuffix(f" {category}")
            return replace(ANSWERS[name], scope=(("cause", CODES[category]), ("contract", contract)))
        case (section, value, name) if section in SCOPES and name in ANSWERS:
            return replace(ANSWERS[name], scope=((SCOPES[section], value),))
        case ("totals", name) if name in ANSWERS:
            return ANSWERS[name]
    return None


async def test_customers_reach_every_number_of_the_oracle(fresh_settings: Settings, tmp_path: Path) -> None:
    folder = data(NAME)
    here = await installed(fresh_settings, tmp_path, catalog=catalog(NAME, tmp_path), zone="UTC")
    done = here.vigie("import", folder / "Telco_customer_churn.txt.gz", "--mapping", MAPPINGS / f"{NAME}.toml")
    print(done.stderr)
    assert done.returncode == 0
    counted = await here.count(8_912)
    assert counted.outcomes == {"counted": 8_912}
    assert compare(NAME, numbers(folder, KEYS), find, counted) == 165
