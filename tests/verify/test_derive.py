"""Derived dimensions of the recount: by hand, and beside the service's own, which is written another way."""

from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.definitions import Band, Bot, Derivation, Given, Host, Parameter, Ruled, SiteCategory, SiteName
from schemas.events.base import Event
from schemas.lists import ReferenceList
from schemas.rules import RuleTable
from schemas.sites import Sites
from service.kpi.derive.bands import band_of
from service.kpi.derive.lists import codes_of
from service.kpi.derive.rules import table_of
from service.kpi.derive.sites import known_sites
from service.kpi.derive.urls import host_of, path_of, tags_of
from service.verify.codes import code
from service.verify.definitions import PACKAGED, load_definitions
from service.verify.derive import Deriver, band_at
from service.verify.rules import decide
from service.verify.sites import KnownSites
from service.verify.urls import host, parameter, path
from tests.verify.things import things

LISTS = tuple(
    Sites.model_validate({"version": "1", "source": "tests", "category": category, "sites": sites})
    for category, sites in {
        "search": {"google": ("google.*", "adwords"), "bing": ("bing.com",)},
        "mail": {"gmail": ("mail.google.com", "email")},
        "social": {"twitter": ("t.co", "twitter.com"), "hacker news": ("news.ycombinator.com",)},
    }.items()
)


def table(inputs: tuple[str, ...], *rows: dict[str, Any]) -> RuleTable:
    rules = tuple({"name": f"r{n}", "source": "tests", **row} for n, row in enumerate(rows))
    return RuleTable.model_validate({"version": "1", "inputs": inputs, "otherwise": "other", "rule": rules})


LIST = ReferenceList.model_validate(
    {
        "version": "1",
        "title": {"en": "x", "fr": "x"},
        "code": {
            name: {"title": {"en": "x", "fr": "x"}, "spellings": spellings, "source": "tests"}
            for name, spellings in {"opt_in": ("Yes",), "other": (), "unknown": ("don't know",)}.items()
        },
    }
)
BAND = Band(kind="band", of="score", starts={"low": 0, "middle": 7, "high": 9})
TABLE = table(
    ("medium", "site", "source", "robot"),
    {"when": {"robot": {"equals": True}}, "then": "robot"},
    {"when": {"medium": {"among": ("CPC", "ppc")}}, "then": "paid"},
    {"when": {"medium": {"matches": "^e.?mail$"}}, "then": "mail"},
    {"when": {"source": {"domain": ("Google.com", "b.org")}}, "then": "search"},
    {"when": {"source": {"same": "site"}}, "then": "inside"},
    {"when": {"medium": {"suffix": "IAL"}, "site": {"present": True}}, "then": "social"},
    {"when": {"medium": {"prefix": "aff"}}, "take": "source"},
    {"when": {"medium": {"contains": "Ban"}}, "then": "banner"},
    {"when": {"medium": {"equals": "Exact"}}, "then": "exact"},
    {"when": {"source": {"present": False}}, "then": "direct"},
)
# A URL has a host, or what stands before an @ might be taken for one.
URL = st.from_regex(r"([a-z]{1,5}://)?([a-z:]{1,3}@)?[a-zA-Z.]{1,9}(:[0-9]+)?([/?#][/?#a-z=&%+@.]*)?", fullmatch=True)
TEXT = st.text(st.characters(exclude_characters="@"))
HOST = st.from_regex(r"(www\.|m\.)?(google|mail\.google|twitter|t|bing)\.?(com|co|fr|co\.uk|email)?", fullmatch=True)
MEDIA = [None, "", "cpc", "PPC", "email", "e-mail\n", "social", "affiliate", "a banner", "exact", "Exact"]
HOSTS = [None, "", "google.com", "www.google.com", "a.b.org", "ab.org", "www.b.org"]
WORD = st.sampled_from([*MEDIA, *HOSTS])
ROBOT = st.sampled_from([None, True, False])


@given(URL | TEXT)
def test_both_read_the_same_host(url: str) -> None:
    assert host(url) == host_of(url)


