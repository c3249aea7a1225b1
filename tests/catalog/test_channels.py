"""Where visitors come from: the published tables of Google Analytics 4 and Plausible, case by case.

A case is what the query of the page's address holds, and the page that led there; then the source, and the channel by
each of the two tables. Of the published tables each line is here at least once.
"""

import pytest

from schemas.events.sales import LeadCreated
from schemas.events.web import PageViewed
from schemas.facts import Dimension
from service.catalog import load
from service.catalog.draft import drafted
from service.catalog.load import shipped
from service.kpi.catalog import Catalog
from tests.catalog.derive import told, with_rules

PLAUSIBLE = load()

PUBLISHED: list[tuple[str, str | None, str, str, str]] = [
    # no tags
    ("", None, "direct", "direct", "direct"),
    ("", "about:blank", "direct", "direct", "direct"),
    ("", "https://www.google.com/", "google", "organic_search", "organic_search"),
    ("", "https://www.google.co.uk/search?q=x", "google", "organic_search", "organic_search"),
    ("", "https://duckduckgo.com/", "duckduckgo", "organic_search", "organic_search"),
    ("", "https://www.bing.com/search", "bing", "organic_search", "organic_search"),
    ("", "https://m.facebook.com/", "facebook", "organic_social", "organic_social"),
    ("", "https://t.co/abc", "twitter", "organic_social", "organic_social"),
    ("", "https://news.ycombinator.com/item?id=1", "hacker news", "organic_social", "organic_social"),
    ("", "https://www.youtube.com/watch?v=1", "youtube", "organic_video", "organic_video"),
    ("", "https://www.amazon.de/dp/1", "amazon", "organic_shopping", "organic_shopping"),
    ("", "https://blog.example.org/post", "blog.example.org", "referral", "referral"),
    ("", "https://www.example.org:8443/post", "example.org", "referral", "referral"),
    ("", "https://mail.google.com/", "gmail", "referral", "email"),
    ("", "android-app://com.google.android.gm/", "gmail", "referral", "email"),
    ("", "https://chatgpt.com/", "chatgpt", "referral", "assistants"),
    # on the site itself
    ("", "https://shop.example/before", "internal", "internal", "internal"),
    ("", "https://www.shop.example/before", "internal", "internal", "internal"),
    ("", "https://blog.shop.example/before", "blog.shop.example", "referral", "referral"),
    # ads
    ("gclid=a1", None, "google", "paid_search", "paid_search"),
    ("gclid=a1", "https://www.google.fr/", "google", "paid_search", "paid_search"),
    ("wbraid=a1", "https://www.google.fr/", "google", "paid_search", "paid_search"),
    ("msclkid=a1", "https://www.bing.com/", "bing", "paid_search", "paid_search"),
    ("gclid=", "https://www.google.fr/", "google", "organic_search", "organic_search"),
    ("fbclid=a1", None, "facebook", "organic_social", "organic_social"),
    ("fbclid=a1", "https://blog.example.org/", "blog.example.org", "referral", "referral"),
    ("utm_source=google&utm_medium=cpc", None, "google", "paid_search", "paid_search"),
    ("utm_source=google&utm_medium=CPC", None, "google", "paid_search", "paid_search"),
    ("utm_source=bing&utm_medium=ppc", None, "bing", "paid_search", "paid_search"),
    ("utm_source=facebook&utm_medium=paid-social", None, "facebook", "paid_social", "paid_social"),
    ("utm_source=ig&utm_medium=retargeting", None, "instagram", "paid_social", "paid_social"),
    ("utm_source=youtube&utm_medium=cpv", None, "youtube", "paid_video", "paid_video"),
    ("utm_source=youtube&utm_medium=paid", None, "youtube", "paid_video", "paid_video"),
    ("utm_source=amazon&utm_medium=cpc", None, "amazon", "paid_shopping", "paid_shopping"),
    (
        "utm_source=partner&utm_medium=cpc&utm_campaign=spring-shopping",
        None,
        "partner",
        "paid_shopping",
        "paid_shopping",
    ),
    ("utm_source=partner&utm_medium=cpc", None, "partner", "paid_other", "paid_other"),
    ("utm_source=partner&utm_medium=cpm", None, "partner", "display", "display"),
    ("utm_source=partner&utm_medium=banner", None, "partner", "display", "display"),
    ("utm_source=partner&utm_medium=expandable", None, "partner", "display", "display"),
    ("utm_source=google&utm_medium=interstitial", None, "google", "display", "display"),
    ("utm_source=google&utm_medium=display", None, "google", "display", "display"),
    ("utm_source=google&utm_medium=cpc&utm_campaign=Cross-Network+1", None, "google", "cross_network", "cross_network"),
    ("utm_source=yt-ads", None, "youtube", "organic_video", "paid_video"),
    ("utm_source=facebook_ad", None, "facebook", "organic_social", "paid_social"),
    ("utm_source=adwords", None, "google", "organic_search", "paid_search"),
    # tags without payment
    ("utm_source=partner&utm_campaign=eshop", None, "partner", "organic_shopping", "organic_shopping"),
    ("utm_source=partner&utm_campaign=shop", None, "partner", "organic_shopping", "organic_shopping"),
    ("utm_source=partner&utm_campaign=bishop", None, "partner", "unassigned", "referral"),
    ("utm_source=partner&utm_medium=social", None, "partner", "organic_social", "organic_social"),
    ("utm_source=partner&utm_medium=social+media", None, "partner", "organic_social", "organic_social"),
    ("utm_source=partner&utm_medium=sm", None, "partner", "organic_social", "organic_social"),
    ("utm_source=partner&utm_medium=video-post", None, "partner", "organic_video", "organic_video"),
    ("utm_source=partner&utm_medium=organic", None, "partner", "organic_search", "referral"),
    ("utm_source=google&utm_medium=organic", None, "google", "organic_search", "organic_search"),
    ("utm_source=partner&utm_medium=referral", None, "partner", "referral", "referral"),
    ("utm_source=partner&utm_medium=app", None, "partner", "referral", "referral"),
    ("utm_source=partner&utm_medium=link", None, "partner", "referral", "referral"),
    ("utm_source=spring&utm_medium=email", None, "spring", "email", "email"),
    ("utm_source=spring&utm_medium=E-Mail", None, "spring", "email", "email"),
    ("utm_source=e_mail", None, "e_mail", "email", "email"),
    ("utm_source=newsletter", None, "newsletter", "unassigned", "email"),
    ("utm_source=partner&utm_medium=affiliate", None, "partner", "affiliates", "affiliates"),
    ("utm_source=partner&utm_medium=audio", None, "partner", "audio", "audio"),
    ("utm_source=sms", None, "sms", "sms", "sms"),
    ("utm_source=partner&utm_medium=sms", None, "partner", "sms", "sms"),
    ("utm_source=partner&utm_medium=web-push", None, "partner", "mobile_push", "mobile_push"),
    ("utm_source=partner&utm_medium=mobile-app", None, "partner", "mobile_push", "mobile_push"),
    ("utm_source=partner&utm_medium=notification", None, "partner", "mobile_push", "mobile_push"),
    ("utm_source=firebase", None, "firebase", "mobile_push", "mobile_push"),
    ("utm_source=Partner", None, "partner", "unassigned", "referral"),
    ("utm_source=%28direct%29&utm_medium=%28none%29", None, "(direct)", "direct", "referral"),
    ("ref=partner", None, "partner", "unassigned", "referral"),
    ("source=Facebook", None, "facebook", "organic_social", "organic_social"),
    # a tag says more than the page that led here
    ("utm_source=spring&utm_medium=email", "https://www.google.com/", "spring", "email", "email"),
    ("utm_source=spring&utm_medium=email", "https://shop.example/", "spring", "email", "email"),
]


