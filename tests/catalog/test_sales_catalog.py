"""The sales family's catalog: complete, and money stays in its currency."""

import pytest

from schemas.definitions import EnteredIndicator, HoldingIndicator, MomentsIndicator
from schemas.events import COUNTED
from service.kpi.formula.tree import Quotient, Read, leaves
from tests.catalog.families import CATALOG, FAMILIES

SALES = FAMILIES["sales"]

DEFINED = [
    "sales_won",
    "sales_won_value",
    "sales_lost",
    "sales_lost_value",
    "pipeline",
    "pipeline_value",
    "weighted_pipeline",
    "win_rate",
    "win_rate_value",
    "win_rate_of_opened",
    "average_won_deal",
    "prospecting_activities",
    "leads_created",
    "lead_conversion_rate",
    "lead_conversion_rate_by_date",
    "orders",
    "gross_sales",
    "discounts",
    "returns",
    "returns_by_sale_date",
    "net_sales",
    "net_sales_by_sale_date",
    "average_order_value",
    "buyers",
    "first_time_buyers",
    "revenue_per_customer",
    "revenue_year",
    "units_sold",
    "sales_score",
    "revenue_score",
]

MONEY = {name for name, indicator in SALES.indicator.items() if indicator.unit == "money"}


@pytest.mark.parametrize("kpi", DEFINED)
def test_every_kpi_of_the_sales_family_is_there(kpi: str) -> None:
    assert kpi in SALES.kpi


@pytest.mark.parametrize("kpi", SALES.kpi)
def test_what_reads_money_says_in_which_currency(kpi: str) -> None:
    read = set(CATALOG.formulas[kpi].indicators)
    of_parts = [SALES.kpi[part] for part in CATALOG.formulas[kpi].attained]
    if read & MONEY or any(not part.overall for part in of_parts):
        assert not SALES.kpi[kpi].overall
        assert all("currency" in scope.split("+") for scope in SALES.kpi[kpi].by)


@pytest.mark.parametrize("kpi", SALES.kpi)
def test_money_over_money_is_a_ratio_and_money_over_a_count_is_money(kpi: str) -> None:
    tree = CATALOG.formulas[kpi].tree
    if isinstance(tree, Quotient) and set(CATALOG.formulas[kpi].indicators) & MONEY:
        below = {leaf.indicator for leaf in leaves(tree.right) if isinstance(leaf, Read)}
        assert SALES.kpi[kpi].unit == ("ratio" if below & MONEY else "money")


def test_revenue_is_there_per_day_week_month_quarter_and_year_calendar_and_fiscal() -> None:
    for kpi in ("gross_sales", "net_sales", "net_sales_by_sale_date"):
        assert {"day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"} <= set(
            SALES.kpi[kpi].windows
        )
    assert SALES.kpi["revenue_year"].windows == ("year", "fiscal_year")


def test_a_cancelled_order_counts_in_nothing_but_cancellations() -> None:
    of_orders = [each for each in SALES.indicator.values() if getattr(each, "entity", "") == "order"]
    cancelled = [each for each in of_orders if isinstance(each, EnteredIndicator) and each.state == ("cancelled",)]
    assert cancelled == [SALES.indicator["orders_cancelled"]]
    rest = [each for each in of_orders if each is not cancelled[0]]
    assert rest and all(
        isinstance(each, EnteredIndicator | MomentsIndicator) and each.state == ("placed",) for each in rest
    )


def test_every_refund_of_money_is_capped_by_what_the_order_comes_to() -> None:
    refunds = [each for each in SALES.indicator.values() if isinstance(each, MomentsIndicator) and each.unit == "money"]
    assert refunds and all((each.measure, each.cap) == ("refund", "amount") for each in refunds)


def test_no_refund_changes_what_an_order_comes_to() -> None:
    # A measure of an entity is taken from any event of its subject that has a field of that name.
    remembered = {*SALES.entity["order"].set, *SALES.entity["order"].add}
    assert not remembered & set(COUNTED["sales"]["order_refunded"].model_fields)


def test_the_pipeline_is_what_is_held_so_that_a_past_date_can_be_asked_for() -> None:
    for kpi in ("pipeline", "pipeline_value", "weighted_pipeline"):
        (name,) = CATALOG.formulas[kpi].indicators
        held = SALES.indicator[name]
        assert isinstance(held, HoldingIndicator) and held.state == ("open",)
    weighted = SALES.indicator["open_weighted_amount"]
    assert isinstance(weighted, HoldingIndicator) and weighted.weight == "probability"


def test_who_buys_is_a_dimension_of_no_event() -> None:
    direct = [subject for subject in SALES.subject.values() if subject.direct]
    hidden = {kind for subject in direct if subject.field == "customer" for kind in subject.on}
    having = {kind for kind, model in COUNTED["sales"].items() if "customer" in model.model_fields}
    assert hidden == having


@pytest.mark.parametrize(
    ("kpi", "attained", "score"),
    [
        ("sales_score", 0.0, 1 / 6),
        ("sales_score", 1.0, 1.0),
        ("sales_score", 50.0, 5 / 6),
        ("revenue_score", 0.0, 1 / 5),
        ("revenue_score", 1.0, 1.0),
        ("revenue_score", 50.0, 4 / 5),
    ],
)
def test_a_score_stays_in_0_to_1_and_more_is_no_better(kpi: str, attained: float, score: float) -> None:
    formula = CATALOG.formulas[kpi]
    assert formula.value(dict.fromkeys(formula.inputs, attained)) == pytest.approx(score)
