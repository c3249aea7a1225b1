"""From sending an event to reading its value, while other events flow; then, what an idle worker uses."""

import asyncio
import time
from dataclasses import asdict, dataclass

import numpy as np
from aiokafka import AIOKafkaProducer

from bench.cluster import fill
from bench.contenders.contender import RunError
from bench.contenders.vigie import Vigie
from bench.live import Live, live
from bench.measure import cpu_seconds
from bench.plan import Plan
from bench.probes import Breaking, Probes
from bench.suite import Site
from bench.traffic import flow, prepare
from bench.updates import Updates

WARM_UP_S = 8.0
PATIENCE_S = 10.0
QUIET_S = 5.0
REST_S = 120.0


@dataclass(frozen=True)
class Timing:
    """How long probes took, in seconds; one unseen ten seconds after the last took infinitely long."""

    asked: float
    """Events per second that were to flow beside the probes."""
    reached: float
    probes: int
    unseen: int
    p50: float
    p99: float


@dataclass(frozen=True)
class Latency(Timing):
    """From an event to its value; then, the worker at rest."""

    idle: float
    """Share of a core that the worker used when nothing flowed any more."""


async def measure(vigie: Vigie, rate: float, site: Site, plan: Plan) -> Latency:
    """Send `rate` events per second and probes among them to a new installation, then leave it alone."""
    async with live(vigie, site) as running:
        timing = await _time(running, running.updates, Probes(), rate, plan)
        await _drain(running.updates)
        return Latency(**asdict(timing), idle=await idle_share(running.worker.pid, plan.idle_s))


async def breaches(vigie: Vigie, rate: float, site: Site, plan: Plan) -> Timing:
    """The same with probes that break an objective, until the breach can be read on `kpi.breaches`."""
    async with live(vigie, site) as running, Updates(site.broker, running.breaches) as told:
        probes = Breaking()
        await fill(site.broker, running.raw, probes.prelude(plan.probes, time.time()))
        return await _time(running, told, probes, rate, plan)


async def idle_share(pid: int, seconds: float) -> float:
    """Share of a core that a process uses over so many seconds."""
    before = cpu_seconds(pid)
    await asyncio.sleep(seconds)
    return (cpu_seconds(pid) - before) / seconds


async def _time(running: Live, seen: Updates, probes: Probes, rate: float, plan: Plan) -> Timing:
    values = prepare(rate, WARM_UP_S + plan.probe_s, time.time())
    traffic = asyncio.create_task(flow(running.producer, running.raw, values, rate))
    watch = asyncio.create_task(_watch(seen, probes))
    try:
        await asyncio.sleep(WARM_UP_S)
        await _send(running.producer, running.raw, probes, plan)
        reached = await traffic
        await _settle(probes)
    finally:
        for task in (traffic, watch):
            task.cancel()
        await asyncio.gather(traffic, watch, return_exceptions=True)
    return _timing(rate, reached, probes)


async def _send(producer: AIOKafkaProducer, raw: str, probes: Probes, plan: Plan) -> None:
    """Send probes on a schedule, however long earlier ones take: waiting for them would hide the slow ones."""
    start, gap = time.monotonic(), plan.probe_s / plan.probes
    for number in range(plan.probes):
        await asyncio.sleep(max(0.0, start + number * gap - time.monotonic()))
        await producer.send(raw, probes.send(time.time()))


async def _watch(updates: Updates, probes: Probes) -> None:
    while True:
        probes.see(await updates.take(), time.time())


async def _settle(probes: Probes) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while probes.waiting and time.monotonic() < deadline:
        await asyncio.sleep(0.05)


async def _drain(updates: Updates) -> None:
    """Until nothing was published for a while. RunError when a worker without input does not come to rest."""
    now = time.monotonic()
    quiet, deadline = now + QUIET_S, now + REST_S
    while (now := time.monotonic()) < quiet:
        if await updates.take():
            quiet = now + QUIET_S
        if now > deadline:
            raise RunError(f"values were still published {REST_S:.0f} s after the last event")


def _timing(asked: float, reached: float, probes: Probes) -> Timing:
    took = probes.seconds()
    p50, p99 = np.quantile(took, [0.5, 0.99], method="higher")
    return Timing(asked, reached, len(took), probes.waiting, float(p50), float(p99))
