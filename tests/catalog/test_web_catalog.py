"""The website family as it ships: complete, and worked out by hand where it matters."""

from pathlib import Path

import pytest

from schemas.definitions import DistinctIndicator, Scoped, VisitsIndicator
from tests.catalog.derive import told
from tests.catalog.families import CATALOG, FAMILIES
from tests.schemas.examples import files, parsed

WEB = FAMILIES["web"]

DEFINED = [
    "page_views",
    "unique_visitors",
    "visits",
    "site_bounce_rate",
    "site_bounce_rate_plausible",
    "site_bounce_rate_ga4",
    "pages_per_visit",
    "visit_duration",
    "conversion_rate",
    "visit_conversion_rate",
    "bot_share",
    "web_score",
]


@pytest.mark.parametrize("kpi", DEFINED)
def test_every_kpi_of_the_website_family_is_there(kpi: str) -> None:
    assert kpi in WEB.kpi


def test_visitors_are_counted_anew_for_day_week_month_and_year_by_site_and_by_channel() -> None:
    kpi = WEB.kpi["unique_visitors"]
    assert isinstance(CATALOG.indicators[kpi.formula], DistinctIndicator)
    assert {"day", "week", "month", "year"} <= set(kpi.windows)
    assert {"site", "channel"} <= set(kpi.by)


def test_no_visitor_or_address_is_a_dimension() -> None:
    by = {name for each in WEB.indicator.values() if isinstance(each, Scoped) for name in (*each.by, *each.where)}
    assert not by & {"visitor", "address"}


def test_what_people_do_leaves_machines_out() -> None:
    of_all = {"page_views_total", "page_views_bot", "requests_total", "requests_failed", "bytes_sent"}
    for name, indicator in WEB.indicator.items():
        assert isinstance(indicator, Scoped)
        assert (indicator.where.get("bot") is False) == (name not in of_all), name


def test_a_bounce_is_what_each_product_says() -> None:
    shorts = {
        name: indicator.short.model_dump(exclude_none=True)
        for name, indicator in WEB.indicator.items()
        if isinstance(indicator, VisitsIndicator) and indicator.short
    }
    assert shorts == {
        "bounces_matomo": {"views": 1},
        "bounces_plausible": {"views": 1, "events": 1},
        "bounces_ga4": {"views": 1, "seconds": 10, "keys": 0},
        "visits_without_goal": {"keys": 0},
    }


def test_a_visit_ends_after_30_minutes_and_is_cut_by_nothing_unless_configured() -> None:
    visit = CATALOG.visits["site_visit"]
    assert (visit.gap, visit.cut) == ("30m", ())


EXAMPLES = {
    "page-viewed-from-a-search-engine": ("google", "organic_search", False),
    "page-viewed-from-a-newsletter": ("newsletter", "email", False),
    "page-viewed-from-an-ad": ("google", "paid_search", False),
    "page-viewed-on-the-way-through-the-site": ("internal", "internal", False),
    "page-viewed-directly": ("direct", "direct", False),
    "page-viewed-by-a-crawler": ("direct", "direct", True),
    "page-told-by-its-path-alone": ("direct", "direct", False),
    "page-with-nothing-told-but-what-must-be": ("direct", "direct", False),
    "goal-reached": ("internal", "internal", False),
    "goal-reached-on-no-page": ("direct", "direct", False),
    "request-served": ("direct", "direct", False),
    "request-not-found": ("direct", "direct", False),
}


@pytest.mark.parametrize("path", files("web"), ids=lambda path: path.stem)
def test_the_named_examples_have_their_source_channel_and_judgement(path: Path) -> None:
    event = parsed(path)
    assert tuple(told(CATALOG, name, event) for name in ("source", "channel", "bot")) == EXAMPLES[path.stem]


@pytest.mark.parametrize(
    ("status", "told_as"), [("200", "2xx"), ("304", "3xx"), ("404", "4xx"), ("503", "5xx"), ("101", "1xx")]
)
def test_a_status_is_told_by_its_class(status: str, told_as: str) -> None:
    assert told(CATALOG, "http_class", {"http_status": status}) == told_as
