"""When a worker has done all there is to do: it publishes nothing more, and its /metrics account for every record."""

import re
import time
from collections.abc import Callable

import aiohttp

from bench.contenders.contender import RunError
from bench.measure import Usage
from bench.updates import Updates
from bench.worker import Worker
from service import names
from service.broker.policy import LOOPBACK

QUIET_S = 2.0
"""Longer than compose ever waits between two rounds; the same after every run, so it is in no slope."""
PATIENCE_S = 120.0
_SAMPLE = re.compile(
    rf"^({names.EVENTS}_total|{names.EVENTS_READ}_total|{names.LANE_LAG})\{{.*\}} (\S+)$", re.MULTILINE
)


async def rested(worker: Worker, port: int, updates: Updates, events: int, used: Callable[[], Usage]) -> Usage:
    """What was used until the worker came to rest with so many records. RunError when it does not."""
    deadline = time.monotonic() + PATIENCE_S
    left = "nothing was published"
    await _begun(updates, worker, deadline)
    while time.monotonic() < deadline:
        await _quiet(updates, worker, deadline)
        until_now = used()  # before the worker is asked: answering costs it as much as there are values
        left = unaccounted(await _metrics(port), events)
        if not left:
            return until_now
    raise RunError(f"not at rest after {PATIENCE_S:.0f} s: {left}")


def unaccounted(exposition: str, events: int) -> str:
    """What is still to be done of so many raw records, in words; empty when there is nothing.

    >>> unaccounted('vigie_events_read_total{topic="web"} 3.0\\nvigie_lane_lag_records{agent="count"} 2.0', 3)
    '3 of 3 records read, 0 accounted for, 2 waiting between agents'
    """
    totals = dict.fromkeys((f"{names.EVENTS_READ}_total", f"{names.EVENTS}_total", names.LANE_LAG), 0)
    for name, value in _SAMPLE.findall(exposition):
        totals[name] += int(float(value))
    read, done, waiting = totals.values()
    if (read, done, waiting) == (events, events, 0):
        return ""
    return f"{read:,} of {events:,} records read, {done:,} accounted for, {waiting:,} waiting between agents"


async def _begun(updates: Updates, worker: Worker, deadline: float) -> None:
    """Until something is published: the silence before that is no rest."""
    while not await updates.take() and time.monotonic() < deadline:
        worker.check()


async def _quiet(updates: Updates, worker: Worker, deadline: float) -> None:
    quiet = time.monotonic() + QUIET_S
    while (now := time.monotonic()) < min(quiet, deadline):
        worker.check()
        if await updates.take():
            quiet = now + QUIET_S


async def _metrics(port: int) -> str:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{LOOPBACK}:{port}/metrics", raise_for_status=True) as answer,
    ):
        return await answer.text()
