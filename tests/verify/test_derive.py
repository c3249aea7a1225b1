"""Derived dimensions of the recount: by hand, and beside the service's own, which is written another way."""

from dataclasses import replace
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.definitions import Bot, Derivation, Host, Parameter, Ruled, SiteCategory, SiteName
from schemas.events.base import Event
from schemas.rules import RuleTable
from schemas.sites import Sites
from service.kpi.rules import table_of
from service.kpi.sites import known_sites
from service.kpi.urls import host_of, parameter_of
from service.verify.derive import Deriver
from service.verify.rules import decide
from service.verify.sites import KnownSites
from service.verify.urls import host, parameter
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
HOST = st.from_regex(r"(www\.|m\.)?(google|mail\.google|twitter|t|bing)\.?(com|co|fr|co\.uk|email)?", fullmatch=True)
MEDIA = [None, "", "cpc", "PPC", "email", "e-mail\n", "social", "affiliate", "a banner", "exact", "Exact"]
HOSTS = [None, "", "google.com", "www.google.com", "a.b.org", "ab.org", "www.b.org"]
WORD = st.sampled_from([*MEDIA, *HOSTS])
ROBOT = st.sampled_from([None, True, False])


@given(URL | st.text(st.characters(exclude_characters="@")))
def test_both_read_the_same_host(url: str) -> None:
    assert host(url) == host_of(url)


@given(URL | st.text(), st.sampled_from(["a", "b", ""]))
def test_both_read_the_same_parameter(url: str, name: str) -> None:
    assert parameter(url, name) == parameter_of(url, name)


@given(HOST | st.sampled_from(["AdWords", "email", "Hacker News", "hacker", None]))
def test_both_know_the_same_sites(text: str | None) -> None:
    mine, theirs = KnownSites.of(LISTS), known_sites(LISTS)
    assert (mine.name(text), mine.category(text)) == (theirs.name(text), theirs.category(text))


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
    "medium": Parameter(kind="parameter", of="url", name="m"),
    "shop": SiteName(kind="site", of="referring"),
    "colour": SiteCategory(kind="category", of="shop"),
    "camp": Bot(kind="bot", of="agent"),
    "how": Ruled(kind="rules", rules="lacking", inputs=("how", "colour")),
}


def came(**fields: str) -> dict[str, object]:
    event = Came.model_validate({"id": "a", "type": "came", "time": "2026-11-24T12:00:00Z", **fields}, strict=False)
    definitions = replace(things().definitions, derivations=DERIVATIONS, tables={}, sites=LISTS)
    return dict(Deriver(definitions).dimensions(event))


def test_derivations_rest_on_each_other() -> None:
    assert came(referrer="https://www.google.fr/x") == {"shop": "google", "colour": "search", "camp": False}


@pytest.mark.parametrize(("agent", "bot"), [("Mozilla/5.0 (compatible; bingbot/2.0)", True), ("Firefox/143.0", False)])
def test_a_bot_is_what_the_library_says(agent: str, bot: bool) -> None:
    assert came(agent=agent) == {"camp": bot}


def test_a_derivation_is_not_there_for_a_type_that_lacks_what_it_rests_on() -> None:
    assert "how" not in came(referrer="https://t.co")
