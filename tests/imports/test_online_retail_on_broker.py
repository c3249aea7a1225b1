"""Real data: 541,909 lines of a shop through Kafka reach every number that the catalog can express, exactly."""

from dataclasses import replace
from pathlib import Path

from service.settings import Settings
from tests.imports.installed import Counted, installed
from tests.imports.making import put
from tests.imports.oracle import MAPPINGS, Answer, Place, catalog, compare, numbers
from tests.shared import data

NAME = "online-retail"
KEYS = {"top_customers": ("customer",), "largest_lines": ("invoice", "stock")}
EVENTS = 530_103 + 9_288 + 3
BY_ROW = '[fields]\nid = "{@row}"'

MONEY = {
    "gross": "gross",
    "returns": "returns",
    "net": "net",
    "adjustments": "adjustments",
    "all_lines_amount": "all_lines_amount",
    "average_order_value": "average_order_value",
    "gross_known_customer": "gross_known",
    "returns_known_customer": "returns_known",
    "gross_per_customer": "gross_per_customer",
    "net_per_customer": "net_per_customer",
}
NUMBERS = {
    "sale_lines": "sale_lines",
    "return_lines": "return_lines",
    "adjustment_lines": "adjustment_lines",
    "orders": "orders",
    "return_documents": "return_documents",
    "buyers": "buyers",
    "customers_with_returns": "returners",
    "units_sold": "units_sold",
    "units_returned": "units_returned",
    "first_time": "first_time_buyers",
    "returning": "returning_buyers",
}
ANSWERS = {
    **{name: Answer(kpi, written="money") for name, kpi in MONEY.items()},
    **{name: Answer(kpi) for name, kpi in NUMBERS.items()},
    "return_rate_by_value": Answer("return_rate_by_value", written="ratio"),
    "orders_known_customer": Answer("orders", scope=(("source", "known"),)),
}
WINDOWS = {
    "by_month": "month",
    "by_quarter": "quarter",
    "by_year": "year",
    "by_iso_week": "week",
    "by_fiscal_year_starting_april": "fiscal_year",
    "first_time_and_returning_buyers_by_month": "month",
}


def find(place: Place) -> Answer | None:
    """The answer to a number of expected.json."""
    match place:
        case ("totals", "first_time"):
            return None  # a time, and no number of buyers
        case ("totals", name) if name in ANSWERS:
            return ANSWERS[name]
        case ("net_year_to_date_at_month_end_2011", month):
            return Answer("net_to_date", "month", month, written="money")
        case (section, bucket, name) if section in WINDOWS:
            return replace(ANSWERS[name], window=WINDOWS[section], bucket=_label(bucket))
        case ("top_customers", customer, name):
            return replace(ANSWERS[name], kpi=f"customer_{name}", scope=(("customer", customer),))
        case ("by_country", country, name):
            return replace(ANSWERS[name], scope=(("country", country),))
        case ("if_exact_duplicate_lines_are_removed", name) if name in ANSWERS:
            return ANSWERS[name]
        case ("if_only_merchandise", name):
            return replace(ANSWERS[name], scope=(("segment", "goods"),))
        case ("non_merchandise_codes", code, name):
            return replace(ANSWERS[name], scope=(("product", code),))
    return None


def _label(bucket: str) -> str:
    """A fiscal year is named by the year in which it ends.

    >>> _label("FY2010/11"), _label("2011-W05")
    ('FY2011', '2011-W05')
    """
    return f"FY20{bucket[-2:]}" if bucket.startswith("FY") else bucket


async def test_orders_reach_every_number_of_the_oracle(fresh_settings: Settings, tmp_path: Path) -> None:
    folder = data(NAME)
    given = {"catalog": catalog(NAME, tmp_path), "zone": "Europe/London", "fiscal_start": 4}
    here = await installed(fresh_settings, tmp_path, **given)
    done = here.vigie("import", folder / "by-day.tar.xz", "--mapping", MAPPINGS / f"{NAME}.toml")
    print(done.stderr)
    assert done.returncode == 0
    expected = numbers(folder, KEYS)
    assert f"rows read: {expected['totals', 'lines']:,}" in done.stderr
    assert f"as the mapping says: {expected['totals', 'stock_movement_lines']:,}" in done.stderr
    counted = await here.count(EVENTS)
    print(f"counted in {counted.seconds:.0f} s")
    assert counted.outcomes == {"counted": EVENTS}
    once = {"if_exact_duplicate_lines_are_removed": await _each_once(fresh_settings, tmp_path, folder)}
    assert compare(NAME, expected, find, counted, once) == 793


async def _each_once(settings: Settings, folder: Path, given: Path) -> Counted:
    """The same file with ids made of what the lines hold, in an installation of its own; only the totals of it."""
    apart = {name: f"{getattr(settings, name)}-once" for name in ("app", "namespace")}
    beside = folder / "once"
    here = await installed(settings.model_copy(update=apart), beside, catalog=catalog("online-retail-once", beside))
    mapping = put(beside, "mapping.toml", (MAPPINGS / f"{NAME}.toml").read_text().replace("[fields]", BY_ROW))
    done = here.vigie("import", given / "by-day.tar.xz", "--mapping", mapping)
    assert done.returncode == 0, done.stderr
    counted = await here.count(EVENTS)
    print(f"each once: {counted.outcomes} in {counted.seconds:.0f} s")
    assert counted.outcomes.keys() == {"counted", "duplicate", "ignored"}  # nothing here reads adjustments
    assert sum(counted.outcomes.values()) == EVENTS
    return counted
