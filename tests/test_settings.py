"""What a person may write into the environment, and what is refused before anything starts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from service.durations import read_duration, write_duration
from service.fingerprint import fingerprint
from service.settings import PUBLIC_KEY, Settings
from tests.kpi.definitions import catalog


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90", 90), ("90s", 90), ("1.5h", 5_400), ("250ms", 0.25), ("10 m", 600), ("400d", 34_560_000), ("PT1H", 3_600)],
)
def test_a_duration_is_a_number_of_seconds_or_has_a_unit_or_is_iso(
    written: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_LATENESS", written)
    assert Settings().lateness == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["soon", "1y", "-5", "5 5", "h"])
def test_what_is_no_duration_is_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_LATENESS", written)
    with pytest.raises(ValidationError, match="lateness"):
        Settings()


@given(st.integers(min_value=0, max_value=10**12))
def test_a_duration_written_is_read_as_itself(milliseconds: int) -> None:
    duration = timedelta(milliseconds=milliseconds)
    assert read_duration(write_duration(duration)) == duration


@pytest.mark.parametrize("zone", ["Europe/Pris", "Mars", "", "../etc/passwd", "/etc/passwd", "Europe"])
def test_a_zone_that_does_not_exist_is_refused_with_the_settings(zone: str) -> None:
    with pytest.raises(ValidationError, match="there is no such time zone"):
        Settings(zone=zone)


def test_the_key_of_the_demo_is_known_as_such() -> None:
    assert Settings().has_public_key
    assert not Settings(pseudonym_key=SecretStr(PUBLIC_KEY + "x")).has_public_key


@pytest.mark.parametrize("name, value", [("FISCAL_START", "0"), ("FISCAL_START", "13"), ("WEEK_START", "Mon")])
def test_a_calendar_that_does_not_exist_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"VIGIE_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_the_calendar_decides_values_and_is_in_the_fingerprint() -> None:
    calendars = [Settings(), Settings(zone="UTC"), Settings(week_start="sunday"), Settings(fiscal_start=4)]
    assert len({fingerprint(catalog(), settings) for settings in calendars}) == 4
