"""What came since a period began, counted by hand: up to the end of each bucket, and anew with the next period."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.verify.handmade import Counted, RawLog, count
from tests.verify.things import things

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 12, 1, tzinfo=PARIS)
PLAN = things(fiscal_start=4)


def told(*times: str, **fields: Any) -> Counted:
    """An event at each of these times of Paris, each of another thing; fiscal years begin with April."""
    given = [datetime.fromisoformat(time).replace(tzinfo=PARIS) for time in times]
    records = [{"id": f"{n}", "time": time.isoformat(), "thing": f"{n}"} | fields for n, time in enumerate(given)]
    return count(RawLog(NOW, "things").send(*reversed(records)), PLAN)


def worth(*times: str) -> dict[str, dict[str, float | None]]:
    """By window, the worth since the quarter began; each thing is worth 1."""
    figures = told(*times, type="made", worth=1000, shop="north", colour="red").recount.figures
    found: dict[str, dict[str, float | None]] = {"day": {}, "month": {}, "quarter": {}}
    for key, said in figures.items():
        if key.kpi == "worth_this_quarter":
            assert key.scope == (("colour", "red"), ("shop", "north"))
            found[key.window][key.bucket] = said.value
    return found


def test_a_bucket_of_the_past_keeps_what_had_come_by_its_end() -> None:
    found = worth("2026-01-05T12:00", "2026-01-20T12:00", "2026-03-31T23:59")
    assert found["day"] == {"2026-01-05": 1, "2026-01-20": 2, "2026-03-31": 3}
    assert (found["month"], found["quarter"]) == ({"2026-01": 2, "2026-03": 3}, {"2026-Q1": 3})


def test_it_begins_anew_with_the_first_instant_of_the_period_in_the_reporting_zone() -> None:
    found = worth("2026-03-31T23:59", "2026-04-01T00:00", "2026-04-02T00:00")
    assert found["day"] == {"2026-03-31": 1, "2026-04-01": 1, "2026-04-02": 2}
    assert found["quarter"] == {"2026-Q1": 1, "2026-Q2": 2}


def test_a_fiscal_year_begins_with_its_own_month() -> None:
    counted = told(
        "2025-12-31T12:00", "2026-01-01T12:00", "2026-03-31T12:00", "2026-04-01T12:00", type="returned", back=1
    )
    monthly = counted.buckets("returned_this_fiscal_year", "month")
    assert monthly == {"2025-12": 1, "2026-01": 2, "2026-03": 3, "2026-04": 1}
    quarterly = counted.buckets("returned_this_fiscal_year", "fiscal_quarter")
    assert quarterly == {"FY2026-Q3": 1, "FY2026-Q4": 3, "FY2027-Q1": 1}
