"""Real data: 10,000 lines of a web server through Kafka reach every number that the catalog can express, exactly."""

from dataclasses import replace
from pathlib import Path

from service.settings import Settings
from tests.imports.installed import Counted, Installed, installed
from tests.imports.oracle import MAPPINGS, Answer, Place, catalog, compare, numbers
from tests.shared import data

NAME = "apache-access-log"
KEYS = {"visits_by_channel_and_day": ("day", "channel")}
EVENTS = 9_999 + 2_869

ANSWERS = {
    "parsed": Answer("requests"),
    "addresses": Answer("requesters"),
    "bytes": Answer("bytes"),
    "page_requests_any_agent": Answer("page_requests"),
    "page_requests": Answer("page_requests"),
    "page_views": Answer("page_views"),
    "visitors_by_address_any_agent": Answer("page_requesters"),
    "visitors_by_address": Answer("addresses"),
    "visitors_by_address_and_agent": Answer("visitors"),
    "visits": Answer("visits"),
    "bounced_visits": Answer("bounced_visits"),
    "bounced": Answer("bounced_visits"),
    "bounce_rate": Answer("bounce_rate", written="ratio"),
    "pages_per_visit": Answer("pages_per_visit", written="ratio"),
    "visit_seconds_sum": Answer("visit_seconds"),
    "share_of_page_requests_kept": Answer("kept_share", written="ratio"),
    "requests": Answer("requests"),
}
SCOPES = {
    "requests_by_method": ("requests", "method"),
    "requests_by_status": ("requests", "http_status"),
    "requests_by_agent_class": ("requests", "program"),
    "page_requests_by_agent_class": ("page_requests", "program"),
    "page_views_by_channel": ("page_views", "channel"),
    "page_views_by_referrer_host": ("page_views", "referrer_host"),
    "requests_by_referrer_host_top40": ("requests", "referrer_host"),
    "page_views_by_utm_source": ("page_views", "utm_source"),
    "page_views_by_path_top30": ("page_views_by_path", "path"),
}
ZONES = {"by_day_new_york": "America/New_York", "by_day_kolkata": "Asia/Kolkata"}


def find(place: Place) -> Answer | None:
    """The answer to a number of expected.json, in the zone of its section."""
    match place:
        case ("totals", name) if name in ANSWERS:
            return ANSWERS[name]
        case ("by_day_utc" | "by_day_new_york" | "by_day_kolkata", day, name):
            return replace(ANSWERS[name], window="day", bucket=day)
        case ("by_day_utc_any_agent" | "requests_by_day_utc" as section, day, "addresses"):
            kpi = "page_requesters" if section == "by_day_utc_any_agent" else "requesters"
            return Answer(kpi, "day", day)
        case ("by_day_utc_any_agent" | "requests_by_day_utc", day, name):
            return replace(ANSWERS[name], window="day", bucket=day)
        case ("page_views_by_hour_utc", hour):
            return Answer("page_views", "each_1h", f"{hour}:00:00Z")
        case ("visits_by_channel", channel, name):
            return replace(ANSWERS[name], scope=(("channel", channel),))
        case ("visits_by_channel_and_day", row, name):
            day, channel = row.split(" ")
            return Answer(ANSWERS[name].kpi, "day", day, (("channel", channel),))
        case ("visits_by_pages", "1"):
            return Answer("bounced_visits")
        case ("visits_by_pages", pages):
            return Answer(f"visits_of_{pages}")
        case (section, value) if section in SCOPES:
            kpi, dimension = SCOPES[section]
            return Answer(kpi, scope=((dimension, value),))
    return None


async def test_requests_reach_every_number_of_the_oracle(fresh_settings: Settings, tmp_path: Path) -> None:
    folder = data(NAME)
    here = await installed(fresh_settings, tmp_path, catalog=catalog(NAME, tmp_path), zone="UTC")
    done = here.vigie("import", folder / "apache_logs.gz", "--mapping", MAPPINGS / f"{NAME}.toml")
    print(done.stderr)
    expected = numbers(folder, KEYS)
    assert done.returncode == 1 and f"rows read: {expected['totals', 'lines']:,}" in done.stderr
    assert f"rows in error, not sent: {expected['totals', 'parked']}" in done.stderr
    assert f"apache_logs.gz:{expected['totals', 'parked_line_no']}: not a line" in done.stderr
    counted = await here.count(EVENTS)
    assert counted.outcomes == {"counted": EVENTS}
    days = {name: await _in_zone(here, number, zone) for number, (name, zone) in enumerate(ZONES.items(), 2)}
    assert compare(NAME, expected, find, counted, days) == 410


async def _in_zone(here: Installed, generation: int, zone: str) -> Counted:
    """The same raw events counted again beside the others, in days of another zone."""
    beside = here.again(generation=generation, zone=zone)
    assert beside.vigie("topics").returncode == 0
    return await beside.count(EVENTS)
