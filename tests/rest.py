"""A worker at rest: everything that was sent is counted and published."""

import asyncio
import time
from collections.abc import Callable, Sequence

import aiohttp
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from service import names

_LOOKS = 12
"""Without anything that waits, since a value last changed. Looks and not seconds: each is answered by the worker, so it
had time to go on. Not one after the other: now and then a mark is on its way, for as long as the worker runs."""
_APART = 0.1
_PATIENCE = 600.0


async def at_rest(metrics: str, events: int, check: Callable[[], None]) -> dict[str, int]:
    """The raw events by outcome, once they are so many and no value moves; `check` raises if the worker has ended."""
    deadline, values, looks = time.monotonic() + _PATIENCE, frozenset[str](), 0
    while looks < _LOOKS:
        check()
        lines = (await _read(metrics)).splitlines()
        found, before = outcomes(lines), values
        assert time.monotonic() < deadline, f"{events} not counted within {_PATIENCE:g} s: {found}"
        values = frozenset(line for line in lines if line.startswith(names.KPI_VALUE))
        moves = values != before or sum(found.values()) < events
        looks = 0 if moves else looks + (not _waits(lines))
        await asyncio.sleep(_APART)
    return found


def outcomes(lines: Sequence[str]) -> dict[str, int]:
    """Raw events by what became of them."""
    found: dict[str, int] = {}
    for family in _families(lines, f"{names.EVENTS}_total"):
        for sample in family.samples:
            outcome = sample.labels[names.OUTCOME]
            found[outcome] = found.get(outcome, 0) + int(sample.value)
    return {outcome: count for outcome, count in found.items() if count}


def _waits(lines: Sequence[str]) -> bool:
    """Whether a lane is behind the end of what it reads."""
    return any(sample.value for family in _families(lines, names.LANE_LAG) for sample in family.samples)


def _families(lines: Sequence[str], name: str) -> Sequence[Metric]:
    """Of a metric alone: to read all that a worker with many scopes shows takes a second."""
    return list(text_string_to_metric_families("\n".join(line for line in lines if line.startswith(name)) + "\n"))


async def _read(metrics: str) -> str:
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(metrics) as got:
        return await got.text()
