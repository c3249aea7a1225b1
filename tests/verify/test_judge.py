"""Validity is judged from the log alone, and the first reason that applies is given."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from schemas.events import MODELS
from schemas.events.base import Event
from service.verify.judge import Limits, Stamp, judge, tick_of
from tests.verify.handmade import NOON, opened

LIMITS = Limits(1_000, timedelta(minutes=10), timedelta(days=400))
STAMP = round(NOON.timestamp() * 1000)


def verdict(value: bytes | dict[str, Any] | None, newest: datetime = NOON) -> object:
    payload = orjson.dumps(value) if isinstance(value, dict) else value
    return judge(payload, Stamp(STAMP, round(newest.timestamp() * 1000)), MODELS["mail"], LIMITS)


def test_a_good_event_is_an_event() -> None:
    assert isinstance(verdict(opened()), Event)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "empty"),
        (b"", "empty"),
        (b"{" * 1_001, "too_large"),
        (b'{"type": "\xff"}', "invalid_utf8"),
        (b"{", "invalid_json"),
        (b"null", "invalid_json"),
        (b"[" * 500, "invalid_json"),
        (b'{"id": NaN}', "invalid_json"),
        (b'{"id": "\\ud800"}', "invalid_json"),
        (b"\xef\xbb\xbf{}", "invalid_json"),
        (b"{}", "unknown_type"),
        (b'{"type": 5, "id": "a"}', "unknown_type"),
        (b'{"type": "mail_eaten", "id": ""}', "unknown_type"),
        (opened(id=""), "missing_id"),
        (opened(id=7), "missing_id"),
        (opened(id=None), "missing_id"),
        (opened(id="x" * 129), "invalid_field"),
        (opened(recipient="nobody"), "invalid_field"),
        (opened(machine="true"), "invalid_field"),
        (opened() | {"time": "2026-11-24T12:00:00"}, "invalid_field"),
        (opened(campaign=1e300), "invalid_field"),
    ],
)
def test_the_first_reason_that_applies_is_given(value: bytes | dict[str, Any] | None, reason: str) -> None:
    assert verdict(value) == reason


@pytest.mark.parametrize(
    ("distance", "found"),
    [
        (timedelta(minutes=10), None),
        (timedelta(minutes=10, microseconds=1), "time_in_future"),
        (timedelta(days=-400), None),
        (timedelta(days=-400, microseconds=-1), "before_horizon"),
    ],
)
def test_time_is_judged_against_the_records_timestamp_to_the_microsecond(
    distance: timedelta, found: str | None
) -> None:
    judged = verdict(opened(NOON + distance))
    assert (None if isinstance(judged, Event) else judged) == found


def test_the_horizon_goes_with_the_newest_timestamp_and_the_future_with_the_records_own() -> None:
    later = NOON + timedelta(days=1)
    assert verdict(opened(NOON - timedelta(days=400)), later) == "before_horizon"
    assert isinstance(verdict(opened(NOON - timedelta(days=399)), later), Event)
    assert verdict(opened(NOON + timedelta(hours=1)), later) == "time_in_future"


@pytest.mark.parametrize(
    ("time", "reason"),
    [("0001-01-01T00:00:00+14:00", "before_horizon"), ("9999-12-31T23:59:59-14:00", "time_in_future")],
)
def test_times_that_cannot_be_shifted_to_utc_are_judged_all_the_same(time: str, reason: str) -> None:
    assert verdict(opened() | {"time": time}) == reason


def test_a_tick_holds_its_first_instant_and_not_its_last() -> None:
    start = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
    ticks = [tick_of(start + timedelta(microseconds=shift), 60) for shift in (-1, 0, 59_999_999, 60_000_000)]
    assert [tick - ticks[1] for tick in ticks] == [-1, 0, 0, 1]
