"""Which earlier periods a value is compared with, where they are cut, and what is said of them: by hand."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest

from schemas.updates import Base as Compared
from schemas.updates import Evolution
from service.settings import Settings
from service.verify.calendar import ReportingCalendar
from service.verify.figures import Figures
from service.verify.periods import Base, Period, Periods
from service.verify.windows import Grain
from tests.verify.handmade import Counted, RawLog, count
from tests.verify.things import things

PLAN = things()
Times = list[datetime]


def base(grain: Grain, day: date, which: Base) -> str:
    with duckdb.connect() as db:
        periods = Periods(db, ReportingCalendar.of(Settings(fiscal_start=4)))
        return periods.base(grain, periods.of(grain, day), which).label


@pytest.mark.parametrize(
    ("grain", "day", "previous", "year_ago"),
    [
        ("day", date(2024, 2, 29), "2024-02-28", "2023-02-28"),
        ("day", date(2026, 1, 1), "2025-12-31", "2025-01-01"),
        ("week", date(2026, 12, 30), "2026-W52", "2025-W52"),
        ("week", date(2027, 1, 5), "2026-W53", "2026-W01"),
        ("week", date(2021, 1, 1), "2020-W52", "2019-W52"),
        ("month", date(2026, 3, 31), "2026-02", "2025-03"),
        ("quarter", date(2026, 1, 31), "2025-Q4", "2025-Q1"),
        ("year", date(2026, 1, 31), "2025", "2025"),
        ("fiscal_quarter", date(2026, 4, 1), "FY2026-Q4", "FY2026-Q1"),
        ("fiscal_year", date(2026, 3, 31), "FY2025", "FY2025"),
    ],
)
def test_the_base_is_the_period_before_or_the_same_one_a_year_ago(
    grain: Grain, day: date, previous: str, year_ago: str
) -> None:
    assert (base(grain, day, "previous"), base(grain, day, "year_ago")) == (previous, year_ago)


def cut(running: date, earlier: date, hours: float) -> timedelta:
    """How much of an earlier day counts when that much of a running one has passed."""
    with duckdb.connect() as db:
        periods = Periods(db, ReportingCalendar.of(Settings()))
        one, other = (Period("", day, day + timedelta(days=1)) for day in (running, earlier))
        start = periods.seconds(one)[0]
        return timedelta(seconds=periods.cut(one, other, start + round(hours * 3600)) - periods.seconds(other)[0])


def test_a_base_is_cut_at_the_same_share_of_seconds_rounded_down_to_a_quarter_of_an_hour() -> None:
    march, short, long = date(2026, 3, 20), date(2026, 3, 29), date(2026, 10, 25)
    assert cut(march, march - timedelta(days=1), 10.3) == timedelta(hours=10, minutes=15)
    assert cut(march, short, 12) == timedelta(hours=11, minutes=30)
    assert cut(march, long, 12) == timedelta(hours=12, minutes=30)
    assert cut(short, march, 23) == timedelta(hours=24)


def made(*times: str) -> Counted:
    log = RawLog(datetime(2026, 4, 1, tzinfo=UTC), "things")
    for n, time in enumerate(times):
        log.send({"id": str(n), "type": "made", "time": time, "thing": f"t{n}", "who": f"w{n}"})
    return count(log, PLAN)


def evolution(said: Figures) -> Evolution:
    assert said.evolution is not None
    return said.evolution


def test_a_period_that_is_over_is_compared_with_the_whole_one_before() -> None:
    counted = made("2026-03-09T20:00Z", "2026-03-10T08:00Z", "2026-03-10T20:00Z", "2026-03-11T08:00Z")
    told = evolution(counted.figures("made_total", "day", "2026-03-10"))
    assert told.previous == Compared(bucket="2026-03-09", value=1, difference=1, change=1)
    assert not told.running


def test_a_running_period_is_compared_with_what_the_one_before_had_reached() -> None:
    counted = made("2026-03-10T08:00Z", "2026-03-10T08:59Z", "2026-03-10T09:01Z", "2026-03-11T09:00Z")
    told = evolution(counted.figures("made_total", "day", "2026-03-11"))
    assert told.previous == Compared(bucket="2026-03-10", value=2, difference=-1, change=-0.5)
    assert told.running


def test_a_period_in_which_nothing_was_counted_is_nothing_to_compare_with() -> None:
    counted = made("2026-03-10T08:00Z", "2026-03-11T09:00Z")
    assert evolution(counted.figures("made_total", "day", "2026-03-11")).year_ago is None
    assert counted.figures("made_total", "day", "2026-03-10").evolution is None


def test_what_had_not_begun_at_the_cut_is_0_and_a_change_from_it_undefined() -> None:
    told = evolution(made("2026-03-10T10:00Z", "2026-03-11T09:00Z").figures("made_total", "day", "2026-03-11"))
    assert told.running
    assert told.previous == Compared(bucket="2026-03-10", value=0, difference=1, change=None)


def test_different_things_are_those_that_were_there_before_the_cut_each_once() -> None:
    times = ("10T08:00Z", "10T08:59Z", "10T09:01Z", "10T20:00Z", "11T09:00Z")
    log = RawLog(datetime(2026, 4, 1, tzinfo=UTC), "things")
    for n, (time, thing) in enumerate(zip(times, "aabac", strict=True)):
        log.send({"id": str(n), "type": "made", "time": f"2026-03-{time}", "thing": thing})
    told = evolution(count(log, PLAN).figures("things", "day", "2026-03-11"))
    assert told.previous == Compared(bucket="2026-03-10", value=1, difference=0, change=0)
    assert told.running


def test_a_level_at_the_cut_is_what_had_come_and_gone_since_ever() -> None:
    counted = made("2026-03-01T08:00Z", "2026-03-10T08:59Z", "2026-03-10T09:01Z", "2026-03-11T09:00Z")
    before, now = (evolution(counted.figures(kpi, "day", "2026-03-11")) for kpi in ("there_before", "there_now"))
    assert before.previous == Compared(bucket="2026-03-10", value=1, difference=2, change=2)
    assert now.previous == Compared(bucket="2026-03-10", value=2, difference=2, change=1)


def test_windows_without_periods_and_kpis_that_are_not_to_be_compared_have_no_evolution() -> None:
    counted = made("2026-03-11T09:00Z")
    assert counted.figures("made_total", "all").evolution is None
    assert counted.figures("people", "day", "2026-03-11").evolution is None
    assert {key.window for key in counted.recount.figures if " of " in key.window} == set()
