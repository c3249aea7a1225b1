"""A worker with a raw topic of its own, and what the bench sends to it and reads from it while events arrive."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer

from bench.collector import collector_off
from bench.contenders.vigie import Vigie
from bench.suite import Site
from bench.updates import Updates
from bench.worker import Installation, Worker


@dataclass(frozen=True)
class Live:
    """A running worker and the two ends of it."""

    worker: Worker
    port: int
    """Of its /metrics."""
    raw: str
    producer: AIOKafkaProducer
    updates: Updates
    breaches: str
    """The topic of the breaches."""


async def install(vigie: Vigie, site: Site) -> Installation:
    """A new installation with an empty raw topic of its own."""
    installation = Installation.new(site.broker, f"live-{time.time_ns()}", vigie.catalog)
    await installation.create_topics()
    return installation


@asynccontextmanager
async def live(vigie: Vigie, site: Site) -> AsyncIterator[Live]:
    """A new installation whose worker is ready; it is ended as a crash would end it."""
    installation = await install(vigie, site)
    worker = Worker(installation, vigie.cores, site.scratch / f"{installation.namespace}.log")
    try:
        await worker.ready()
        async with (
            Updates(site.broker, installation.updates) as updates,
            AIOKafkaProducer(bootstrap_servers=site.broker, max_batch_size=1 << 20) as producer,
        ):
            with collector_off():
                yield Live(worker, installation.port, installation.raw, producer, updates, installation.breaches)
    finally:
        worker.stop()
