"""Claims about what the doctor finds."""

import asyncio
from pathlib import Path

from pydantic import SecretStr

from service.cli import doctor
from service.cli.doctor import Finding, Level, findings
from service.settings import Settings
from service.topics import ensure_topics

NOWHERE = Settings(broker="127.0.0.1:1")


def broken(found: list[Finding]) -> list[str]:
    """What is broken, by what it is about."""
    return [finding.about for finding in found if finding.level is Level.BROKEN]


def test_an_old_python_is_broken_and_says_what_to_install() -> None:
    finding = doctor.python((3, 10))
    assert finding.level is Level.BROKEN and "3.11" in finding.advice
    assert doctor.python((3, 11)).level is Level.FINE


def test_a_mistyped_variable_is_answered_with_the_nearest_setting() -> None:
    (finding,) = doctor.variables({"VIGIE_PARTITONS": "4", "VIGIE_BROKER": "a:1", "HOME": "/"})
    assert finding == Finding(
        Level.WARNING, "settings", "VIGIE_PARTITONS is no setting", "did you mean VIGIE_PARTITIONS?"
    )


def test_a_cache_that_cannot_be_written_to_is_broken(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    finding = doctor.cache(NOWHERE.model_copy(update={"cache": tmp_path / "file" / "cache"}))
    assert finding.level is Level.BROKEN and "VIGIE_CACHE" in finding.advice


def test_jars_that_are_not_fetched_yet_are_only_a_warning(tmp_path: Path) -> None:
    finding = doctor.jars(NOWHERE.model_copy(update={"cache": tmp_path}))
    assert finding.level is Level.WARNING and "--fetch" in finding.advice


def test_the_public_key_is_warned_of_and_never_shown() -> None:
    own = NOWHERE.model_copy(update={"pseudonym_key": SecretStr("well kept")})
    assert doctor.key(NOWHERE).level is Level.WARNING
    assert doctor.key(own).level is Level.FINE and "well kept" not in str(doctor.key(own))


def test_a_missing_broker_is_broken_and_topics_are_not_guessed_at() -> None:
    found = list(findings(NOWHERE, {}))
    assert broken(found) == ["broker"] and "topics" not in [finding.about for finding in found]


def test_missing_topics_are_broken(fresh_settings: Settings) -> None:
    assert broken(list(findings(fresh_settings, {}))) == ["topics"]


def test_a_whole_set_up_is_fine(fresh_settings: Settings) -> None:
    asyncio.run(ensure_topics(fresh_settings))
    own = fresh_settings.model_copy(update={"pseudonym_key": SecretStr("well kept")})
    assert {finding.level for finding in findings(own, {})} == {Level.FINE}


def test_a_broken_catalog_is_broken_and_its_first_mistake_is_shown(tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text("unheard_of = 1\n")
    finding = doctor.catalog(NOWHERE.model_copy(update={"catalog": tmp_path}))
    assert finding.level is Level.BROKEN and "mail.toml:1" in finding.found and "vigie check" in finding.advice
    assert doctor.catalog(NOWHERE).level is Level.FINE
