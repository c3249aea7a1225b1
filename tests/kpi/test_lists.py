"""Reference lists and bands: what is stated, and what it is called."""

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import Dimension
from schemas.lists import ReferenceList
from service.kpi.derive.bands import band_of
from service.kpi.derive.lists import codes_of, folded

WORDS = {"en": "x", "fr": "x"}


def listed(spellings: Mapping[str, tuple[str, ...]]) -> ReferenceList:
    """A list of these codes, and of `unknown` and `other`."""
    codes = {"unknown": ("n/a",), "other": ()} | dict(spellings)
    rows = {name: {"title": WORDS, "spellings": texts, "source": "test"} for name, texts in codes.items()}
    return ReferenceList.model_validate({"version": "1", "title": WORDS, "code": rows})


BEFORE = listed({"too_dear": ("Price too high",)})
AFTER = listed({"too_dear": ("Price too high", "costs a lot"), "moved": ("gone away",)})

STATED = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.sampled_from(["Price too high", "costs a lot", "gone away", "moved", "MOVED", "n/a", "other", "unlisted", " "]),
)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("Price too high", "too_dear"),
        ("  price   TOO high ", "too_dear"),
        ("TOO_DEAR", "too_dear"),
        ("too-dear", "too_dear"),
        ("N/A", "unknown"),
        (None, "unknown"),
        ("", "unknown"),
        (" _ ", "unknown"),
        ("other", "other"),
        ("Price too high.", "unlisted"),
        ("costs a lot", "unlisted"),
        ("unlisted", "unlisted"),
    ],
)
def test_a_statement_has_the_code_of_its_spelling_and_is_never_dropped(stated: Dimension, code: str) -> None:
    assert codes_of(BEFORE)(stated) == code


@given(st.lists(STATED))
def test_codes_add_up_to_what_was_stated_whatever_the_list_knows(stated: list[str | None]) -> None:
    for known in (BEFORE, AFTER):
        codes = Counter(map(codes_of(known), stated))
        assert codes.total() == len(stated)
        assert set(codes) <= {*known.code, "unlisted"}


@given(st.lists(STATED))
def test_a_list_that_learns_moves_statements_out_of_unlisted_and_nowhere_else(stated: list[str | None]) -> None:
    pairs = Counter((codes_of(BEFORE)(text), codes_of(AFTER)(text)) for text in stated)
    moved = {(before, after) for before, after in pairs if before != after}
    assert moved <= {("unlisted", "too_dear"), ("unlisted", "moved")}


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.one_of(st.none(), st.integers(-5, 120)))
def test_a_year_of_months_is_a_band(months: int | None) -> None:
    starts = {"1": 0, **{str(year): 12 * (year - 1) + 1 for year in range(2, 11)}}
    wanted = None if months is None or months < 0 else str(min(10, max(1, (months + 11) // 12)))
    assert band_of(months, starts) == wanted
