"""Which periods are compared, and where they are cut: against dates written out, labels, and halves of real days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kpi.period.buckets import WEEKDAYS, Buckets, Weekday, date_of, day_of
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.evolution import cut, previous, year_before
from service.kpi.period.spans import Span, Spans
from service.kpi.period.windows import Calendar, Grain
from tests.kpi import other_calendar as other

GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")
DATES = st.dates(date(1972, 1, 1), date(2199, 1, 1))


def labels(grain: Grain, text: str, buckets: Buckets) -> list[str]:
    """A period, the one before it, and the same a year ago."""
    bucket = buckets.one(grain, day_of(date.fromisoformat(text)))
    before, year = previous(buckets, grain, bucket), year_before(buckets, grain, bucket)
    assert before is not None and year is not None
    return [buckets.label(grain, each) for each in (bucket, before, year)]


@pytest.mark.parametrize(
    ("grain", "text", "wanted"),
    [
        ("day", "2026-11-24", ["2026-11-24", "2026-11-23", "2025-11-24"]),
        ("day", "2028-02-29", ["2028-02-29", "2028-02-28", "2027-02-28"]),
        ("day", "2028-02-28", ["2028-02-28", "2028-02-27", "2027-02-28"]),
        ("day", "2029-02-28", ["2029-02-28", "2029-02-27", "2028-02-28"]),
        ("day", "2028-03-01", ["2028-03-01", "2028-02-29", "2027-03-01"]),
        ("week", "2026-11-24", ["2026-W48", "2026-W47", "2025-W48"]),
        ("week", "2026-12-31", ["2026-W53", "2026-W52", "2025-W52"]),
        ("week", "2028-01-03", ["2028-W01", "2027-W52", "2027-W01"]),
        ("week", "2027-12-31", ["2027-W52", "2027-W51", "2026-W52"]),
        ("week", "2027-01-04", ["2027-W01", "2026-W53", "2026-W01"]),
        ("month", "2026-03-15", ["2026-03", "2026-02", "2025-03"]),
        ("month", "2028-02-29", ["2028-02", "2028-01", "2027-02"]),
        ("quarter", "2026-01-01", ["2026-Q1", "2025-Q4", "2025-Q1"]),
        ("year", "2026-11-24", ["2026", "2025", "2025"]),
        ("fiscal_quarter", "2026-04-01", ["FY2027-Q1", "FY2026-Q4", "FY2026-Q1"]),
        ("fiscal_year", "2026-03-31", ["FY2026", "FY2025", "FY2025"]),
    ],
)
def test_a_period_is_compared_with_the_one_before_and_the_same_a_year_ago(
    grain: Grain, text: str, wanted: list[str]
) -> None:
    assert labels(grain, text, Buckets(fiscal_start=4)) == wanted


@given(DATES, st.sampled_from(WEEKDAYS), st.integers(1, 12), st.sampled_from(GRAINS))
def test_the_period_before_ends_where_the_period_begins(
    when: date, weekday: Weekday, fiscal: int, grain: Grain
) -> None:
    buckets = Buckets(weekday, fiscal)
    bucket = buckets.one(grain, day_of(when))
    before = previous(buckets, grain, bucket)
    assert before == day_of(other.first(grain, date_of(bucket) - timedelta(1), WEEKDAYS.index(weekday), fiscal))
    assert buckets.following(grain, before) == bucket


@given(DATES, st.sampled_from(WEEKDAYS), st.integers(1, 12), st.sampled_from(GRAINS))
def test_a_year_ago_is_a_period_too_and_bears_the_same_name_in_the_year_before(
    when: date, weekday: Weekday, fiscal: int, grain: Grain
) -> None:
    buckets = Buckets(weekday, fiscal)
    bucket = buckets.one(grain, day_of(when))
    ago = year_before(buckets, grain, bucket)
    assert ago is not None and buckets.one(grain, ago) == ago
    now, then = buckets.label(grain, bucket), buckets.label(grain, ago)
    year = now.removeprefix("FY")[:4]
    same = now.replace(year, str(int(year) - 1), 1)
    assert then == same or (now[-3:], then[-3:]) in (("W53", "W52"), ("-29", "-28"))


def test_a_week_53_is_compared_with_a_week_53_only_where_there_is_one() -> None:
    """No two years that follow each other have one: it never is."""
    buckets = Buckets()
    for year in range(1972, 2199):
        last = buckets.one("week", day_of(date(year, 12, 28)))
        ago = year_before(buckets, "week", last)
        assert ago is not None and buckets.label("week", ago) == f"{year - 1}-W52"


def test_all_is_compared_with_nothing() -> None:
    assert previous(Buckets(), "all", 0) is None and year_before(Buckets(), "all", 0) is None


spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 10**9), st.integers(0, 10**8))


@given(spans, spans, st.integers(-(10**8), 10**8))
def test_the_share_that_counts_of_a_base_is_the_one_that_has_elapsed(period: Span, base: Span, after: int) -> None:
    now = period.start + after
    found = cut(period, base, now)
    assert base.start <= found <= base.end
    length, whole = base.end - base.start, period.end - period.start
    elapsed = min(max(after, 0), whole)
    assert (found - base.start) * whole <= elapsed * length < (found - base.start + 1) * max(
        whole, 1
    ) or elapsed == whole
    assert (found == base.end) or elapsed < whole


@given(spans, spans, st.lists(st.integers(0, 10**8), min_size=2, max_size=5))
def test_a_cut_never_moves_back(period: Span, base: Span, after: list[int]) -> None:
    cuts = [cut(period, base, period.start + each) for each in sorted(after)]
    assert cuts == sorted(cuts)


def spans_of(zone: str, text: str) -> tuple[Span, Span]:
    """Of a day and of the one before."""
    calendar = ReportingCalendar(zone, 60)
    day = day_of(date.fromisoformat(text))
    found = [Spans(calendar).span(Calendar("day"), each) for each in (day, day - 1)]
    assert found[0] is not None and found[1] is not None
    return found[0], found[1]


@pytest.mark.parametrize(
    ("zone", "text", "hours", "wanted"),
    [
        ("Europe/Paris", "2026-11-24", 12, 12.0),
        ("Europe/Paris", "2026-03-29", 11.5, 12.0),  # a day of 23 hours, after one of 24
        ("Europe/Paris", "2026-03-30", 12, 11.5),
        ("Europe/Paris", "2026-10-25", 12.5, 12.0),  # of 25
        ("Europe/Paris", "2026-10-26", 12, 12.5),
        ("Pacific/Apia", "2011-12-31", 12, 0.0),  # the day before was skipped
    ],
)
def test_half_a_day_is_compared_with_half_a_day_however_long(zone: str, text: str, hours: float, wanted: float) -> None:
    day, before = spans_of(zone, text)
    assert (cut(day, before, day.start + round(hours * 3600)) - before.start) / 3600 == wanted
