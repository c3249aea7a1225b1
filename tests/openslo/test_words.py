"""Whatever is said of OpenSLO is said in English and in French, of the same things."""

import re
from pathlib import Path
from string import Formatter

import pytest

import service.openslo
from service.openslo.words import TEXTS

ROOM = Path(service.openslo.__file__).parent
CODE = "\n".join(path.read_text() for path in (*ROOM.glob("*.py"), ROOM.parent / "cli" / "openslo.py"))


@pytest.mark.parametrize("name", TEXTS)
def test_both_languages_have_the_same_gaps_and_every_text_is_used(name: str) -> None:
    english, french = ([field for _, field, _, _ in Formatter().parse(text) if field] for text in TEXTS[name])
    assert sorted(english) == sorted(french)
    assert re.search(rf"[\"']{name}[\"']", CODE.replace(f'    "{name}": (', "")), f"{name} is never said"
