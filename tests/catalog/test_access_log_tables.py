"""Another site's own definitions, as data files alone: a simple channel table, classes of agents.

They are tried on a public access log beside the repository (see `tests.shared`), line by line, against the totals that
come with it. The lines are read here in a few words; what they become as events is for `vigie import`.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.catalog import check, load
from service.kpi.catalog import Catalog
from tests.catalog.derive import told
from tests.shared import data

FOLDER = Path(__file__).parents[1] / "imports" / "catalogs" / "apache-access-log"
LINE = re.compile(
    r'^(\S+) (\S+) (\S+) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\S+) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$'
)
PAGES = ("", "html", "htm", "xhtml", "php")


def test_the_tables_are_right() -> None:
    assert check(FOLDER) == []


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(FOLDER)


def page_requests(file: Path) -> Iterator[dict[str, Any]]:
    """Events of the requests for pages."""
    for line in gzip.decompress(file.read_bytes()).decode().split("\n"):
        found = LINE.match(line)
        if found and _page(*found.group(5, 6)):
            target, referrer, agent = found[5].split(" ")[1], found[8], found[9]
            given = {"referrer": referrer, "user_agent": agent}
            absent = {name: None if value == "-" else value for name, value in given.items()}
            yield {"site": "semicomplete.com", "url": target} | absent


def _page(request: str, status: str) -> bool:
    method, target, *_ = request.split(" ")
    path, _, query = target.partition("?")
    name = path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    feed = re.search(r"(^|&)flav=(rss20|atom)(&|$)", query)
    return method == "GET" and status in ("200", "304") and ending in PAGES and not feed


def test_the_tables_reach_the_totals_of_the_data_set(catalog: Catalog) -> None:
    folder = data("apache-access-log")
    expected = json.loads((folder / "expected.json").read_text())
    events = list(page_requests(folder / "apache_logs.gz"))
    browsers = [event for event in events if told(catalog, "program", event) == "browser"]

    def counted(name: str, among: list[dict[str, Any]]) -> dict[Any, int]:
        return dict(Counter(value for event in among if (value := told(catalog, name, event)) is not None))

    assert counted("program", events) == expected["page_requests_by_agent_class"]
    assert counted("channel", browsers) == expected["page_views_by_channel"]
    assert counted("referrer_host", browsers) == expected["page_views_by_referrer_host"]
    assert counted("utm_source", browsers) == expected["page_views_by_utm_source"]
