"""Whatever the doctor says is said in English and in French, of the same things."""

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import service.doctor
from schemas.rejects import ReasonCode
from service.doctor.words import ABOUT, LEVELS, REASONS, TEXTS, reason, said

CODE = "\n".join(path.read_text() for path in Path(service.doctor.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("name", TEXTS)
def test_both_languages_have_the_same_gaps_and_every_text_is_used(name: str) -> None:
    english, french = ([field for _, field, _, _ in Formatter().parse(text) if field] for text in TEXTS[name])
    assert sorted(english) == sorted(french)
    assert re.search(rf'"{name}"', CODE.replace(f'    "{name}": (', ""))


def test_every_reason_of_a_reject_has_its_advice() -> None:
    assert set(REASONS) == set(get_args(ReasonCode))
    assert all(reason(code).en != reason(code).fr for code in REASONS)


def test_every_finding_has_a_heading_in_both_languages() -> None:
    assert set(re.findall(r'(?:fine|warning|broken)\("(\w+)"', CODE)) == set(ABOUT)
    assert set(LEVELS) == {"fine", "warning", "broken"}


def test_numbers_are_written_as_the_language_does() -> None:
    found = said("lag_stuck", raw=12_345, inner=0, seconds=2.5, workers=1)
    assert "12,345" in found.en and "2.50 s" in found.en
    assert "12\u202f345" in found.fr and "2,50 s" in found.fr
