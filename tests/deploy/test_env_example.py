"""One env file serves the containers and the embedded way."""

import re

import pytest

from service.settings import Settings
from tests.deploy.files import GIVEN, ROOT, VARIABLES, pairs

EXAMPLE = ROOT / ".env.example"
SHOWN = dict(re.findall(r"^#([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
WITHOUT_DEFAULT = {"VIGIE_CATALOG", "VIGIE_INSTANCE", *GIVEN}


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


def test_a_mere_copy_changes_nothing() -> None:
    assert pairs(EXAMPLE) == {}


def test_it_shows_every_setting_and_what_must_be_given_and_nothing_else() -> None:
    assert SHOWN.keys() == VARIABLES.keys() | GIVEN.keys()


@pytest.mark.parametrize("variable", sorted(SHOWN.keys() - WITHOUT_DEFAULT))
def test_the_value_shown_is_read_and_is_the_default(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default = getattr(Settings(), VARIABLES[variable])
    monkeypatch.setenv(variable, SHOWN[variable])
    assert getattr(Settings(), VARIABLES[variable]) == default


@pytest.mark.parametrize("variable", sorted(WITHOUT_DEFAULT))
def test_what_has_no_default_is_shown_empty(variable: str) -> None:
    assert SHOWN[variable] == ""


def test_no_secret_can_be_committed_by_accident() -> None:
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