@given(
    URL | st.text() | st.sampled_from(["/" + "é" * 200, "a://b/" + "c" * 128, "/a://b/c", "a:///b", "//a/b", "a://b?c"])
)
def test_both_read_the_same_path(url: str) -> None:
    assert path(url) == path_of(url)


@given(URL | TEXT, st.lists(st.sampled_from(["a", "b", ""]), min_size=1, max_size=2))
def test_both_read_the_same_parameter(url: str, names: list[str]) -> None:
    assert (parameter(url, *names),) == tags_of([names])(url)


@given(st.text() | st.sampled_from([" Don’t  know", "dont know", "OPT-IN", "opt_in", "other", "-", None]))
def test_both_find_the_same_code(stated: str | None) -> None:
    assert code(LIST, stated) == codes_of(LIST)(stated)


@given(st.none() | st.integers(-2, 12))
def test_both_find_the_same_band(number: int | None) -> None:
    assert band_of(number, BAND.starts) == band_at(BAND, number)


@given(HOST | st.sampled_from(["AdWords", "email", "Hacker News", "hacker", None]))
def test_both_know_the_same_sites(text: str | None) -> None:
    mine, theirs = KnownSites.of(LISTS), known_sites(LISTS)
    assert (mine.name(text), mine.category(text)) == (theirs.name(text), theirs.category(text))


def test_both_know_every_site_that_comes_with_the_catalog() -> None:
    lists = load_definitions(PACKAGED).sites
    mine, theirs = KnownSites.of(lists), known_sites(lists)
    texts = {known.replace("*", "co.uk") for each in lists for site in each.sites.values() for known in site}
    asked = texts | {f"www.{text}" for text in texts} | {f"not{text}" for text in texts}
    assert len(asked) > 300
    assert {text: (mine.name(text), mine.category(text)) for text in asked} == {
        text: (theirs.name(text), theirs.category(text)) for text in asked
    }


@given(st.fixed_dictionaries({"medium": WORD, "site": WORD, "source": WORD, "robot": ROBOT}))
def test_both_decide_alike(inputs: dict[str, Any]) -> None:
    assert decide(TABLE, inputs) == table_of(TABLE)(inputs)


class Came(Event):
    type: Literal["came"]
    url: str = ""
    referrer: str | None = None
    agent: str | None = None


DERIVATIONS: dict[str, Derivation] = {
    "referring": Host(kind="host", of="referrer"),
    "medium": Parameter(kind="parameter", of="url", names=("m",)),
    "shop": SiteName(kind="site", of="referring"),
    "colour": SiteCategory(kind="category", of="shop"),
    "camp": Bot(kind="bot", of="agent"),
    "how": Ruled(kind="rules", rules="lacking", inputs=("how", "colour")),
}


def came(derivations: dict[str, Derivation] = DERIVATIONS, **fields: str | None) -> dict[str, object]:
    event = Came.model_validate({"id": "a", "type": "came", "time": "2026-11-24T12:00:00Z", **fields}, strict=False)
    definitions = replace(things().definitions, derivations=derivations, tables={}, sites=LISTS, lists={})
    return dict(Deriver(definitions).dimensions(event))


def test_derivations_rest_on_each_other() -> None:
    assert came(referrer="https://www.google.fr/x") == {"shop": "google", "colour": "search", "camp": False}


@pytest.mark.parametrize(("agent", "bot"), [("Mozilla/5.0 (compatible; bingbot/2.0)", True), ("Firefox/143.0", False)])
def test_a_bot_is_what_the_library_says(agent: str, bot: bool) -> None:
    assert came(agent=agent) == {"camp": bot}


def test_a_derivation_is_not_there_for_a_type_that_lacks_what_it_rests_on() -> None:
    assert "how" not in came(referrer="https://t.co")


@pytest.mark.parametrize(("referrer", "told"), [("x", {"colour": True}), ("", {}), (None, {})])
def test_what_is_given_is_true_and_of_what_is_not_nothing_is_said(referrer: str | None, told: dict[str, Any]) -> None:
    assert came({"colour": Given(kind="given", of="referrer")}, referrer=referrer) == told
