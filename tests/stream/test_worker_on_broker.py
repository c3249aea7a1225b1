"""Two workers as they are run, with traffic: SIGTERM, kill -9 and a restart, and one that was replaced while frozen."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from schemas.topics import AGENTS, topics_of
from service import names
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.catalog.load import load
from service.demo.feed import feed, paced
from service.demo.programs import Program, tail
from service.demo.traffic import Traffic, TrafficPolicy
from service.fingerprint import fingerprint
from service.machine import Machine
from service.settings import Settings
from service.stream.failstop import EXIT_FAILED, EXIT_FENCED
from service.stream.journal import Place, Recovery, read_journals
from service.stream.policy import LanePolicy
from service.topics import ensure_topics
from tests.until import until

pytestmark = pytest.mark.broker
SECONDS = 10.0
"""How long a worker may take to end; and its partitions to count again, beyond what a first start takes here."""
STILL = 15.0
"""How long the machine may stand still meanwhile."""
SESSION = timedelta(seconds=3)
RATE = 400.0

Figures = dict[tuple[str, str, str], float]
"""By agent, topic and partition."""


class Forgetful:
    """A machine whose journal is read for its position only."""

    def restore(self, change: bytes) -> None: ...

    def load(self, parts: Sequence[bytes]) -> None: ...


@dataclass
class Worker:
    """A worker process under an instance id."""

    program: Program
    address: str

    async def ready(self) -> None:
        await self.program.ready(f"{self.address}/health/ready")

    async def figures(self, name: str) -> Figures:
        """A metric of its lanes; nothing while it does not answer. A program that has ended fails."""
        if self.program.exit_code is not None:
            raise AssertionError(tail(self.program.output))
        try:
            timeout = aiohttp.ClientTimeout(total=20)
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(f"{self.address}/metrics") as got:
                text = await got.text()
        except (aiohttp.ClientError, TimeoutError):
            return {}
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        labels = names.AGENT, names.TOPIC, names.PARTITION
        return {tuple(s.labels[label] for label in labels): s.value for s in samples if s.name == name}  # type: ignore[misc]

    async def counted(self) -> set[tuple[str, str, str]]:
        """The lanes that have folded something since this process opened them."""
        return {lane for lane, count in (await self.figures(f"{names.LANE_RECORDS}_total")).items() if count}

    async def ended(self) -> float:
        """The seconds until it has ended."""
        return await until(lambda: self.program.exit_code is not None, pause=0.05)


@dataclass
class World:
    """Topics of its own, workers by name, and whatever was started."""

    settings: Settings
    folder: Path
    started: list[Worker] = field(default_factory=list)

    def start(self, instance: str) -> Worker:
        port = next(free_ports(LOOPBACK))
        given = {name: getattr(self.settings, name) for name in ("broker", "app", "namespace", "partitions")}
        given |= {"instance": instance, "web_port": port, "session_timeout": SESSION, "log_format": "console"}
        output = self.folder / f"{len(self.started)}-{instance}.log"
        self.started.append(Worker(Program("worker", given, output), f"http://{LOOPBACK}:{port}"))
        return self.started[-1]

    async def journaled(self, lanes: Iterable[tuple[str, str, str]]) -> Figures:
        """The positions in the lanes' journals."""
        settings, topics = self.settings, topics_of(self.settings.app, 1, self.settings.namespace)
        policy = LanePolicy(settings.broker, "reader", "", step_records=1, mark_interval=1, snapshot_bytes=1)
        found = fingerprint(load(None), settings)
        recoveries = {
            (agent, topic, p): (
                Place(topics.journal(agent, topic).name, int(p)),
                Recovery(cast(Machine, Forgetful()), found, f"{agent} {topic}/{p}"),
            )
            for agent, topic, p in lanes
        }
        await read_journals(policy, dict(recoveries.values()))
        return {lane: recovery.position for lane, (_, recovery) in recoveries.items()}


@asynccontextmanager
async def world(settings: Settings, folder: Path) -> AsyncIterator[World]:
    """Topics, and traffic to all raw partitions for as long as the block lasts."""
    await ensure_topics(settings)
    made = World(settings, folder)
    feeding = asyncio.create_task(_traffic(settings))
    try:
        yield made
    finally:
        feeding.cancel()
        for worker in made.started:
            worker.program.kill()
            print(tail(worker.program.output))


async def _traffic(settings: Settings) -> None:
    count = 60_000
    arrivals = Traffic(TrafficPolicy.bulk(7, datetime.now(UTC), timedelta(days=3), count)).first(count)
    async with feed(settings.broker, topics_of(settings.app, 1, settings.namespace).raw[0].name) as to:
        await paced(to, arrivals, RATE)


async def test_workers_end_come_back_and_give_way_as_promised(fresh_settings: Settings, tmp_path: Path) -> None:
    async with world(fresh_settings, tmp_path) as here:
        a, b = here.start("A"), here.start("B")
        first = await until(lambda: _all_agents(a, b), pause=0.1)

        lanes = await a.counted()
        assert lanes and not lanes & await b.counted()
        a.program.kill()
        a = here.start("A")
        again = await until(lambda: _covers(a, lanes), pause=0.1)
        print(f"all lanes counted {first:.1f} s after the first start, and {len(lanes)} {again:.1f} s after a kill -9")
        assert again < first + SECONDS + STILL

        folded = await a.figures(names.LANE_POSITION)
        assert folded.keys() >= lanes
        os.kill(a.program.pid, signal.SIGTERM)
        seconds = await a.ended()
        print(f"ended {seconds:.1f} s after SIGTERM")
        assert seconds < SECONDS + STILL and a.program.exit_code == 0
        durable = await here.journaled(folded)
        assert all(durable[lane] >= position for lane, position in folded.items())

        os.kill(b.program.pid, signal.SIGSTOP)
        replacement = here.start("B")
        await replacement.ready()
        os.kill(b.program.pid, signal.SIGCONT)
        seconds = await b.ended()
        print(f"the replaced one ended {seconds:.1f} s after it woke, with exit code {b.program.exit_code}")
        assert seconds < SECONDS + STILL and b.program.exit_code in (EXIT_FAILED, EXIT_FENCED)
        assert replacement.program.exit_code is None


async def _all_agents(*workers: Worker) -> bool:
    """Every agent's lanes, of all partitions, have counted."""
    lanes = set[tuple[str, str, str]]().union(*[await worker.counted() for worker in workers])
    return len(lanes) == len(AGENTS) * 4


async def _covers(worker: Worker, lanes: set[tuple[str, str, str]]) -> bool:
    return await worker.counted() >= lanes
