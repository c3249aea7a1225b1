"""Derivations rest on fields, on readings of fields, and on each other."""

from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import Dimension
from service.kpi.derivations import Derivations, Derived, Deriving, Reading


def first_letter(text: str | None) -> Dimension:
    return text[:1] or None if text else None


def together(inputs: Mapping[str, Dimension]) -> Dimension:
    """Every input by its name, so that a mistaken one is seen."""
    return ",".join(f"{name}={value}" for name, value in inputs.items())


DERIVATIONS = Derivations(
    {"letter": Reading("word", first_letter), "other": Reading("text", first_letter)},
    {
        "pair": Derived(("letter", "place"), together),
        "place": Derived(("place", "other"), together),
        "all": Derived(("pair", "place", "letter", "word"), together),
    },
)


def event(word: str | None, text: str | None, place: str | None) -> SimpleNamespace:
    return SimpleNamespace(word=word, text=text, place=place)


def value(name: str, of: SimpleNamespace, deriving: Deriving | None = None) -> Dimension:
    leaves = sorted(set(DERIVATIONS.leaves(name)))
    got = DERIVATIONS.getter(leaves)(of)
    values = got if len(leaves) > 1 else (got,)
    return (deriving or Deriving(DERIVATIONS)).value(name, dict(zip(leaves, values, strict=True)))


@pytest.mark.parametrize(
    ("name", "leaves", "fields"),
    [
        ("word", {"word"}, {"word"}),
        ("letter", {"letter"}, {"word"}),
        ("place", {"place", "other"}, {"place", "text"}),
        ("pair", {"letter", "place", "other"}, {"word", "place", "text"}),
        ("all", {"letter", "place", "other", "word"}, {"word", "place", "text"}),
    ],
)
def test_a_dimension_rests_on_the_fields_at_the_end_of_its_chain(name: str, leaves: set[str], fields: set[str]) -> None:
    assert (set(DERIVATIONS.leaves(name)), set(DERIVATIONS.fields(name))) == (leaves, fields)


def test_by_its_own_name_a_derivation_means_the_field_and_others_mean_the_derivation() -> None:
    here = event("apple", "text", "paris")
    assert value("place", here) == "place=paris,other=t"
    assert value("pair", here) == "letter=a,place=place=paris,other=t"


def test_what_is_absent_stays_absent() -> None:
    assert value("pair", event(None, "", None)) == "letter=None,place=place=None,other=None"


@pytest.mark.parametrize(
    ("leaves", "got"),
    [
        ((), ()),
        (("word",), "apple"),
        (("letter",), "a"),
        (("place", "word"), ("paris", "apple")),
        (("letter", "other", "word"), ("a", "t", "apple")),
    ],
)
def test_of_an_event_its_leaves_are_got_and_a_single_one_as_it_is(leaves: tuple[str, ...], got: object) -> None:
    assert DERIVATIONS.getter(leaves)(event("apple", "text", "paris")) == got


WORDS = st.sampled_from([None, "", "a", "apple", "b", "berlin"])


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=20), st.integers(0, 20))
def test_what_is_remembered_is_what_would_be_derived_anew(
    events: list[tuple[str | None, str | None, str | None]], forgotten: int
) -> None:
    deriving = Deriving(DERIVATIONS)
    for number, given_ in enumerate(events):
        if number == forgotten:
            deriving.forget()
        for name in ("all", "pair", "place", "letter", "word"):
            assert value(name, event(*given_), deriving) == value(name, event(*given_))


def test_a_derivation_is_asked_once_about_the_same_leaves() -> None:
    asked: list[Dimension] = []

    def note(inputs: Mapping[str, Dimension]) -> Dimension:
        asked.append(inputs["letter"])
        return None

    deriving = Deriving(Derivations({"letter": Reading("word", first_letter)}, {"noted": Derived(("letter",), note)}))
    for letter in ("a", "b", "a", "a", None, None):
        deriving.value("noted", {"letter": letter})
    assert asked == ["a", "b", None]
    assert len(deriving) == 3
