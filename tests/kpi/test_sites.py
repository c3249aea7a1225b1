"""Names and categories of known sites."""

import pytest

from schemas.sites import Sites
from service.kpi.derive.sites import known_sites

SITES = known_sites(
    Sites.model_validate({"version": "1", "source": "test", "category": category, "sites": sites})
    for category, sites in {
        "search": {"google": ("google.*", "adwords"), "bing": ("bing.com",)},
        "mail": {"gmail": ("mail.google.com", "email")},
        "social": {"twitter": ("t.co", "twitter.com"), "hacker news": ("news.ycombinator.com",)},
    }.items()
)


@pytest.mark.parametrize(
    ("text", "name", "category"),
    [
        ("www.google.com", "google", "search"),
        ("google.co.uk", "google", "search"),
        ("www.google.com.br", "google", "search"),
        ("news.google.fr", "google", "search"),
        ("mail.google.com", "gmail", "mail"),
        ("x.mail.google.com", "gmail", "mail"),
        ("Google", "google", "search"),
        ("AdWords", "google", "search"),
        ("t.co", "twitter", "social"),
        ("m.twitter.com", "twitter", "social"),
        ("Hacker News", "hacker news", "social"),
        ("pinet.co", "pinet.co", None),
        ("notgoogle.com", "notgoogle.com", None),
        ("google.evil.com", "google.evil.com", None),
        ("google.com.evil.org", "google.com.evil.org", None),
        ("google", "google", "search"),
        ("shop.email", "shop.email", None),
        ("shop.adwords", "shop.adwords", None),
        ("www.Example.org", "example.org", None),
        ("Spring Mail", "spring mail", None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_site_is_known_by_its_hosts_and_tags(text: str | None, name: str | None, category: str | None) -> None:
    assert (SITES.name(text), SITES.category(text)) == (name, category)


def test_the_category_of_a_name_is_that_of_its_hosts() -> None:
    for name, category in SITES.categories.items():
        assert (SITES.name(name), SITES.category(name)) == (name, category)
