"""The reporting calendar against `zoneinfo` and `datetime`, over the days on which clocks are moved."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kpi.calendar import ReportingCalendar, buckets, following, instant, label
from service.kpi.windows import Calendar, Fixed, Grain, Rolling, parse_window

ZONES = ("UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo",
         "Pacific/Apia", "Asia/Kathmandu", "Africa/Cairo", "America/Havana")  # fmt: skip
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year", "all")
EPOCH = date(1970, 1, 1)


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def day_of(calendar: ReportingCalendar, second: int) -> int:
    return int(calendar.days(np.array([second // calendar.resolution], np.uint32))[0])


@pytest.mark.parametrize("zone", ZONES)
@given(minute=st.integers(0, 45_000_000))
def test_a_tick_lies_in_the_local_day_that_zoneinfo_tells(zone: str, minute: int) -> None:
    local = datetime.fromtimestamp(minute * 60, UTC).astimezone(ZoneInfo(zone)).date()
    assert day_of(ReportingCalendar(zone, 60), minute * 60) == (local - EPOCH).days


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_forty_years_lies_between_the_start_and_the_end_of_its_day(zone: str) -> None:
    calendar = ReportingCalendar(zone, 3600)
    ticks = np.arange(280_000, 650_000, 7, dtype=np.uint32)
    seconds = ticks.astype(np.int64) * 3600
    for d in np.unique(days := calendar.days(ticks)).tolist():
        start, end = calendar.start("day", d), calendar.end("day", d)
        mine = seconds[days == d]
        assert start is not None and end is not None and start <= mine[0] and mine[-1] < end


@pytest.mark.parametrize(
    ("zone", "text", "hours"),
    [
        ("Europe/Paris", "2026-03-29", 23),
        ("Europe/Paris", "2026-10-25", 25),
        ("Europe/Paris", "2026-11-24", 24),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("America/Sao_Paulo", "2018-11-04", 23),  # midnight was skipped
        ("America/Havana", "2026-11-01", 25),  # midnight comes twice
        ("Pacific/Apia", "2011-12-30", 0),  # the day was skipped
    ],
)
def test_a_day_is_as_long_as_the_clock_makes_it(zone: str, text: str, hours: float) -> None:
    calendar = ReportingCalendar(zone, 60)
    start, end = calendar.start("day", day(text)), calendar.end("day", day(text))
    assert start is not None and end is not None
    assert (end - start) / 3600 == hours


@given(st.dates(date(1970, 1, 1), date(2199, 1, 1)))
def test_a_bucket_begins_where_the_date_says_and_ends_where_the_next_begins(when: date) -> None:
    days = np.array([(when - EPOCH).days], np.int64)
    first = {
        "day": when,
        "week": when - timedelta(days=when.weekday()),
        "month": when.replace(day=1),
        "quarter": when.replace(month=(when.month - 1) // 3 * 3 + 1, day=1),
        "year": when.replace(month=1, day=1),
        "all": EPOCH,
    }
    for grain in GRAINS:
        bucket = int(buckets(grain, days)[0])
        assert bucket == (first[grain] - EPOCH).days
        after = following(grain, bucket)
        assert int(buckets(grain, np.array([after - 1]))[0]) == bucket or grain == "all"
        assert int(buckets(grain, np.array([after]))[0]) == after


def test_buckets_are_called_as_people_call_them() -> None:
    days = np.array([day("2026-11-24")], np.int64)
    names = [label(grain, int(buckets(grain, days)[0])) for grain in GRAINS]
    assert names == ["2026-11-24", "2026-W48", "2026-11", "2026-Q4", "2026", ""]


def test_a_week_at_new_year_bears_the_iso_year() -> None:
    week = int(buckets("week", np.array([day("2027-01-01")], np.int64))[0])
    assert label("week", week) == "2026-W53"


def test_an_instant_beyond_the_32_bit_clock_is_written_right() -> None:
    assert instant(2**32) == "2106-02-07T06:28:16Z"


def test_a_window_is_a_type() -> None:
    read = [parse_window(text) for text in ("90s", "24h", "each_1h", "quarter", "all")]
    assert read == [
        Rolling("90s", 90),
        Rolling("24h", 86_400),
        Fixed("each_1h", 3600),
        Calendar("quarter"),
        Calendar("all"),
    ]
