"""Whatever a command is asked, and however wrongly, nothing of its answer in French is English.

Each is run in both languages: no three words that follow each other in the English answer may do so in the French one.
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer import rich_utils

from service.cli.main import COMMANDS, app
from service.cli.usage import HEADINGS

Run = Callable[..., str]

TOML = '[family]\ntitle = { en = "Mail", fr = "Mail" }\n'
WRONG = {
    "no such command": ["topcs"],
    "no command": [],
    "an option of none": ["--nope"],
    "no topic": ["read"],
    "an option that is none": ["read", "facts", "--lmit", "3"],
    "an option without its value": ["read", "facts", "--limit"],
    "a value for a flag": ["topics", "--list=yes"],
    "too much": ["read", "facts", "and", "more"],
    "too small": ["read", "facts", "--limit", "0"],
    "no number": ["demo", "--rate", "fast"],
    "too large": ["demo", "--partitions", "300"],
    "no such scenario": ["demo", "--scenario", "war"],
    "no action": ["openslo"],
    "no such action": ["openslo", "exprt"],
    "no mapping": ["import", "orders.csv"],
    "no such topic": ["read", "fats"],
    "a topic that nothing resembles": ["read", "0000"],
    "no raw topic": ["send", "--topic", "post"],
    "no file to send": ["send", "{tmp}/none.ndjson"],
    "a folder to send": ["send", "{tmp}"],
    "no file to import": ["import", "{tmp}/none.csv", "--mapping", "{tmp}/none.toml"],
    "no such KPI": ["explain", "open_rat"],
    "no objective of it": ["openslo", "export", "open_rat"],
    "no OpenSLO file": ["openslo", "import", "{tmp}/none.yaml"],
    "no catalog": ["check", "{tmp}/none"],
    "an empty catalog": ["check", "{tmp}"],
    "a wait below nothing": ["verify", "--wait", "-1"],
    "topics without a broker": ["topics"],
    "send without a broker": ["send", "{tmp}/events"],
    "read without a broker": ["read", "facts"],
    "verify without a broker": ["verify", "--wait", "0"],
    "explain without a broker": ["explain", "open_rate"],
    "doctor without a broker": ["doctor"],
    "topics that are needed": ["topics", "--list"],
    "what is out of date": ["render", "--check", "--into", "{tmp}/empty"],
}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Run]:
    """What `vigie` answers, run in this process, for so many of them would take a minute otherwise."""
    for name in HEADINGS:
        monkeypatch.setattr(rich_utils, name, getattr(rich_utils, name))
    (tmp_path / "empty").mkdir()
    (tmp_path / "events").write_text("{}\n")
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("VIGIE_BROKER", "127.0.0.1:1")
    english = {name: getattr(rich_utils, name) for name in HEADINGS}

    def run(lang: str, arguments: list[str]) -> str:
        for name, text in english.items():
            setattr(rich_utils, name, text)
        given = [each.format(tmp=tmp_path) for each in arguments]
        at = int(bool(given) and given[0] in COMMANDS)  # the command must be told: here it was imported in English
        monkeypatch.setattr(sys, "argv", ["vigie", *given[:at], "--lang", lang, *given[at:]])
        with pytest.raises(SystemExit):
            app()
        done = capsys.readouterr()
        return (done.out + done.err).replace(str(tmp_path), "")

    yield run


def threes(text: str) -> set[tuple[str, ...]]:
    """Every three words with nothing but a space between; not of the usage line, which is names."""
    lines = [line for line in text.splitlines() if not line.strip().startswith("Usage:")]
    parts = [part.split() for line in lines for part in re.split(r"[^\w\s]|\s{2,}", line)]
    words = [[word for word in part if word.isalpha()] for part in parts]
    return {tuple(part[at : at + 3]) for part in words for at in range(len(part) - 2)}


def assert_other_words(said: Run, arguments: list[str]) -> None:
    english, french = said("en", arguments), said("fr", arguments)
    assert english.strip() and french.strip() and english != french
    assert threes(english) & threes(french) == set(), french


@pytest.mark.parametrize("name", COMMANDS)
def test_no_help_is_english(said: Run, name: str) -> None:
    assert_other_words(said, [name, "--help"])


@pytest.mark.parametrize("case", WRONG)
def test_no_answer_is_english(said: Run, case: str) -> None:
    assert_other_words(said, WRONG[case])
