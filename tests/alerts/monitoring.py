"""Debian's Prometheus and Alertmanager on loopback, with the files of `deploy/` and what a test must change of them."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.broker.process import Guarded
from service.demo.programs import tail
from service.demo.scrape import answers
from service.render.alerts.files import ALERTMANAGER
from tests.deploy.files import DEPLOY, ROOT, document, needs
from tests.until import PATIENCE

needs_prometheus = needs("prometheus", "prometheus")
needs_alertmanager = needs("prometheus-alertmanager", "prometheus-alertmanager")

SECOND = "1s"
"""Scrape, evaluation, and how long Alertmanager gathers a group, in place of what is deployed."""


@dataclass
class Server:
    """A started program that answers on a port."""

    process: Guarded
    port: int
    output: Path

    @property
    def address(self) -> str:
        """Its address, host:port."""
        return f"{LOOPBACK}:{self.port}"

    def check(self) -> None:
        """Fail if it has ended."""
        assert self.process.exit_code() is None, tail(self.output)

    async def get(self, path: str, **parameters: str) -> Any:
        """What its API answers."""
        url = f"http://{self.address}{path}"
        async with aiohttp.ClientSession() as session, session.get(url, params=parameters) as answer:
            return await answer.json()


@asynccontextmanager
async def _server(command: list[str], port: int, output: Path) -> AsyncIterator[Server]:
    server = Server(Guarded(command, output), port, output)
    try:
        deadline = time.monotonic() + PATIENCE
        while not await answers(f"http://{server.address}/-/ready"):
            server.check()
            assert time.monotonic() < deadline, tail(output)
            await asyncio.sleep(0.05)
        yield server
    finally:
        server.process.kill()


@asynccontextmanager
async def alertmanager(folder: Path, webhook: str) -> AsyncIterator[Server]:
    """With the routes and inhibitions that are deployed; it gathers a second, and sends to the webhook."""
    content = document(ROOT / ALERTMANAGER)
    content["route"] |= {"group_wait": SECOND, "group_interval": SECOND}
    for receiver in content["receivers"]:
        receiver["webhook_configs"] = [{"url": webhook, "send_resolved": True}]
    file = _written(folder / "alertmanager.yml", content)
    port = next(free_ports(LOOPBACK))
    program = shutil.which("prometheus-alertmanager") or "alertmanager"
    command = [program, f"--config.file={file}", f"--storage.path={folder / 'alertmanager'}"]
    command += [f"--web.listen-address={LOOPBACK}:{port}", "--cluster.listen-address="]
    async with _server(command, port, folder / "alertmanager.log") as server:
        yield server


@asynccontextmanager
async def prometheus(folder: Path, workers: list[str], manager: Server) -> AsyncIterator[Server]:
    """With the rules that are deployed; it scrapes and evaluates every second."""
    content = document(DEPLOY / "prometheus" / "prometheus.yml")
    content["global"] = {"scrape_interval": SECOND, "evaluation_interval": SECOND}
    content["rule_files"] = [str(DEPLOY / "prometheus" / pattern) for pattern in content["rule_files"]]
    content["alerting"]["alertmanagers"] = [{"static_configs": [{"targets": [manager.address]}]}]
    content["scrape_configs"] = [{"job_name": "vigie", "static_configs": [{"targets": workers}]}]
    file = _written(folder / "prometheus.yml", content)
    port = next(free_ports(LOOPBACK))
    command = ["prometheus", f"--config.file={file}", f"--storage.tsdb.path={folder / 'prometheus'}"]
    command += [f"--web.listen-address={LOOPBACK}:{port}"]
    async with _server(command, port, folder / "prometheus.log") as server:
        yield server


def _written(file: Path, content: Mapping[str, Any]) -> Path:
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file
