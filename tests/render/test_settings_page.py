"""The page of the settings says what the settings say."""

import re
from datetime import timedelta

import pytest

from service.render.settings_page import settings_page
from service.settings import Settings

((_, PAGE),) = settings_page()
ROWS = dict(re.findall(r"^\| `VIGIE_([A-Z_]+)` \| `?([^|`]+)`? \|", PAGE, re.MULTILINE))


def test_every_setting_has_a_row_in_the_order_of_the_settings() -> None:
    assert [name.lower() for name in ROWS] == list(Settings.model_fields)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_the_default_shown_is_read_as_the_default(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if ROWS[name].strip() != "none":
        monkeypatch.delenv(f"VIGIE_{name}", raising=False)  # the cache may stand elsewhere
        default = getattr(Settings(), name.lower())
        monkeypatch.setenv(f"VIGIE_{name}", ROWS[name])
        assert getattr(Settings(), name.lower()) == default
    else:
        assert Settings.model_fields[name.lower()].default in (None, "")


def test_durations_are_shown_as_people_write_them() -> None:
    durations = {name for name, field in Settings.model_fields.items() if isinstance(field.default, timedelta)}
    assert durations and all(re.fullmatch(r"[0-9]+(ms|s|m|h|d)", ROWS[name.upper()]) for name in durations)
