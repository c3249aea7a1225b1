"""What the demo starts and ends: a broker of its own, the topics, a worker. Each ends with its block."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from rich.console import Console

from service.broker import BrokerPolicy, EmbeddedBroker
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports, is_free
from service.demo.programs import Program
from service.demo.words import Words
from service.settings import Settings
from service.topics import ensure_topics


@contextmanager
def folder(settings: Settings, keep: bool) -> Iterator[Path]:
    """A fresh folder under the cache, removed at the end unless it is to be kept."""
    place = settings.cache / "demo"
    place.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix="run-", dir=place))
    try:
        yield made
    finally:
        if not keep:
            shutil.rmtree(made, ignore_errors=True)


@contextmanager
def kafka(settings: Settings, data: Path, console: Console, words: Words) -> Iterator[EmbeddedBroker]:
    """A broker with its data in the folder. It is crashed at the end, its data are the demo's own."""
    began = time.monotonic()
    console.print(words("kafka_starts"))
    broker = EmbeddedBroker(BrokerPolicy(cache=settings.cache, data=data / "broker"))
    broker.start()
    took = words.number(time.monotonic() - began, 1)
    console.print(words.said("kafka_up", at=broker.bootstrap, seconds=took), highlight=False)
    try:
        yield broker
    finally:
        broker.kill()


def settled(settings: Settings, bootstrap: str) -> dict[str, object]:
    """The settings that the demo's programs get: the demo's broker, and a port that is free."""
    port = settings.web_port
    if not port or not is_free(LOOPBACK, port):
        port = next(free_ports(LOOPBACK))
    return {
        "broker": bootstrap,
        "partitions": settings.partitions,
        "web_port": port,
        "web_host": LOOPBACK,
        "instance": "demo",
    }


@contextmanager
def worker(
    settings: Settings, given: dict[str, object], data: Path, console: Console, words: Words
) -> Iterator[Program]:
    """The topics, and a worker that is ready to count. Raises ProgramDied."""
    asyncio.run(ensure_topics(settings))
    began = time.monotonic()
    console.print(words("worker_starts"))
    program = Program("worker", given, data / "worker.log")
    try:
        asyncio.run(program.ready(f"http://{LOOPBACK}:{given['web_port']}/health/ready"))
        took = words.number(time.monotonic() - began, 1)
        console.print(words.said("worker_ready", seconds=took), highlight=False)
        yield program
    finally:
        program.stop()
