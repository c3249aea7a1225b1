"""Buckets in SQL are those of a person who walks from day to day (`tests.kpi.other_calendar`)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import duckdb
import pytest

from service.verify.calendar import ReportingCalendar
from service.verify.windows import Grain
from tests.kpi.other_calendar import after, first, week_label
from tests.verify.handmade import NOON, RawLog, count
from tests.verify.things import things

DAYS = [date(2023, 11, 1) + timedelta(days=n) for n in range(1_200)]
GRAINS: list[Grain] = ["day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]


def cut(calendar: ReportingCalendar, grain: Grain) -> list[tuple[str, date, date]]:
    label, begin, end = calendar.buckets(grain)
    with duckdb.connect(config={"threads": 1}) as db:
        found = f"SELECT {label}, {begin}, {end} FROM (SELECT unnest(?) AS day) ORDER BY day"
        return list(db.execute(found, [DAYS]).fetchall())


def by_hand(grain: Grain, day: date, week_start: int, fiscal_start: int) -> tuple[str, date, date]:
    begin, end = (walk(grain, day, week_start, fiscal_start) for walk in (first, after))
    closes = after("fiscal_year", day, week_start, fiscal_start) - timedelta(days=1)
    months = (begin.month - fiscal_start) % 12
    labels = {
        "day": f"{day}",
        "week": week_label(begin) if grain == "week" else "",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": f"{day.year}",
        "fiscal_year": f"FY{closes.year}",
        "fiscal_quarter": f"FY{closes.year}-Q{months // 3 + 1}",
    }
    return labels[grain], begin, end


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize(("week_start", "fiscal_start"), [(n % 7, n) for n in range(1, 13)])
def test_labels_and_bounds_are_those_of_a_walk_from_day_to_day(
    grain: Grain, week_start: int, fiscal_start: int
) -> None:
    calendar = ReportingCalendar(ZoneInfo("UTC"), week_start, fiscal_start)
    assert cut(calendar, grain) == [by_hand(grain, day, week_start, fiscal_start) for day in DAYS]


@pytest.mark.parametrize("zone", ["Europe/Paris", "Africa/Cairo", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia"])
def test_days_follow_each_other_without_a_gap(zone: str) -> None:
    around = int(datetime(2011, 12, 29, tzinfo=UTC).timestamp())
    days = list(ReportingCalendar(ZoneInfo(zone)).days(around, around))
    assert all(before[2] == following[1] for before, following in pairwise(days))
    assert days[0][1] + 367 * 86_400 < around < days[-1][2] - 367 * 86_400


def test_a_day_that_the_zone_left_out_has_no_events() -> None:
    change = datetime(2011, 12, 30, 10, tzinfo=UTC)
    log = RawLog(change + timedelta(days=9), "things").send(
        {"id": "a", "type": "made", "time": (change - timedelta(minutes=1)).isoformat(), "thing": "a"},
        {"id": "b", "type": "made", "time": change.isoformat(), "thing": "b"},
    )
    assert set(count(log, things("Pacific/Apia")).buckets("made_total", "day")) == {"2011-12-29", "2011-12-31"}


def test_the_settings_say_where_weeks_and_fiscal_years_begin() -> None:
    calendar = things(week_start="sunday", fiscal_start=4).calendar
    assert (calendar.week_start, calendar.fiscal_start) == (6, 4)
    sunday = {"id": "a", "type": "made", "time": (NOON - timedelta(days=2)).isoformat(), "thing": "a"}
    counted = count(RawLog(topic="things").send(sunday), things(week_start="sunday"))
    assert counted.figures("made_total", "week", "2026-W47").start == datetime.fromisoformat("2026-11-22T00:00+01:00")
