"""Events fall into the buckets in which a person with a calendar would put them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verify.handmade import NOON, RawLog, count, event, opened, plan

PARIS = ZoneInfo("Europe/Paris")


def at(text: str, zone: ZoneInfo | None = None) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone or UTC)


def log_of(*times: datetime, now: datetime | None = None) -> RawLog:
    return RawLog(now or max(times) + timedelta(days=1)).send(
        *(opened(time, id=str(n)) for n, time in enumerate(times))
    )


@pytest.mark.parametrize(
    ("first", "after", "hours", "bucket"),
    [
        ("2026-03-28T23:00", "2026-03-29T22:00", 23, "2026-03-29"),
        ("2026-10-24T22:00", "2026-10-25T23:00", 25, "2026-10-25"),
    ],
)
def test_a_day_on_which_the_clock_changes_has_its_own_length(first: str, after: str, hours: int, bucket: str) -> None:
    start, end = at(first), at(after)
    minute = timedelta(minutes=1)
    counted = count(log_of(start - minute, start, end - minute, end))
    said = counted.figures("opens", "day", bucket)
    assert (said.value, said.start, said.end) == (2, start, end)
    assert end - start == timedelta(hours=hours)


def test_a_day_without_midnight_begins_at_one() -> None:
    # In Cairo the clock went from 24:00 on April 24th to 01:00.
    start = at("2025-04-24T22:00")
    counted = count(log_of(start - timedelta(minutes=1), start), plan("Africa/Cairo"))
    assert counted.buckets("opens", "day") == {"2025-04-24": 1, "2025-04-25": 1}
    assert counted.figures("opens", "day", "2025-04-25").start == start


def test_weeks_are_iso_weeks_and_belong_to_the_year_of_their_thursday() -> None:
    counted = count(log_of(at("2026-12-31T12:00"), at("2027-01-03T12:00"), at("2027-01-04T12:00")))
    assert counted.buckets("openers", "week") == {"2026-W53": 1, "2027-W01": 1}
    said = counted.figures("openers", "week", "2026-W53")
    assert (said.start, said.end) == (at("2026-12-28T00:00", PARIS), at("2027-01-04T00:00", PARIS))


@pytest.mark.parametrize("time", ["2026-12-31T12:00", "2027-01-03T12:00"])
def test_a_week_may_reach_out_of_the_years_of_all_events(time: str) -> None:
    said = count(log_of(at(time))).figures("openers", "week", "2026-W53")
    assert (said.value, said.start, said.end) == (1, at("2026-12-28T00:00", PARIS), at("2027-01-04T00:00", PARIS))


def test_quarters_and_years_begin_and_end_in_the_zone() -> None:
    counted = count(log_of(at("2026-09-30T21:59"), at("2026-09-30T22:00")))
    assert set(counted.buckets("openers", "quarter")) == {"2026-Q3", "2026-Q4"}
    said = counted.figures("openers", "quarter", "2026-Q4")
    assert (said.start, said.end) == (at("2026-10-01T00:00", PARIS), at("2027-01-01T00:00", PARIS))
    year = counted.figures("openers", "year", "2026")
    assert (year.start, year.end) == (at("2026-01-01T00:00", PARIS), at("2027-01-01T00:00", PARIS))


def test_people_are_counted_for_the_week_and_not_summed_over_its_days() -> None:
    monday, tuesday = at("2026-11-23T12:00"), at("2026-11-24T12:00")
    log = RawLog(tuesday + timedelta(days=1)).send(
        opened(monday, recipient="ann@example.org"),
        opened(tuesday, recipient="Ann@Example.org"),
        opened(tuesday, recipient="bob@example.org"),
    )
    counted = count(log)
    assert counted.buckets("openers", "day") == {"2026-11-23": 1, "2026-11-24": 2}
    assert counted.value("openers", "week", "2026-W48") == 2


def test_a_person_seen_by_two_campaigns_is_one_over_everything() -> None:
    counted = count(RawLog().send(opened(), opened(campaign="autumn")))
    assert counted.value("openers", "all") == 1
    assert counted.value("openers", "all", campaign="spring") == counted.value("openers", "all", campaign="autumn") == 1


def test_rolling_windows_end_with_the_head_and_leave_out_the_tick_at_their_start() -> None:
    minutes = [timedelta(minutes=back) for back in (6, 5, 4, 1, 0)]
    said = count(log_of(*(NOON - back for back in minutes))).figures("opens", "5m")
    assert said.value == 3
    assert (said.start, said.end) == (NOON - timedelta(minutes=4, seconds=50), NOON + timedelta(seconds=10))


def test_a_rolling_window_stays_when_it_is_empty() -> None:
    counted = count(RawLog().send(opened(NOON - timedelta(hours=1)), opened(campaign="autumn")))
    assert counted.value("opens", "5m", campaign="spring") == 0
    assert counted.figures("open_ratio", "5m", campaign="spring").value is None


def test_a_late_event_falls_into_its_own_day_and_moves_no_head() -> None:
    counted = count(log_of(NOON, NOON - timedelta(days=3)))
    assert counted.buckets("opens", "day") == {"2026-11-24": 1, "2026-11-21": 1}
    assert counted.value("opens", "5m") == 1


def test_fixed_windows_are_cut_from_the_epoch() -> None:
    seconds = [timedelta(seconds=second) for second in (9, 10, 19, 20)]
    counted = count(log_of(*(NOON + second for second in seconds)))
    assert counted.buckets("opens", "each_10s") == {
        "2026-11-24T12:00:00Z": 1,
        "2026-11-24T12:00:10Z": 2,
        "2026-11-24T12:00:20Z": 1,
    }
    said = counted.figures("opens", "each_10s", "2026-11-24T12:00:10Z")
    assert (said.start, said.end) == (NOON + seconds[1], NOON + seconds[3])


def test_an_event_without_the_dimension_counts_over_everything_only() -> None:
    led = event("unsubscribed", NOON, place="site", id="led")
    counted = count(RawLog().send(led, led | {"id": "alone", "campaign": None}))
    closings = {key.scope: said.value for key, said in counted.recount.figures.items() if key.kpi == "closings"}
    assert closings == {(): 2, (("campaign", "spring"),): 1}


def test_of_nothing_there_is_nothing() -> None:
    counted = count(RawLog().send(b"{"))
    assert (counted.recount.figures, counted.recount.head) == ({}, None)


moments = st.datetimes(datetime(2026, 2, 1), datetime(2026, 11, 20)).map(lambda time: time.replace(tzinfo=UTC))
people = st.sampled_from(["ann@example.org", "Ann@example.org", "bob@example.org", "eve@example.org"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(moments, people), min_size=1, max_size=30), st.sampled_from(["Europe/Paris", "Asia/Kolkata"]))
def test_days_counted_in_sql_are_those_counted_one_by_one(seen: list[tuple[datetime, str]], zone: str) -> None:
    log = RawLog().send(*(opened(time, recipient=who, id=str(n)) for n, (time, who) in enumerate(seen)))
    days: dict[str, list[str]] = {}
    for time, who in seen:
        days.setdefault(f"{time.astimezone(ZoneInfo(zone)):%Y-%m-%d}", []).append(who.lower())
    counted = count(log, plan(zone))
    assert counted.buckets("opens", "day") == {day: len(all_of) for day, all_of in days.items()}
    assert counted.buckets("openers", "day") == {day: len(set(all_of)) for day, all_of in days.items()}
    assert counted.value("openers", "all") == len({who.lower() for _, who in seen})
