"""The highest rate that a worker keeps up with while events arrive: catching up on a backlog is faster than that."""

import asyncio
import re
import time
from collections.abc import Callable
from urllib.request import urlopen

from bench.contenders.contender import RunError
from bench.contenders.vigie import Vigie
from bench.live import Live, live
from bench.suite import Site
from bench.traffic import flow, prepare
from bench.updates import Updates
from schemas.topics import INGEST
from service import names

LADDER = (1.0, 0.85, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
"""Shares of the catch-up rate, tried from the top."""
TRIAL_S = 6.0
BEHIND_S = 1.0
"""Keeping up: after a trial, no more than what arrives in this time waits; and the sender reached the rate."""
REACHED = 0.95
_LAG = re.compile(rf"^{names.LANE_LAG}\{{agent=\"{INGEST}\".*\}} (\S+)$", re.MULTILINE)


async def sustained(vigie: Vigie, catch_up: float, site: Site, tell: Callable[[str], None]) -> float:
    """Events per second. RunError when the lowest rung is too much."""
    async with live(vigie, site) as running:
        reading = asyncio.create_task(_read(running.updates))
        try:
            return await _climb_down(running, catch_up, tell)
        except OSError:
            running.worker.check()
            raise
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _climb_down(running: Live, catch_up: float, tell: Callable[[str], None]) -> float:
    for share in LADDER:
        rate = catch_up * share
        reached = await flow(running.producer, running.raw, prepare(rate, TRIAL_S, time.time()), rate)
        behind = await waiting(running.port) / rate
        tell(f"{reached:,.0f} events/s arriving: {behind:.1f} s behind after {TRIAL_S:.0f} s")
        if reached >= REACHED * rate and behind <= BEHIND_S:
            return rate
        while await waiting(running.port):
            await asyncio.sleep(0.2)
    raise RunError(f"the worker keeps up with no rate down to {catch_up * LADDER[-1]:,.0f} events/s")


async def waiting(port: int) -> float:
    """Raw events that the worker has not folded yet, by its own /metrics."""
    text = await asyncio.to_thread(lambda: urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read().decode())
    return sum(map(float, _LAG.findall(text)))


async def _read(updates: Updates) -> None:
    while True:
        await updates.take()
