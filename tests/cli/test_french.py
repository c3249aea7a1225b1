"""Commands speak French where that is asked for: help, errors, wrong settings."""

from pathlib import Path
from string import Formatter

import pytest
import typer

from service.cli.failure import told
from service.cli.french import COMMON, ERRORS, HELP, PURPOSES
from service.cli.main import COMMANDS, load
from service.verify.definitions import load_definitions
from service.verify.errors import VerifyError
from service.verify.formula import Names, translate
from tests.cli.test_main import vigie

NOWHERE = {"VIGIE_BROKER": "127.0.0.1:1"}


def test_every_command_has_its_purpose_in_french() -> None:
    assert PURPOSES.keys() == COMMANDS.keys() == HELP.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_has_its_help_in_french_and_no_other_has(name: str) -> None:
    command = load(name)
    english = {each.name: each.help for each in command.params}
    assert english.keys() == HELP[name].keys() - {""}
    assert all(english[each] != HELP[name][each] for each in english)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_in_french(name: str) -> None:
    assert typer.main.get_command is not None
    done = vigie(name, "--help", VIGIE_LANG="fr", COLUMNS="200")
    assert done.returncode == 0 and COMMON["help"] in done.stdout
    assert HELP[name][""][:60] in done.stdout


@pytest.mark.parametrize("arguments", [("--lang", "fr", "--help"), ("--help", "--lang=fr"), ("--lang=fr",)])
def test_the_list_of_commands_is_in_french(arguments: tuple[str, ...]) -> None:
    done = vigie(*arguments, COLUMNS="200")
    assert all(purpose[:40] in done.stdout for purpose in PURPOSES.values())


@pytest.mark.parametrize("speaking", [{"VIGIE_LANG": "fr"}, {"LANG": "fr_FR.UTF-8"}, {"LC_ALL": "fr_FR", "LANG": "C"}])
def test_the_environment_says_the_language(speaking: dict[str, str]) -> None:
    done = vigie("topics", **NOWHERE, **speaking)
    assert done.stderr.startswith("vigie topics\u202f: aucun Kafka ne répond à 127.0.0.1:1\u202f: lancez-en un")
    assert vigie("--lang", "en", "topics", **NOWHERE, **speaking).stderr.startswith("vigie topics: no Kafka answers")


def test_wrong_settings_are_told_in_french() -> None:
    first, second = vigie("doctor", VIGIE_PARTITIONS="0", VIGIE_ZONE="Europe/Pris", VIGIE_LANG="fr").stderr.splitlines()
    assert first == "VIGIE_PARTITIONS\u202f: doit être au moins 1 (donné\u202f: '0')"
    assert "vouliez-vous dire Europe/Paris" in second


def test_mistakes_of_a_catalog_are_told_in_french(tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text("unheard_of = 1\n")
    done = vigie("check", str(tmp_path), "--lang", "fr")
    assert done.returncode == 1 and "mail.toml:1\u202f: unheard_of\u202f: champ inconnu" in done.stdout
    worker = vigie("worker", VIGIE_CATALOG=str(tmp_path), VIGIE_LANG="fr")
    assert "fautes dans le catalogue" in worker.stderr and "champ inconnu" in worker.stderr
    assert "aucune faute (familles\u202f: " in vigie("check", "--lang", "fr").stdout


def test_an_error_that_nobody_put_into_french_is_told_as_it_is() -> None:
    assert told("a thing\nof two lines", "fr") == "a thing\nof two lines"


@pytest.mark.parametrize("english", ERRORS.table)
def test_both_languages_have_the_same_gaps(english: str) -> None:
    gaps = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in (english, ERRORS.table[english])]
    assert gaps[0] == gaps[1] and ERRORS.french(english) == ERRORS.table[english]


@pytest.mark.parametrize(
    ("formula", "french"),
    [
        ("opens $ sent", "formule 'opens $ sent'\u202f: illisible à partir de '$ sent'"),
        ("opens /", "formule 'opens /'\u202f: il fallait une valeur, il y a sa fin (mot 3)"),
        ("opens sent", "formule 'opens sent'\u202f: 'sent' n’est pas attendu ici (mot 2)"),
        ("oepns", "formule 'oepns'\u202f: 'oepns' n’est pas défini (mot 2)"),
    ],
)
def test_what_the_recount_says_of_a_formula_is_french(formula: str, french: str) -> None:
    def known(name: str) -> str:
        return {"opens": "opens", "sent": "sent"}[name]

    with pytest.raises(VerifyError) as mistake:
        translate(formula, Names(known, known))
    assert told(mistake.value, "fr") == french


def test_a_file_that_is_no_part_of_a_catalog_is_told_in_french(tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text("family = 1\n")
    with pytest.raises(VerifyError) as mistake:
        load_definitions(tmp_path)
    first, second = told(mistake.value, "fr").splitlines()[:2]
    assert first.endswith("mail.toml\u202f: n’est pas un morceau de catalogue\u202f; `vigie check` donne les lignes")
    assert second == "  family\u202f: doit être un texte"
