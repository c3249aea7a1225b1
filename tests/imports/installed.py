"""An installation of its own on the suite's broker: `vigie import` as a person runs it, and what a worker counts."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from schemas.events import MODELS
from schemas.topics import topics_of
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.demo.programs import Program, environment, tail
from service.settings import Settings
from service.topics import ensure_topics
from tests.committed import committed
from tests.rest import at_rest
from tests.until import SESSION


class Key(NamedTuple):
    """What a value is of; scope as sorted pairs."""

    kpi: str
    scope: tuple[tuple[str, str], ...]
    window: str
    bucket: str


@dataclass(frozen=True)
class Counted:
    """The last update of each key, and the raw topics' accounting by outcome and by reason of rejects."""

    updates: Mapping[Key, Mapping[str, Any]]
    outcomes: Mapping[str, int]
    seconds: float

    def value(self, kpi: str, window: str = "all", bucket: str = "", **scope: str) -> float | None:
        """The value of a KPI; KeyError where there is none."""
        found: float | None = self.updates[Key(kpi, tuple(sorted(scope.items())), window, bucket)]["value"]
        return found


@dataclass
class Installed:
    """Settings that the command and the worker are given, and where they write."""

    settings: Settings
    folder: Path
    given: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shared = {name: getattr(self.settings, name) for name in ("broker", "app", "namespace", "partitions")}
        self.given = {**shared, "cache": self.folder / "cache", **self.given}

    def again(self, **given: object) -> "Installed":
        """The same raw topics, counted by other settings."""
        return Installed(self.settings, self.folder, {**self.given, **given})

    def raw(self, family: str) -> str:
        """The name of a raw topic."""
        return topics_of(self.settings.app, 1, self.settings.namespace).raw[list(MODELS).index(family)].name

    def vigie(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        """Run the command to its end."""
        return subprocess.run(self._command(*arguments), env=self._env(), capture_output=True, text=True, check=False)

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        """Run the command and go on."""
        pipe = subprocess.PIPE
        return subprocess.Popen(self._command(*arguments), env=self._env(), stdout=pipe, stderr=pipe, text=True)

    async def records(self, family: str) -> list[list[tuple[int, dict[str, Any]]]]:
        """Timestamp (ms) and event of each record of a raw topic, by partition."""
        found = await self._read(self.raw(family))
        return [[(timestamp, orjson.loads(value)) for timestamp, _, value in each] for each in found]

    async def count(self, events: int) -> Counted:
        """What a worker makes of a topic that holds so many events."""
        began = time.monotonic()
        async with self._worker() as (program, metrics):
            counted = await at_rest(metrics, events, program.check)
        updates: dict[Key, Mapping[str, Any]] = {}
        generation = int(str(self.given.get("generation", 1)))
        for each in await self._read(topics_of(self.settings.app, generation, self.settings.namespace).updates.name):
            for _, key, value in each:
                if value is None:
                    updates.pop(_key(key), None)
                else:
                    updates[_key(key)] = orjson.loads(value)
        return Counted(updates, counted, time.monotonic() - began)

    def _command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "service", *map(str, arguments)]

    def _env(self) -> dict[str, str]:
        return environment(self.given)

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[tuple[Program, str]]:
        port = next(free_ports(LOOPBACK))
        given = {**self.given, "web_port": port, "instance": "one", "log_format": "console", "session_timeout": SESSION}
        program = Program("worker", given, self.folder / "worker.log")
        try:
            await program.ready(f"http://{LOOPBACK}:{port}/health/ready")
            yield program, f"http://{LOOPBACK}:{port}/metrics"
        finally:
            program.kill()
            print(tail(program.output))

    async def _read(self, topic: str) -> list[list[tuple[int, bytes, bytes]]]:
        """Timestamp, key and value of every record, by partition."""
        found = await committed(self.settings.broker, topic, range(self.settings.partitions))
        return [[(record.timestamp, record.key, record.value) for record in records] for records in found]


async def installed(settings: Settings, folder: Path, **given: object) -> Installed:
    """Topics on the broker, and settings for the command and the worker."""
    await ensure_topics(settings)
    return Installed(settings, folder, given)


def _key(key: bytes) -> Key:
    read = orjson.loads(key)
    return Key(read["kpi"], tuple(sorted(read["scope"].items())), read["window"], read["bucket"])