@pytest.fixture(scope="module")
def ga4(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("ga4") / "catalog"
    return load(with_rules(folder, "channel_plausible.toml", "channel_ga4.toml"))


def event(query: str, referrer: str | None) -> dict[str, str | None]:
    return {"site": "shop.example", "url": f"https://www.shop.example/p?a=1&{query}#b", "referrer": referrer}


@pytest.mark.parametrize(("query", "referrer", "source"), [case[:3] for case in PUBLISHED])
def test_the_source_is_what_led_to_the_page(query: str, referrer: str | None, source: str) -> None:
    assert told(PLAUSIBLE, "source", event(query, referrer)) == source


@pytest.mark.parametrize(("query", "referrer", "channel"), [(*case[:2], case[3]) for case in PUBLISHED])
def test_the_channel_by_the_table_of_ga4(ga4: Catalog, query: str, referrer: str | None, channel: str) -> None:
    assert told(ga4, "channel", event(query, referrer)) == channel


@pytest.mark.parametrize(("query", "referrer", "channel"), [(*case[:2], case[4]) for case in PUBLISHED])
def test_the_channel_by_the_table_of_plausible(query: str, referrer: str | None, channel: str) -> None:
    assert told(PLAUSIBLE, "channel", event(query, referrer)) == channel


@pytest.mark.parametrize("column", [3, 4])
def test_every_channel_of_a_table_is_in_some_case(ga4: Catalog, column: int) -> None:
    draft, _ = drafted(shipped())
    table = draft.tables["channel_ga4.toml" if column == 3 else "channel_plausible.toml"].value
    assert table is not None
    assert set(table.values) == {case[column] for case in PUBLISHED} == set(table.title)


MEDIUMS = [
    ("", None, "(none)"),
    ("", "https://www.google.fr/", "organic"),
    ("", "https://blog.example.org/", "referral"),
    ("", "https://shop.example/", "internal"),
    ("gclid=1", "https://www.google.fr/", "cpc"),
    ("msclkid=1", None, "cpc"),
    ("utm_source=x", None, "(not set)"),
    ("utm_source=x&utm_medium=Email", None, "Email"),
]


@pytest.mark.parametrize(("query", "referrer", "medium"), MEDIUMS)
def test_the_medium_is_the_tag_or_what_stands_for_it(query: str, referrer: str | None, medium: str) -> None:
    assert told(PLAUSIBLE, "medium", event(query, referrer)) == medium


def test_a_page_that_is_told_without_its_host_is_on_its_site() -> None:
    page = {"site": "shop.example", "url": "/p", "referrer": "https://shop.example/before"}
    assert told(PLAUSIBLE, "channel", page) == "internal"


AGENTS: list[tuple[str | None, Dimension]] = [
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
        False,
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile Safari/604.1",
        False,
    ),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", False),
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
    ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)", True),
    ("curl/8.14.1", True),
    ("python-requests/2.32.5", True),
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0 Safari/537.36", True),
    ("", False),
    (None, False),
]


@pytest.mark.parametrize(("user_agent", "bot"), AGENTS)
def test_a_machine_that_names_itself_is_a_bot(user_agent: str | None, bot: bool) -> None:
    assert told(PLAUSIBLE, "bot", {"user_agent": user_agent}) is bot


def test_a_lead_keeps_the_source_that_it_tells_though_page_views_have_one_that_is_derived() -> None:
    lead, page = (PLAUSIBLE.derivations.made_of(model.model_fields) for model in (LeadCreated, PageViewed))
    assert "source" not in lead.derived and lead.fields("source") == {"source"}
    assert "source" in page.derived
