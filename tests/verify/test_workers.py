"""A named worker must answer; one that is presumed is compared where it answers for everything."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from service.verify.errors import VerifyError
from service.verify.scrape import Scraped, Unanswered, scrape
from service.verify.workers import Named, Presumed

LANES = frozenset({("mail", 0), ("mail", 1), ("facts", 0)})
SHOWN = "".join(
    f'vigie_lane_position{{agent="any",topic="{topic}",partition="{partition}"}} 7\n' for topic, partition in LANES
)


class Worker(BaseHTTPRequestHandler):
    """Answers every request with its lanes, but for two paths."""

    def do_GET(self) -> None:
        allowed = self.path != "/guarded" or self.headers["Authorization"] == "Bearer right"
        self.send_response(200 if allowed else 401)
        self.end_headers()
        self.wfile.write(b"<html>" if self.path == "/" else SHOWN.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in its base
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Worker) as server:
        Thread(target=server.handle_request, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"


NOBODY = "http://127.0.0.1:1/metrics"


def test_a_worker_is_read_over_http(address: str) -> None:
    assert scrape([f"{address}/metrics"]).lanes == LANES


def test_a_worker_that_wants_a_token_gets_it(address: str) -> None:
    assert scrape([f"{address}/guarded"], "right").lanes == LANES


def test_a_wrong_token_is_not_asked_again(address: str) -> None:
    with pytest.raises(VerifyError, match="VIGIE_WEB_TOKEN") as refused:
        scrape([f"{address}/guarded"], "wrong")
    assert not isinstance(refused.value, Unanswered)


def test_a_named_worker_that_does_not_answer_can_be_asked_again() -> None:
    with pytest.raises(Unanswered, match=NOBODY):
        Named((NOBODY,)).ask()


def test_what_answers_but_is_no_worker_is_refused_at_once(address: str) -> None:
    with pytest.raises(VerifyError, match="not a worker's") as refused:
        Named((f"{address}/",)).ask()
    assert not isinstance(refused.value, Unanswered)


def test_a_presumed_worker_that_runs_every_lane_is_compared(address: str) -> None:
    assert isinstance(Presumed(f"{address}/metrics", LANES).ask(), Scraped)


def test_a_presumed_worker_of_several_or_of_another_installation_is_not_compared(address: str) -> None:
    wanted = LANES | {("facts", 1)}
    assert str(Presumed(f"{address}/metrics", wanted).ask()).endswith("/metrics runs 3 of the 4 lanes")


def test_a_presumed_worker_that_is_not_there_is_only_told_of() -> None:
    assert Presumed(NOBODY, LANES).ask() == f"no worker answers at {NOBODY}"
    assert Presumed(None, LANES).ask() == "VIGIE_WEB_PORT is 0"
