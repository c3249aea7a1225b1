"""What the sales catalog makes of lives that people know: told by hand, counted by the recount.

One stream of several stories, kept apart by their currency or seller.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import orjson
import pytest

from schemas.events import MODELS
from service.catalog.load import shipped
from service.settings import Settings
from service.verify.figures import Figures, Key
from service.verify.plan import Plan
from service.verify.records import Raw, Records, load
from service.verify.recount import recount

NOW = 1_790_000_000_000  # in September 2026

EVENTS: list[dict[str, Any]] = []


def tell(kind: str, day: str, **fields: Any) -> None:
    """An event at noon of a day."""
    number = len(EVENTS)
    EVENTS.append({"id": f"e{number}", "type": kind, "time": f"{day}T12:00:00Z"} | fields)


# A deal is won in March, reopened in April and won again in May for more.
tell("opportunity_opened", "2026-02-10", opportunity="p1", owner="ann", amount=10_000, currency="EUR", probability=10)
tell("opportunity_changed", "2026-02-20", opportunity="p1", stage="Negotiation/Review", probability=90)
tell("opportunity_won", "2026-03-05", opportunity="p1", amount=9_000, customer="Acme")
tell("opportunity_reopened", "2026-04-02", opportunity="p1")
tell("opportunity_won", "2026-05-09", opportunity="p1", amount="12000.5", customer="ACME")
# Another is lost, and one stays at its first stage.
tell("opportunity_opened", "2026-02-11", opportunity="p2", owner="ann", amount=4_000, currency="EUR")
tell("opportunity_lost", "2026-05-20", opportunity="p2", reason="Too expensive")
tell("opportunity_opened", "2026-02-12", opportunity="p3", owner="ann", stage="Prospecting", currency="EUR")
# A lead of February is converted in March.
tell("lead_created", "2026-02-01", lead="l1", source="fair")
tell("lead_created", "2026-02-02", lead="l2", source="fair")
tell("lead_converted", "2026-03-01", lead="l1")

# Ordered in May, lowered in June, refunded in July: twice by mistake.
tell("order_placed", "2026-05-30", order="o1", customer="Ada", amount=9_000, discount=1_000, currency="EUR")
tell("order_updated", "2026-06-01", order="o1", amount=5_000)
tell("order_refunded", "2026-07-01", order="o1", refund=4_000, returned=1)
tell("order_refunded", "2026-07-02", order="o1", refund=4_000, returned=1)
# Ordered in May, cancelled in June, paid back in July: no sale, and no return.
tell("order_placed", "2026-05-31", order="o2", customer="bob", amount=7_000, currency="EUR")
tell("order_cancelled", "2026-06-02", order="o2")
tell("order_refunded", "2026-07-03", order="o2", refund=7_000)
# Ordered in yen, cancelled and not cancelled after all, by nobody known.
tell("order_placed", "2026-05-15", order="o3", amount=12_800, currency="JPY")
tell("order_cancelled", "2026-05-16", order="o3")
tell("order_uncancelled", "2026-05-17", order="o3")
# The first of these orders is paid in two parts.
tell("payment_received", "2026-05-30", payment="y1", order="o1", amount=5_000, currency="EUR", country="FR")
tell("payment_received", "2026-06-15", payment="y2", order="o1", amount=4_000, currency="EUR", country="FR")
# By lines, at thousandths of a penny; and a return that names no order, before any.
tell("return_booked", "2026-04-01", document="C1", customer="cy", amount=50, quantity=1, currency="GBP")
tell("order_line_added", "2026-05-01", order="o4", customer="cy", line_amount="0.125", line_quantity=2, currency="GBP")
tell("order_line_added", "2026-05-01", order="o4", customer="CY", line_amount="99.875", line_quantity=3, currency="GBP")
tell("order_line_added", "2026-06-01", order="o5", customer="cy", line_amount=300, line_quantity=1, currency="GBP")


@pytest.fixture(scope="module")
def figures() -> Mapping[Key, Figures]:
    """What the events come to, with a reporting zone of UTC and fiscal years from April on."""
    with TemporaryDirectory() as folder, duckdb.connect() as db:
        plan = Plan.of(Settings(catalog=shipped(), zone="UTC", retention=timedelta(days=3_000), fiscal_start=4))
        path = Path(folder) / "records.ndjson"
        with path.open("wb") as file:
            records = Records(file, plan.definitions, plan.resolution, plan.limits, {"sales": MODELS["sales"]})
            records.add(Raw("sales", 0, n, NOW, orjson.dumps(event)) for n, event in enumerate(EVENTS))
        load(db, path, plan.definitions)
        return recount(db, plan.definitions, plan.recipes, plan.resolution, plan.calendar, ()).figures


EUR, GBP, JPY = ({"currency": code} for code in ("EUR", "GBP", "JPY"))
MARCH, APRIL, MAY, JUNE, JULY = (f"2026-0{month}" for month in range(3, 8))


CLAIMS: dict[str, tuple[str, str, dict[str, str], float | None]] = {
    "a reopened deal leaves the month in which it was won": ("sales_won", MARCH, {}, None),
    "and counts where it was won at last": ("sales_won", MAY, {}, 1),
    "with its last amount, exactly": ("sales_won_value", MAY, EUR, 12_000.5),
    "a lost deal is worth what was expected of it": ("sales_lost_value", MAY, EUR, 4_000),
    "for a cause that its list folds": ("sales_lost", MAY, {"loss_reason": "price"}, 1),
    "and by value": ("sales_lost_value", MAY, EUR | {"loss_reason": "price"}, 4_000),
    "the win rate divides what was closed": ("win_rate", MAY, {"owner": "ann"}, 0.5),
    "also by value": ("win_rate_value", MAY, EUR, 12_000.5 / 16_000.5),
    "what was opened knows its outcome now": ("win_rate_of_opened", "2026-02", {}, 0.5),
    "a customer is one, whatever the letters": ("customers_won", MAY, {}, 1),
    "the pipeline of a past month is as it was then": ("pipeline", MARCH, {}, 2),
    "a reopened deal is in it again": ("pipeline", APRIL, {}, 3),
    "and out when it is won": ("pipeline", MAY, {}, 1),
    "by the stage of the time": ("pipeline", "2026-02", {"stage": "Negotiation/Review"}, 1),
    "weighted by the probability of the time": ("weighted_pipeline", "2026-02", EUR, 9_000),
    "prospecting is the first stage": ("sales_prospecting", "2026-02", {"owner": "ann"}, 1),
    "the rest is beyond": ("sales_engaged", "2026-02", {"owner": "ann"}, 2),
    "leads convert by cohort": ("lead_conversion_rate", "2026-02", {"source": "fair"}, 0.5),
    "and by the calendar of events": ("lead_conversion_rate_by_date", MARCH, {}, None),
    "a cancelled order is no order of its month": ("orders", MAY, EUR, 1),
    "but one of its cancellations": ("cancellation_rate", MAY, {}, 0.25),
    "an order not cancelled after all is one": ("orders", MAY, JPY, 1),
    "gross is before discounts, as updated": ("gross_sales", MAY, EUR, 6_000),
    "a refund made twice gives back no more than was ordered": ("returns", JULY, EUR, 5_000),
    "by the date of the sale": ("returns_by_sale_date", MAY, EUR, 5_000),
    "so net sales are nothing there": ("net_sales_by_sale_date", MAY, EUR, 0),
    "and below nothing in the month of the refund": ("net_sales", JULY, EUR, -5_000),
    "what was cancelled is no return": ("returns_of_known_customers", MAY, EUR, 5_000),
    "thousandths add up to a whole": ("gross_sales", MAY, GBP, 100),
    "a return that names no order counts on its day": ("returns", APRIL, GBP, 50),
    "an average is rounded by nobody": ("average_order_value", MAY, GBP, 100),
    "who orders nobody knows has no share in it": ("revenue_per_customer", MAY, EUR, 2_500),
    "nor are guests buyers": ("buyers", MAY, JPY, None),
    "a return makes nobody a buyer": ("first_time_buyers", APRIL, {}, None),
    "who buys again is no new buyer": ("first_time_buyers", JUNE, {}, None),
    "but a returning one": ("returning_buyers", JUNE, {}, 1),
    "an order paid in two parts has two payments, each on its day": ("payments", JUNE, {"country": "FR"}, 1),
    "units add up over lines": ("units_sold", MAY, {}, 5),
}
"""KPI, month, scope, value (None: no such key, or undefined)."""


@pytest.mark.parametrize(("kpi", "bucket", "scope", "value"), CLAIMS.values(), ids=CLAIMS)
def test_of_lives(
    figures: Mapping[Key, Figures], kpi: str, bucket: str, scope: dict[str, str], value: float | None
) -> None:
    said = figures.get(Key(kpi, tuple(sorted(scope.items())), "month", bucket))
    found = said.value if said else None
    assert found == (value if value is None else pytest.approx(value, rel=1e-12))


def test_the_year_of_revenue_is_calendar_or_fiscal(figures: Mapping[Key, Figures]) -> None:
    scope = tuple(GBP.items())
    assert figures[Key("revenue_year", scope, "year", "2026")].value == 350
    assert figures[Key("revenue_year", scope, "fiscal_year", "FY2027")].value == 350


def test_no_amounts_of_two_currencies_are_ever_one_number(figures: Mapping[Key, Figures]) -> None:
    money = {key for key in figures if key.kpi in ("gross_sales", "net_sales", "pipeline_value", "sales_won_value")}
    assert money and all("currency" in dict(key.scope) for key in money)
