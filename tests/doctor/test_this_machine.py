"""Claims about what the doctor finds without a broker."""

from pathlib import Path

from pydantic import SecretStr

from service.doctor.checks.cache import cache
from service.doctor.checks.catalog import catalog
from service.doctor.checks.jars import jars
from service.doctor.checks.key import key
from service.doctor.checks.python import python
from service.doctor.checks.variables import variables
from service.doctor.finding import Level
from service.doctor.run import findings
from service.settings import Settings

NOWHERE = Settings(broker="127.0.0.1:1")


def test_an_old_python_is_broken_and_says_what_to_install() -> None:
    finding = python((3, 10))
    assert finding.level is Level.BROKEN and "3.11" in finding.text("en") and "installez" in finding.text("fr")
    assert python((3, 11)).level is Level.FINE


def test_a_mistyped_variable_is_answered_with_the_nearest_setting() -> None:
    (finding,) = variables({"VIGIE_PARTITONS": "4", "VIGIE_BROKER": "a:1", "VIGIE_LANG": "fr", "HOME": "/"})
    assert finding.level is Level.WARNING
    assert finding.text("en") == "VIGIE_PARTITONS is no setting; did you mean VIGIE_PARTITIONS?"


def test_a_cache_that_cannot_be_written_to_is_broken(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    finding = cache(NOWHERE.model_copy(update={"cache": tmp_path / "file" / "cache"}))
    assert finding.level is Level.BROKEN and "VIGIE_CACHE" in finding.text("en")


def test_jars_that_are_not_fetched_yet_are_only_a_warning(tmp_path: Path) -> None:
    finding = jars(NOWHERE.model_copy(update={"cache": tmp_path}))
    assert finding.level is Level.WARNING and "--fetch" in finding.text("fr")


def test_the_public_key_is_warned_of_and_never_shown() -> None:
    own = NOWHERE.model_copy(update={"pseudonym_key": SecretStr("well kept")})
    assert key(NOWHERE).level is Level.WARNING
    assert key(own).level is Level.FINE and "well kept" not in str(key(own))


def test_a_broken_catalog_is_broken_and_its_first_mistake_is_shown(tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text("unheard_of = 1\n")
    finding = catalog(NOWHERE.model_copy(update={"catalog": tmp_path}))
    assert finding.level is Level.BROKEN
    assert "mail.toml:1" in finding.text("en") and "vigie check" in finding.text("en")
    assert catalog(NOWHERE).level is Level.FINE


def test_a_missing_broker_is_broken_and_nothing_behind_it_is_guessed_at() -> None:
    found = {finding.about: finding for finding in findings(NOWHERE, {})}
    assert [about for about, finding in found.items() if finding.level is Level.BROKEN] == ["broker"]
    assert "vigie broker" in found["broker"].text("en") and not {"topics", "clock", "lag"} & set(found)
