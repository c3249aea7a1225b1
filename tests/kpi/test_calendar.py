"""The reporting calendar against a calendar written another way, over the days on which clocks are moved."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kpi.period.buckets import FINER, WEEKDAYS, Buckets, Weekday, day_of
from service.kpi.period.calendar import ReportingCalendar, instant
from service.kpi.period.windows import Calendar, Fixed, Grain, Rolling, parse_window
from tests.kpi import other_calendar as other

ZONES = (
    "UTC", "Europe/Paris", "Europe/London", "Europe/Berlin", "Europe/Lisbon", "Europe/Dublin", "Europe/Moscow",
    "Europe/Istanbul", "Europe/Kyiv", "Europe/Chisinau", "Atlantic/Azores", "Atlantic/Reykjavik", "Africa/Cairo",
    "Africa/Casablanca", "Africa/Lagos", "Africa/Johannesburg", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "America/St_Johns", "America/Nuuk", "America/Havana", "America/Sao_Paulo",
    "America/Santiago", "America/Asuncion", "America/Mexico_City", "Asia/Beirut", "Asia/Jerusalem", "Asia/Tehran",
    "Asia/Kolkata", "Asia/Kathmandu", "Asia/Shanghai", "Asia/Tokyo", "Asia/Pyongyang", "Australia/Sydney",
    "Australia/Lord_Howe", "Australia/Eucla", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia",
    "Pacific/Kiritimati",
)  # fmt: skip
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")


def day(text: str) -> int:
    return day_of(date.fromisoformat(text))


def date_of_tick(calendar: ReportingCalendar, second: int) -> date:
    days = calendar.days(np.array([second // calendar.resolution], np.uint32))
    return date(1970, 1, 1) + timedelta(days=int(days[0]))


@pytest.mark.parametrize("zone", ZONES)
@given(minute=st.integers(0, 45_000_000))
def test_a_tick_lies_in_the_local_day_that_zoneinfo_tells(zone: str, minute: int) -> None:
    found = date_of_tick(ReportingCalendar(zone, 60), minute * 60)
    if zone == "America/St_Johns":  # until 2011 its clock went back over midnight, see below
        assert abs(found - other.local_date(zone, minute * 60)) <= timedelta(days=1)
    else:
        assert found == other.local_date(zone, minute * 60)


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_moved_clock_buckets_are_those_of_another_calendar_for_all_fiscal_and_week_starts(
    zone: str,
) -> None:
    around = [edge + step for edge in other.edges(zone, 2015, 2031) for step in (-86_400, -60, 0, 60, 3600, 86_400)]
    seconds = np.array([*around, *range(1_703_980_800, 1_704_240_000, 1800)])  # and around a new year
    dates = [other.local_date(zone, second) for second in seconds.tolist()]
    for number in range(12):
        weekday, fiscal = number % 7, number + 1
        calendar = ReportingCalendar(zone, 60, Buckets(WEEKDAYS[weekday], fiscal))
        days = calendar.days(seconds // 60)
        assert days.tolist() == [day_of(when) for when in dates]
        for grain in GRAINS:
            found = calendar.buckets.of(grain, days).tolist()
            assert found == [day_of(other.first(grain, when, weekday, fiscal)) for when in dates]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("fiscal", [1, 4, 7, 10])
def test_buckets_begin_and_end_at_the_first_instant_of_a_day_where_clocks_are_moved(zone: str, fiscal: int) -> None:
    calendar = ReportingCalendar(zone, 60, Buckets(fiscal_start=fiscal))
    for edge in other.edges(zone, 2021, 2027):
        when = other.local_date(zone, edge)
        for grain in GRAINS:
            begin, end = other.first(grain, when, 0, fiscal), other.after(grain, when, 0, fiscal)
            assert calendar.start(grain, day_of(begin)) == other.start(zone, begin)
            assert calendar.end(grain, day_of(begin)) == other.start(zone, end)


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


def test_where_the_clock_goes_back_over_midnight_the_day_that_had_begun_goes_on() -> None:
    calendar = ReportingCalendar("America/St_Johns", 60)
    begun = calendar.start("day", day("2010-11-07"))
    assert begun is not None
    back = datetime.fromtimestamp(begun + 60, ZoneInfo("America/St_Johns"))
    assert f"{back:%F %R}" == "2010-11-06 23:01"
    assert date_of_tick(calendar, begun + 60) == date(2010, 11, 7)


WEEK_STARTS = st.sampled_from(WEEKDAYS)


@given(st.dates(date(1970, 1, 1), date(2199, 1, 1)), WEEK_STARTS, st.integers(1, 12))
def test_a_bucket_begins_where_the_date_says_and_ends_where_the_next_begins(
    when: date, weekday: Weekday, fiscal: int
) -> None:
    buckets, rules = Buckets(weekday, fiscal), (WEEKDAYS.index(weekday), fiscal)
    for grain in GRAINS:
        bucket = buckets.one(grain, day_of(when))
        assert bucket == day_of(other.first(grain, when, *rules))
        assert buckets.following(grain, bucket) == day_of(other.after(grain, when, *rules))
    assert buckets.one("all", day_of(when)) == 0


@given(st.dates(date(1970, 1, 1), date(2199, 1, 1)), WEEK_STARTS, st.integers(1, 12))
def test_a_bucket_of_a_finer_grain_lies_whole_in_one(when: date, weekday: Weekday, fiscal: int) -> None:
    buckets = Buckets(weekday, fiscal)
    for grain, finer in FINER.items():
        part = buckets.one(finer, day_of(when))
        last = part if finer == "all" else buckets.following(finer, part) - 1
        assert buckets.one(grain, part) == buckets.one(grain, last)


def test_buckets_are_called_as_people_call_them() -> None:
    buckets, today = Buckets(), day("2026-11-24")
    names = [buckets.label(grain, buckets.one(grain, today)) for grain in (*GRAINS, "all")]
    assert names == ["2026-11-24", "2026-W48", "2026-11", "2026-Q4", "2026", "FY2026-Q4", "FY2026", ""]


@pytest.mark.parametrize(
    ("start", "text", "quarter", "year"),
    [
        (10, "2025-09-30", "FY2025-Q4", "FY2025"),
        (10, "2025-10-01", "FY2026-Q1", "FY2026"),
        (4, "2026-03-31", "FY2026-Q4", "FY2026"),
        (4, "2026-04-01", "FY2027-Q1", "FY2027"),
        (2, "2028-02-29", "FY2029-Q1", "FY2029"),
        (1, "2026-01-01", "FY2026-Q1", "FY2026"),
    ],
)
def test_a_fiscal_year_bears_the_year_it_ends_in(start: int, text: str, quarter: str, year: str) -> None:
    buckets = Buckets(fiscal_start=start)
    assert buckets.label("fiscal_quarter", buckets.one("fiscal_quarter", day(text))) == quarter
    assert buckets.label("fiscal_year", buckets.one("fiscal_year", day(text))) == year


@given(st.dates(date(1970, 1, 1), date(2199, 1, 1)))
def test_a_week_from_monday_is_called_as_iso_8601_does(when: date) -> None:
    year, week, _ = when.isocalendar()
    assert Buckets().label("week", Buckets().one("week", day_of(when))) == f"{year}-W{week:02}"


@given(st.dates(date(1970, 1, 1), date(2199, 1, 1)), WEEK_STARTS)
def test_weeks_are_numbered_from_the_one_that_holds_the_fourth_of_january(when: date, weekday: Weekday) -> None:
    buckets = Buckets(weekday)
    begin = other.first("week", when, WEEKDAYS.index(weekday))
    assert buckets.label("week", day_of(begin)) == other.week_label(begin)


def test_long_years_have_a_week_53_and_the_others_do_not() -> None:
    for year in range(1971, 2199):
        names = {Buckets().label("week", Buckets().one("week", day(f"{year}-12-28") + d)) for d in range(-3, 5)}
        long = date(year, 1, 1).weekday() == 3 or date(year, 12, 31).weekday() == 3
        assert (f"{year}-W53" in names) == long


@pytest.mark.parametrize(
    ("weekday", "text", "name"),
    [
        ("sunday", "2025-12-28", "2025-W53"),
        ("sunday", "2026-01-04", "2026-W01"),
        ("saturday", "2026-01-03", "2026-W01"),
    ],
)
def test_weeks_from_sunday_are_numbered_as_epidemiologists_do(weekday: Weekday, text: str, name: str) -> None:
    assert Buckets(weekday).label("week", Buckets(weekday).one("week", day(text))) == name


def test_an_instant_beyond_the_32_bit_clock_is_written_right() -> None:
    assert instant(2**32) == "2106-02-07T06:28:16Z"
    assert instant(0) == datetime.fromtimestamp(0, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_window_is_a_type() -> None:
    read = [parse_window(text) for text in ("90s", "24h", "each_1h", "quarter", "fiscal_year", "all")]
    assert read == [
        Rolling("90s", 90),
        Rolling("24h", 86_400),
        Fixed("each_1h", 3600),
        Calendar("quarter"),
        Calendar("fiscal_year"),
        Calendar("all"),
    ]
