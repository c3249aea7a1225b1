"""Debian's Prometheus, on loopback and on data of its own, that scrapes one worker."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.broker.process import Guarded
from tests.until import PATIENCE

_CONFIG = """\
global: {{scrape_interval: {every}s, scrape_timeout: {every}s}}
scrape_configs:
  - job_name: vigie
    static_configs: [{{targets: ["{target}"]}}]
"""


class Prometheus:
    """Its HTTP API, as Grafana asks it. Times are seconds since the epoch."""

    def __init__(self, address: str) -> None:
        self._address = address

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            with urlopen(f"{self._address}/-/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False

    def scraped(self, since: float) -> float:
        """Wait until a scrape begun after that time has succeeded; when that was. A slow machine misses some."""
        deadline = time.monotonic() + PATIENCE
        while True:
            at = time.time()
            for each in self.now("timestamp(up == 1)", at):
                if float(each["value"][1]) > since:
                    return at
            assert time.monotonic() < deadline, f"no scrape has succeeded for {PATIENCE:g} s"
            time.sleep(0.1)

    def now(self, expression: str, at: float) -> list[Any]:
        """The series of an instant query."""
        return list(self._asked("query", {"query": expression, "time": at})["result"])

    def over(self, expression: str, start: float, end: float) -> list[Any]:
        """The series of a range query, with a value for each second."""
        return list(self._asked("query_range", {"query": expression, "start": start, "end": end, "step": 1})["result"])

    def label_values(self, series: str, label: str) -> list[str]:
        """The values that a label has: what Grafana makes of `label_values(series, label)`."""
        return list(self._asked(f"label/{label}/values", {"match[]": series}))

    def _asked(self, path: str, parameters: Mapping[str, object]) -> Any:
        try:
            with urlopen(f"{self._address}/api/v1/{path}?{urlencode(parameters)}", timeout=PATIENCE) as answer:
                return json.load(answer)["data"]
        except HTTPError as error:
            raise AssertionError(f"{parameters}: {error.read().decode()}") from error


@contextmanager
def prometheus(folder: Path, target: str, every: int) -> Iterator[Prometheus]:
    """One that runs, and ends with the block; `target`: host and port of what it scrapes `every` so many seconds."""
    (folder / "prometheus.yml").write_text(_CONFIG.format(target=target, every=every))
    listen = f"{LOOPBACK}:{next(free_ports(LOOPBACK))}"
    flags = (f"config.file={folder}/prometheus.yml", f"storage.tsdb.path={folder}/data", f"web.listen-address={listen}")
    process = Guarded(["prometheus", *(f"--{flag}" for flag in flags)], folder / "prometheus.log")
    try:
        running, deadline = Prometheus(f"http://{listen}"), time.monotonic() + PATIENCE
        while not running.ready():
            log = (folder / "prometheus.log").read_text()
            assert process.exit_code() is None and time.monotonic() < deadline, log
            time.sleep(0.1)
        yield running
    finally:
        process.stop(5)
