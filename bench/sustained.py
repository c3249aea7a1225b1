"""The highest rate that a worker keeps up with while events arrive: catching up on a backlog is faster than that."""

import asyncio
import time
from collections.abc import Callable

from bench.contenders.contender import RunError
from bench.contenders.vigie import Vigie
from bench.live import Live, live
from bench.probes import Probes
from bench.suite import Site
from bench.traffic import flow, prepare

LADDER = (1.0, 0.85, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
"""Shares of the catch-up rate, tried from the top."""
TRIAL_S = 6.0
BEHIND_S = 2.0
"""Keeping up: after a trial, a new event's value can be read within this time; and the sender reached the rate."""
REACHED = 0.95
LAST = 20
"""Probes sent one after the other when a trial ends: whatever waits anywhere on the way, they come behind it."""
GAP_S = 0.01
PATIENCE_S = 120.0


async def sustained(vigie: Vigie, catch_up: float, site: Site, tell: Callable[[str], None]) -> float:
    """Events per second. RunError when the lowest rung is too much."""
    async with live(vigie, site) as running:
        probes = Probes()
        reading = asyncio.create_task(_read(running, probes))
        try:
            return await _climb_down(running, probes, catch_up, tell)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _climb_down(running: Live, probes: Probes, catch_up: float, tell: Callable[[str], None]) -> float:
    for share in LADDER:
        rate = catch_up * share
        reached = await flow(running.producer, running.raw, prepare(rate, TRIAL_S, time.time()), rate)
        behind = await _behind(running, probes)
        tell(f"{reached:,.0f} events/s arriving: {behind:.1f} s behind after {TRIAL_S:.0f} s")
        if reached >= REACHED * rate and behind <= BEHIND_S:
            return rate
    raise RunError(f"the worker keeps up with no rate down to {catch_up * LADDER[-1]:,.0f} events/s")


async def _behind(running: Live, probes: Probes) -> float:
    """Seconds until the value of an event that is sent now can be read: the slowest of some."""
    for _ in range(LAST):
        await running.producer.send(running.raw, probes.send(time.time()))
        await asyncio.sleep(GAP_S)
    deadline = time.monotonic() + PATIENCE_S
    while probes.waiting:
        running.worker.check()
        if time.monotonic() > deadline:
            raise RunError(f"no value of {probes.waiting} events after {PATIENCE_S:.0f} s")
        await asyncio.sleep(GAP_S)
    return max(probes.seconds()[-LAST:])


async def _read(running: Live, probes: Probes) -> None:
    while True:
        probes.see(await running.updates.take(), time.time())
