"""The care family and the general row: what was asked for is there, and means what its source says."""

import pytest

from schemas.definitions import Coded, StockIndicator
from service.catalog.draft import drafted, valid
from service.catalog.load import shipped
from tests.catalog.derive import told
from tests.catalog.families import CATALOG, FAMILIES

CARE = FAMILIES["care"]

DEFINED = {
    "care": "lost_customers new_customers customers churn_rate monthly_value_lost value_churn_rate complaints "
    "open_complaints complaint_resolutions complaint_reopen_rate complaint_rate service_requests "
    "open_service_requests service_resolutions reopen_rate disputes dispute_rate dispute_value dispute_win_rate "
    "csat dissatisfaction_rate nps unlisted_share care_score",
    "general": "subscribers new_subscribers subscriber_growth traffic leads lead_capture_rate overall_score",
}

BY_REASON = {
    "lost_customers": "loss_reason",
    "complaints": "complaint_reason",
    "service_requests": "request_reason",
    "disputes": "dispute_reason",
    "sales_lost": "loss_reason",
    "undelivered": "undelivered_reason",
    "spam_reports": "spam_kind",
}


@pytest.mark.parametrize(("family", "kpi"), [(f, kpi) for f, kpis in DEFINED.items() for kpi in kpis.split()])
def test_every_kpi_of_the_family_is_there(family: str, kpi: str) -> None:
    assert kpi in FAMILIES[family].kpi


@pytest.mark.parametrize(("kpi", "dimension"), BY_REASON.items())
def test_what_has_reasons_is_broken_down_by_codes_of_a_reference_list(kpi: str, dimension: str) -> None:
    assert dimension in CATALOG.kpis[kpi].by
    derivation = {name: each for family in FAMILIES.values() for name, each in family.derivation.items()}[dimension]
    assert isinstance(derivation, Coded)
    lists = {entry.name for entry, _ in valid(drafted(shipped())[0].lists)}
    assert derivation.list in lists


def test_every_reference_list_that_ships_is_read_by_a_derivation() -> None:
    read = {each.list for family in FAMILIES.values() for each in family.derivation.values() if isinstance(each, Coded)}
    assert read == {entry.name for entry, _ in valid(drafted(shipped())[0].lists)}


@pytest.mark.parametrize(
    ("rating", "stars", "satisfaction"),
    [
        ("good", None, "good"),
        ("bad", None, "bad"),
        ("bad", 5, "bad"),
        (None, 1, "bad"),
        (None, 2, "bad"),
        (None, 3, "neutral"),
        (None, 4, "good"),
        (None, 5, "good"),
        (None, None, "unrated"),
    ],
)
def test_satisfaction_is_the_rating_and_else_the_stars(
    rating: str | None, stars: int | None, satisfaction: str
) -> None:
    assert told(CATALOG, "satisfaction", {"rating": rating, "stars": stars}) == satisfaction


@pytest.mark.parametrize("score", range(11))
def test_nine_and_ten_promote_and_up_to_six_detract(score: int) -> None:
    wanted = "promoter" if score in (9, 10) else "passive" if score in (7, 8) else "detractor"
    assert told(CATALOG, "recommends", {"score": score}) == wanted


@pytest.mark.parametrize("months", [0, 1, 12, 13, 24, 25, 36, 48, 49, 60, 61, 72])
def test_a_year_of_tenure_ends_with_its_twelfth_month(months: int) -> None:
    assert told(CATALOG, "tenure_year", {"tenure": months}) == str(max(1, (months + 11) // 12))


@pytest.mark.parametrize(
    ("kpi", "inputs", "value"),
    [
        ("churn_rate", {"customers_lost": 1869, "customers_at_start": 7043}, 1869 / 7043),
        ("complaint_rate", {"complaints": 3, "orders_placed": 1500}, 2.0),
        ("complaint_rate", {"complaints": 3, "orders_placed": 0}, None),
        ("nps", {"promoters": 0, "passives": 0, "detractors": 4}, -100.0),
        ("nps", {"promoters": 0, "passives": 4, "detractors": 0}, 0.0),
        ("nps", {"promoters": 0, "passives": 0, "detractors": 0}, None),
        ("reopen_rate", {"service_requests_reopened": 3, "service_requests_resolved": 2}, 1.5),
    ],
)
def test_rates_are_divided_once_and_undefined_of_nothing(
    kpi: str, inputs: dict[str, float], value: float | None
) -> None:
    found = CATALOG.formulas[kpi].value(inputs)
    assert found == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize("kpi", ["complaint_rate", "nps", "churn_rate", "dispute_rate", "csat"])
def test_a_rate_has_a_denominator_that_says_whether_its_sample_is_large_enough(kpi: str) -> None:
    assert CATALOG.formulas[kpi].quotient
    objective = CATALOG.kpis[kpi].objective
    assert objective is not None and objective.minimum_sample > 0


@pytest.mark.parametrize("stock", [name for name, each in CARE.indicator.items() if isinstance(each, StockIndicator)])
def test_a_stock_of_the_family_grows_by_gains_and_shrinks_by_losses(stock: str) -> None:
    found = CARE.indicator[stock]
    assert isinstance(found, StockIndicator)
    assert found.plus.endswith("_gained") and found.minus == found.plus.replace("gained", "lost")


def test_the_score_over_all_reads_one_score_of_each_family() -> None:
    attained = CATALOG.formulas["overall_score"].attained
    assert {next(name for name, family in FAMILIES.items() if kpi in family.kpi) for kpi in attained} == {
        "mail", "web", "sales", "care",
    }  # fmt: skip


def test_complaints_per_order_divide_what_two_families_count() -> None:
    assert "complaints" in CARE.indicator and "orders_placed" in FAMILIES["sales"].indicator
    assert CATALOG.formulas["complaint_rate"].indicators == ("complaints", "orders_placed")
