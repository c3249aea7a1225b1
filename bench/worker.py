"""A Vigie worker under test: `python -m service worker`, told everything by its environment."""

import asyncio
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import aiohttp

from bench.cluster import PARTITIONS
from bench.contenders.contender import RunError
from bench.contenders.process import ROOT, WorkerProcess
from bench.cores import Cores
from schemas.topics import topics_of
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.settings import Settings
from service.topics import ensure_topics

SMALL_CATALOG = ROOT / "bench" / "catalogs" / "small"
WHOLE_CATALOG = ROOT / "schemas" / "catalog"
PATIENCE_S = 60.0
POLL_S = 0.02
_generations = count(1)


@dataclass(frozen=True)
class Installation:
    """One set of Vigie's topics on the broker, and the worker's settings for it."""

    broker: str
    namespace: str
    generation: int
    catalog: Path
    port: int

    @classmethod
    def new(cls, broker: str, namespace: str, catalog: Path) -> "Installation":
        """A generation that starts from nothing, and a free port for its worker."""
        return cls(broker, namespace, next(_generations), catalog, next(free_ports(LOOPBACK)))

    @property
    def updates(self) -> str:
        """The topic of the values."""
        return topics_of("vigie", self.generation, self.namespace).updates.name

    @property
    def breaches(self) -> str:
        """The topic of the breaches and recoveries."""
        return topics_of("vigie", self.generation, self.namespace).breaches.name

    @property
    def raw(self) -> str:
        """The topic of the events."""
        return topics_of("vigie", self.generation, self.namespace).raw[0].name

    async def create_topics(self) -> None:
        """Make the topics that are missing, the raw one among them: a worker starts only when all are there."""
        await ensure_topics(
            Settings(
                broker=self.broker,
                namespace=self.namespace,
                generation=self.generation,
                partitions=PARTITIONS,
            )
        )

    def environment(self) -> Mapping[str, str]:
        """What the worker is told; all else is Vigie's own default."""
        return {
            "VIGIE_BROKER": self.broker,
            "VIGIE_NAMESPACE": self.namespace,
            "VIGIE_GENERATION": str(self.generation),
            "VIGIE_PARTITIONS": str(PARTITIONS),
            "VIGIE_CATALOG": str(self.catalog),
            "VIGIE_WEB_PORT": str(self.port),
            "VIGIE_LOG_FORMAT": "json",
        }


class Worker:
    """A started worker of an installation."""

    def __init__(self, installation: Installation, cores: Cores, log: Path) -> None:
        command = [sys.executable, "-m", "service", "worker"]
        self._ready = f"http://{LOOPBACK}:{installation.port}/health/ready"
        self._process = WorkerProcess(command, cores, log, installation.environment())

    @property
    def pid(self) -> int:
        """The worker's process."""
        return self._process.pid

    async def ready(self) -> None:
        """Wait until `/health/ready` says so. RunError when it ends instead, or takes a minute."""
        deadline = time.monotonic() + PATIENCE_S
        async with aiohttp.ClientSession() as session:
            while not await _answers(session, self._ready):
                self.check()
                if time.monotonic() > deadline:
                    raise RunError(f"not ready after {PATIENCE_S:.0f} s; its log ends:\n{self._process.log_tail()}")
                await asyncio.sleep(POLL_S)

    def check(self) -> None:
        """RunError when the worker has ended by itself."""
        self._process.check()

    def stop(self) -> None:
        """End it as a crash would."""
        self._process.stop()


async def _answers(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(address) as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False
