"""A million distinct recipients in one campaign: what they weigh, and how soon a killed worker counts again."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer

from bench.answers import CatalogAnswer
from bench.cluster import fill
from bench.contenders.contender import RunError
from bench.contenders.vigie import Vigie, follow
from bench.events import encode
from bench.live import install
from bench.measure import peak_bytes
from bench.probes import Probes
from bench.suite import Site, Tell
from bench.updates import Updates
from bench.worker import Worker

CAMPAIGN = "one-million"
OPENED_OF_FIVE = 2
STALL_S = 60.0
PATIENCE_S = 180.0


@dataclass(frozen=True)
class Recovery:
    """Sizes in bytes, times in seconds."""

    recipients: int
    events: int
    empty: int
    """Peak memory of the worker before the first event."""
    peak: int
    """Peak memory once all are counted."""
    recovered_peak: int
    """Peak memory of the worker that took over."""
    recovery: float
    """From the new worker's start to the readable value of an event sent after it."""
    differing: int

    @property
    def per_recipient(self) -> float:
        """Bytes of peak memory for each recipient, with the ids of all its events."""
        return (self.peak - self.empty) / self.recipients


def million(recipients: int, now_ms: int) -> Iterator[bytes]:
    """Each recipient is sent the mail and gets it; two of five open it."""
    for number in range(recipients):
        who, name = f"reader{number}@mail.example", f"{number:07x}"
        yield encode(f"s{name}", "mail_sent", CAMPAIGN, who, now_ms)
        yield encode(f"d{name}", "mail_delivered", CAMPAIGN, who, now_ms)
        if number % 5 < OPENED_OF_FIVE:
            yield encode(f"o{name}", "mail_opened", CAMPAIGN, who, now_ms)


def answer(recipients: int) -> CatalogAnswer:
    """What must be published when all are counted. `recipients` is a multiple of five."""
    opened = recipients // 5 * OPENED_OF_FIVE
    found = {
        ("sent", "value"): recipients,
        ("opens", "value"): opened,
        ("open_rate", "numerator"): opened,
        ("open_rate", "denominator"): recipients,
    }
    return CatalogAnswer({(kpi, field, CAMPAIGN): value for (kpi, field), value in found.items()})


async def measure(vigie: Vigie, recipients: int, site: Site, tell: Tell) -> Recovery:
    """Count them, kill the worker with SIGKILL, start another and wait until it counts a new event."""
    installation = await install(vigie, site)
    raw = installation.raw
    log = site.scratch / f"{installation.namespace}.log"
    first = Worker(installation, vigie.cores, log)
    try:
        await first.ready()
        empty = peak_bytes(first.pid)
        await fill(site.broker, raw, million(recipients, int(time.time() * 1000)))
        tell(f"{recipients:,} recipients: sent, delivered and opened")
        async with Updates(site.broker, installation.updates) as updates:
            differing = await follow(updates, answer(recipients), first, STALL_S)
            peak = peak_bytes(first.pid)
            first.stop()
            tell(f"counted, {differing} cells wrong, {peak >> 20} MiB; killed")
            began = time.monotonic()
            second = Worker(installation, vigie.cores, log.with_suffix(".second.log"))
            try:
                await second.ready()
                await _count_one(site.broker, raw, updates)
                took = time.monotonic() - began
                return Recovery(recipients, recipients * 12 // 5, empty, peak, peak_bytes(second.pid), took, differing)
            finally:
                second.stop()
    finally:
        first.stop()


async def _count_one(broker: str, raw: str, updates: Updates) -> None:
    probes = Probes()
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        await producer.send_and_wait(raw, probes.send(time.time()))
    deadline = time.monotonic() + PATIENCE_S
    while probes.waiting:
        probes.see(await updates.take(), time.time())
        if time.monotonic() > deadline:
            raise RunError(f"the worker that took over counted nothing in {PATIENCE_S:.0f} s")
