"""Whatever an exception of ours says, where its text is written down, has its French words."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest

import service
from schemas.topics import topics_of
from service.cli import words as cli_words
from service.cli.french import ERRORS, TOPICS
from service.cli.words import say
from service.lang import LANGS
from service.read import words as read_words
from service.topic_state import Condition

ROOT = Path(service.__file__).parent
RAISED = {
    "BrokerFailed",
    "BrokerUnreachable",
    "JarsUnavailable",
    "NotRead",
    "SendError",
    "TokenMissing",
    "TopicsWrong",
    "Unanswered",
    "VerifyError",
    "WrongAddress",
}
"""Exceptions that end a command and do not know their own words; their texts are found in the code."""


def texts() -> Iterator[tuple[str, str]]:
    """Where each text stands, and the text with something in its gaps."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            text = _text(node.args[0]) if isinstance(node, ast.Call) and _is_raised(node) else ""
            if isinstance(node, ast.Call) and text:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def _is_raised(call: ast.Call) -> bool:
    return getattr(call.func, "id", "") in RAISED and bool(call.args)


def _text(argument: ast.expr) -> str:
    match argument:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "§" for part in parts)
    return ""


TEXTS = dict(texts())


def test_the_texts_are_found() -> None:
    assert len(TEXTS) > 25


@pytest.mark.parametrize("place", TEXTS)
def test_every_text_that_ends_a_command_is_said_in_french(place: str) -> None:
    english = TEXTS[place]
    if english.replace("§", "").strip(" :"):  # more than a place and what somebody else said
        assert ERRORS.french(english) is not None, english


def test_what_is_said_of_every_topic_is_said_in_french() -> None:
    for topic in topics_of("vigie", 1):
        assert all(TOPICS.french(text) for text in (topic.carries, topic.key))
        assert TOPICS.french(topic.readers) or topic.readers in ("ingest", "dedupe", "count", "compose")


def test_every_condition_of_a_topic_is_said_in_both_languages() -> None:
    assert [[say(lang, condition) for condition in Condition] for lang in LANGS] == [
        ["created", "existing", "missing", "wrong"],
        ["créé", "en place", "manquant", "fautif"],
    ]


@pytest.mark.parametrize("table", [cli_words.TEXTS, read_words.TEXTS], ids=["commands", "read"])
def test_both_languages_say_the_same_parts(table: Mapping[str, tuple[str, str]]) -> None:
    for texts in table.values():
        english, french = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in texts)
        assert english == french, texts
    assert sum(english == french for english, french in table.values()) < len(table) / 4
