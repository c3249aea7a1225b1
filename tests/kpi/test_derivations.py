"""Derivations rest on fields, on readings of fields, and on each other."""

from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.facts import Dimension
from service.kpi.derive.derivations import Derivations, Derived, Deriving
from service.kpi.derive.readings import Reading, Tag
from service.kpi.derive.urls import host_of


def together(inputs: Mapping[str, Dimension]) -> Dimension:
    """Every input by its name, so that a mistaken one is seen."""
    return ",".join(f"{name}={value}" for name, value in inputs.items())


DERIVATIONS = Derivations(
    {
        "host": Reading("page", host_of),
        "tag": Tag("page", ("t", "u")),
        "other": Tag("page", ("o",)),
        "from": Reading("led_by", host_of),
    },
    {
        "pair": Derived(("host", "place"), together),
        "place": Derived(("place", "other", "from"), together),
        "all": Derived(("pair", "place", "host", "tag", "page"), together),
    },
)
PAGE, LED_BY = "https://a.example/x?t=1&o=2", "https://b.example/"


def event(page: str | None, led_by: str | None, place: str | None) -> SimpleNamespace:
    return SimpleNamespace(page=page, led_by=led_by, place=place)


HERE = event(PAGE, LED_BY, "paris")


def value(name: str, of: SimpleNamespace) -> Dimension:
    deriving = Deriving([name], DERIVATIONS)
    return deriving.values(deriving.get(of))[0]


@pytest.mark.parametrize(
    ("name", "leaves", "fields"),
    [
        ("page", ("page",), {"page"}),
        ("host", ("host",), {"page"}),
        ("place", ("from", "other", "place"), {"page", "led_by", "place"}),
        ("pair", ("from", "host", "other", "place"), {"page", "led_by", "place"}),
        ("all", ("from", "page", "host", "other", "tag", "place"), {"page", "led_by", "place"}),
    ],
)
def test_a_dimension_rests_on_the_fields_at_the_end_of_its_chain(
    name: str, leaves: tuple[str, ...], fields: set[str]
) -> None:
    assert (DERIVATIONS.leaves([name]), DERIVATIONS.fields(name)) == (leaves, fields)


def test_by_its_own_name_a_derivation_means_the_field_and_others_mean_the_derivation() -> None:
    assert value("place", HERE) == "place=paris,other=2,from=b.example"
    assert value("pair", HERE) == "host=a.example,place=place=paris,other=2,from=b.example"


def test_what_is_absent_stays_absent() -> None:
    assert value("pair", event(None, "", None)) == "host=None,place=place=None,other=None,from=None"


@pytest.mark.parametrize(
    ("names", "got"),
    [
        ((), ()),
        (("place_of_none",), "x"),
        (("host",), "a.example"),
        (("tag",), "1"),
        (("page", "place_of_none"), (PAGE, "x")),
        (("tag", "host"), ("a.example", "1")),
        (("tag", "from", "host", "other", "page"), ("b.example", PAGE, "a.example", "2", "1")),
    ],
)
def test_of_an_event_its_leaves_are_got_field_by_field_and_a_single_one_as_it_is(
    names: tuple[str, ...], got: object
) -> None:
    assert Deriving(names, DERIVATIONS).get(SimpleNamespace(page=PAGE, led_by=LED_BY, place_of_none="x")) == got


PAGES = st.sampled_from([None, "", PAGE, "https://a.example/y?u=3", "/x?t=1", "/"])
PLACES = st.sampled_from([None, "", "paris"])
NAMES = ("all", "pair", "place", "host", "tag", "page", "from")


@settings(deadline=None)
@given(st.lists(st.tuples(PAGES, PAGES, PLACES), max_size=20), st.integers(0, 20))
def test_what_is_remembered_is_what_would_be_derived_anew(
    events: list[tuple[str | None, str | None, str | None]], forgotten: int
) -> None:
    deriving = Deriving(NAMES, DERIVATIONS)
    for number, each in enumerate(event(*given_) for given_ in events):
        if number == forgotten:
            deriving.forget()
        assert deriving.values(deriving.get(each)) == tuple(value(name, each) for name in NAMES)


@settings(deadline=None)
@given(st.lists(st.tuples(PAGES, PAGES, PLACES), max_size=8), st.sets(st.sampled_from(NAMES)))
def test_events_are_told_alike_where_their_leaves_are(
    events: list[tuple[str | None, str | None, str | None]], names: set[str]
) -> None:
    deriving, happened = Deriving(sorted(names), DERIVATIONS), [event(*each) for each in events]
    told, leaves = list(deriving.told(happened)), [deriving.get(each) for each in happened]
    assert [a == b for a in told for b in told] == [a == b for a in leaves for b in leaves]


def test_a_derivation_is_asked_once_about_the_same_leaves() -> None:
    asked: list[Dimension] = []

    def note(inputs: Mapping[str, Dimension]) -> Dimension:
        asked.append(inputs["host"])
        return None

    derivations = Derivations({"host": Reading("page", host_of)}, {"noted": Derived(("host",), note)})
    deriving = Deriving(["noted"], derivations)
    for host in ("a", "b", "a", "a", None, None):
        deriving.values(host)
    assert (asked, len(deriving)) == (["a", "b", None], 3)


def test_a_derivation_that_several_others_rest_on_is_asked_once_about_an_event() -> None:
    asked: list[int] = []
    derived = {
        "base": Derived(("place",), lambda inputs: asked.append(1)),
        "left": Derived(("base",), together),
        "right": Derived(("base", "left"), together),
        "top": Derived(("left", "right", "base"), together),
    }
    Derivations({}, derived).value("top", {"place": "paris"})
    assert len(asked) == 1


def test_where_a_derivation_is_not_made_its_name_is_that_of_a_field() -> None:
    made = DERIVATIONS.made_of({"place", "page"})
    assert (set(made.readings), set(made.derived)) == ({"host", "tag", "other"}, set())
    deriving = Deriving(["place"], made)
    assert deriving.values(deriving.get(HERE)) == ("paris",)
