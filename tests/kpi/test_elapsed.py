"""Which share of a period has elapsed: of its seconds, and of its business days."""

import math
from datetime import UTC, date, datetime

import pytest

from service.catalog.holidays import holidays_of
from service.kpi.period.buckets import day_of
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.elapsed import Shares, moment
from service.kpi.period.windows import Grain

PARIS = ReportingCalendar("Europe/Paris", 60)
SECONDS, BUSINESS = Shares(PARIS, None), Shares(PARIS, holidays_of("FR"))


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("grain", "first", "now", "share"),
    [
        ("day", date(2026, 11, 24), "2026-11-24T12:00+01:00", 0.5),
        ("day", date(2026, 3, 29), "2026-03-29T12:30+02:00", 0.5),  # of 23 hours
        ("day", date(2026, 10, 25), "2026-10-25T11:30+01:00", 0.5),  # of 25 hours
        ("week", date(2026, 11, 23), "2026-11-23T00:00+01:00", 0.0),
        ("month", date(2026, 11, 1), "2026-12-24T00:00+01:00", 1.0),
        ("year", date(2026, 1, 1), "2025-12-24T00:00+01:00", 0.0),
    ],
)
def test_seconds_elapse_in_the_reporting_zone(grain: Grain, first: date, now: str, share: float) -> None:
    assert SECONDS.of(grain, day_of(first), at(now)) == share


@pytest.mark.parametrize(
    ("grain", "first", "now", "share"),
    [
        ("week", date(2026, 11, 23), "2026-11-25T12:00+01:00", 2.5 / 5),
        ("week", date(2026, 11, 23), "2026-11-28T12:00+01:00", 1.0),  # Saturday
        ("week", date(2026, 11, 9), "2026-11-12T00:00+01:00", 2 / 4),  # the 11th is a holiday
        ("year", date(2026, 1, 1), "2026-01-02T00:00+01:00", 0.0),
        ("year", date(2026, 1, 1), "2026-01-03T00:00+01:00", 1 / 252),  # as many "jours ouvrés" has 2026
        ("year", date(2026, 1, 1), "2027-01-01T00:00+01:00", 1.0),
    ],
)
def test_business_days_elapse_from_monday_to_friday_but_for_holidays(
    grain: Grain, first: date, now: str, share: float
) -> None:
    assert BUSINESS.of(grain, day_of(first), at(now)) == share


def test_a_period_without_business_day_has_no_share() -> None:
    assert math.isnan(BUSINESS.of("day", day_of(date(2026, 11, 28)), at("2026-11-28T12:00+01:00")))
    assert math.isnan(SECONDS.of("all", 0, at("2026-11-28T12:00+01:00")))


def test_time_elapses_in_quarters_of_an_hour() -> None:
    head = datetime(2026, 11, 24, 10, 7, tzinfo=UTC)
    assert moment(round(head.timestamp()) // 60, 60) == round(head.replace(minute=0).timestamp())
    assert moment(round(head.replace(minute=14).timestamp()) // 60, 60) == round(head.replace(minute=15).timestamp())
