"""A worker that is killed again and again tells each breach and each recovery once."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from schemas.breaches import Breach
from schemas.topics import topics_of
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.demo.programs import Program, tail
from service.settings import Settings
from service.topics import ensure_topics
from service.verify.read import reading
from service.verify.transitions import Steered, Transitions
from service.verify.verify import verify
from tests.until import PATIENCE, until
from tests.verify.handmade import CATALOG, delivered, opened

pytestmark = pytest.mark.broker

# Within one day, whatever the time of day is now; 40 % of what was delivered and then 60 % was opened: at least 50 %.
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)
EVERYWHERE: Steered = ("open_ratio", (), "day")


@dataclass
class Here:
    """Topics of its own, a producer, and one worker after the other."""

    settings: Settings
    folder: Path
    producer: AIOKafkaProducer
    started: list[Program] = field(default_factory=list)
    port: int = field(default_factory=lambda: next(free_ports(LOOPBACK)))

    @property
    def metrics(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/metrics"

    def start(self) -> None:
        names = ("broker", "app", "namespace", "partitions", "catalog")
        given = {name: getattr(self.settings, name) for name in names}
        given |= {"instance": "A", "web_port": self.port, "session_timeout": timedelta(seconds=3)}
        self.started.append(Program("worker", given, self.folder / f"{len(self.started)}.log"))

    def kill_and_start_again(self) -> None:
        self.started[-1].kill()
        self.start()

    async def send(self, *events: dict[str, object]) -> None:
        topic = topics_of(self.settings.app, 1, self.settings.namespace).raw[0].name
        for event in events:
            await self.producer.send_and_wait(topic, orjson.dumps(event))

    async def told(self) -> list[Breach]:
        """Of the ratio over everything."""
        breaches, found = topics_of(self.settings.app, 1, self.settings.namespace).breaches.name, Transitions()
        async with reading(self.settings.broker, [breaches]) as log:
            async for batch in log.until(await log.ends()):
                for record in batch:
                    found.add(record.key, record.value)
        assert not found.unreadable
        return found.of.get(EVERYWHERE, [])

    async def until_told(self, kinds: list[str]) -> None:
        await until(lambda: self._is_told(kinds), pause=0.2)

    async def _is_told(self, kinds: list[str]) -> bool:
        return [breach.kind for breach in await self.told()] == kinds


async def test_a_breach_and_its_recovery_are_told_once_though_the_worker_is_killed(
    fresh_settings: Settings, tmp_path: Path
) -> None:
    settings = fresh_settings.model_copy(update={"catalog": CATALOG})
    await ensure_topics(settings)
    async with AIOKafkaProducer(bootstrap_servers=settings.broker) as producer:
        here = Here(settings, tmp_path, producer)
        try:
            here.start()
            await here.send(*(delivered(NOON, id=f"d{n}") for n in range(10)))
            await here.send(*(opened(NOON + timedelta(minutes=n), id=f"o{n}") for n in range(4)))
            await here.until_told(["breach"])
            here.kill_and_start_again()
            await here.send(opened(NOON + timedelta(minutes=5), id="o0", campaign="again"))
            here.kill_and_start_again()
            await here.send(*(opened(NOON + timedelta(minutes=6 + n), id=f"p{n}") for n in range(2)))
            await here.until_told(["breach", "recovery"])
            here.kill_and_start_again()
            verdict = await verify(settings, timedelta(seconds=PATIENCE), (here.metrics,), print)
            breach, recovery = await here.told()
        finally:
            for program in here.started:
                program.kill()
            print(tail(here.started[-1].output))
    assert verdict.equal, verdict.comparisons
    assert breach.value is not None and breach.value <= 0.4 and recovery.value in (0.5, 0.6)
    assert (breach.state, breach.previous) == ("breached", "unknown")
    assert (recovery.state, recovery.previous) == ("met", "breached")
    assert recovery.revision > breach.revision
