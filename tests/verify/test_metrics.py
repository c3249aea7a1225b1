"""/metrics of all workers together must say what the recount says."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from service.verify.compare import Difference
from service.verify.errors import VerifyError
from service.verify.metrics import Scraped, compare_metrics, scrape
from tests.verify.handmade import RawLog, count, delivered, opened, plan
from tests.verify.publish import exposition_of

INDICATORS = plan().definitions.indicators
LOG = RawLog().send(opened(), opened(), delivered(), b"{").send(opened(), delivered(campaign="autumn"), partition=1)
RECOUNT = count(LOG).recount
SHOWN = exposition_of(RECOUNT)


def scraped(*texts: str) -> Scraped:
    found = Scraped()
    for text in texts:
        found.add(text)
    return found


def test_what_the_recount_says_compares_equal() -> None:
    comparison = compare_metrics(RECOUNT, INDICATORS, scraped(SHOWN))
    assert comparison.equal
    assert comparison.compared == len(SHOWN.splitlines()) > 30


def test_workers_show_their_parts() -> None:
    lines = SHOWN.splitlines(keepends=True)
    assert compare_metrics(RECOUNT, INDICATORS, scraped("".join(lines[::2]), "".join(lines[1::2]))).equal


def test_a_value_off_by_a_little_differs() -> None:
    wrong = SHOWN.replace(
        'vigie_kpi_value{kpi="openers",window="day"} 1', 'vigie_kpi_value{kpi="openers",window="day"} 2'
    )
    assert wrong != SHOWN
    series = 'vigie_kpi_value{kpi="openers", window="day"}'
    assert compare_metrics(RECOUNT, INDICATORS, scraped(wrong)).differing == (Difference(series, "value", 1.0, 2.0),)


def test_a_series_that_is_not_shown_is_missing_and_one_too_many_is_extra() -> None:
    kept = [line for line in SHOWN.splitlines() if 'kpi="openers",window="week"' not in line]
    stray = 'vigie_indicator_value{indicator="opens",window="day",campaign="winter"} 1'
    comparison = compare_metrics(RECOUNT, INDICATORS, scraped("\n".join([*kept, stray, ""])))
    assert set(comparison.missing) == {
        f'vigie_kpi_value{{{labels}kpi="openers", window="week"}}' for labels in ("", 'campaign="spring", ')
    }
    assert comparison.extra == ('vigie_indicator_value{campaign="winter", indicator="opens", window="day"}',)


def test_a_value_shown_by_two_workers_is_reported() -> None:
    value = 'vigie_kpi_value{kpi="openers",window="all"} 1\n'
    comparison = compare_metrics(RECOUNT, INDICATORS, scraped(SHOWN, value))
    assert [difference.found for difference in comparison.differing] == ["several"]


def test_counters_of_several_workers_add_up() -> None:
    counter = 'vigie_events_total{topic="mail",partition="0",outcome="rejected"} 1\n'
    comparison = compare_metrics(RECOUNT, INDICATORS, scraped(SHOWN, counter))
    assert [(difference.expected, difference.found) for difference in comparison.differing] == [(1.0, 2.0)]


def events(partition: int, counted: int, duplicate: int) -> str:
    place = f'topic="mail",partition="{partition}"'
    return (
        f'vigie_events_total{{{place},outcome="counted"}} {counted}\n'
        f'vigie_events_total{{{place},outcome="duplicate"}} {duplicate}\n'
    )


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ((2, 1), (1, 1), True),
        ((1, 2), (2, 0), True),
        ((2, 1), (2, 0), False),
        ((1, 2), (1, 1), False),
        ((3, 0), (0, 2), False),
    ],
)
def test_an_id_of_two_partitions_may_be_counted_in_either_but_in_one(
    left: tuple[int, int], right: tuple[int, int], equal: bool
) -> None:
    others = [
        line for line in SHOWN.splitlines() if 'outcome="counted"' not in line and 'outcome="duplicate"' not in line
    ]
    text = "\n".join([*others, ""]) + events(0, *left) + events(1, *right)
    assert compare_metrics(RECOUNT, INDICATORS, scraped(text)).equal is equal


class Worker(BaseHTTPRequestHandler):
    """Answers every request with what the recount says."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(SHOWN.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in its base
        """Nothing."""


def test_a_worker_is_read_over_http() -> None:
    with HTTPServer(("127.0.0.1", 0), Worker) as server:
        Thread(target=server.handle_request, daemon=True).start()
        found = scrape([f"http://127.0.0.1:{server.server_port}/metrics"])
    assert compare_metrics(RECOUNT, INDICATORS, found).equal


def test_a_worker_that_does_not_answer_is_named() -> None:
    with pytest.raises(VerifyError, match=r"--metrics http://127\.0\.0\.1:1/metrics: "):
        scrape(["http://127.0.0.1:1/metrics"])
