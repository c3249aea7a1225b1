"""Waiting for a condition. The limit is for faults: a machine that is slow, or stands still for a while, is none."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

PATIENCE = 120.0
"""Seconds. What must be quick is measured where it is said."""

SESSION = timedelta(seconds=24)
"""Of a worker that nobody kills: one that had no time for so long is given up by its group, and ends as it should."""


async def until(holds: Callable[[], bool | Awaitable[bool]], seconds: float = PATIENCE, pause: float = 0.005) -> float:
    """The seconds until it holds, looked at with so long a pause between; fails when it takes too long."""
    began = time.monotonic()
    while not await _now(holds()):
        assert time.monotonic() < began + seconds, f"not within {seconds:g} s"
        await asyncio.sleep(pause)
    return time.monotonic() - began


async def _now(answer: bool | Awaitable[bool]) -> bool:
    return answer if isinstance(answer, bool) else await answer
