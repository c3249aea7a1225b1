"""A worker at rest: everything that was sent is counted and published."""

import asyncio
import time
from collections.abc import Callable

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from service import names

_LOOKS = 12
"""At which nothing has moved, one after the other. Looks and not seconds: each is answered by the worker, so it had
time to go on; in some seconds it may have stood still."""
_APART = 0.1
_PATIENCE = 600.0

Figures = dict[tuple[str, ...], float]
"""What /metrics shows: values by name and `label=value`, by label."""


async def at_rest(metrics: str, events: int, check: Callable[[], None]) -> Figures:
    """What it shows once it knows what became of so many events and nothing moves; `check` raises if it has ended."""
    deadline, before, alike = time.monotonic() + _PATIENCE, None, 0
    while alike < _LOOKS:
        check()
        figures = await scraped(metrics)
        assert time.monotonic() < deadline, f"not counted within {_PATIENCE:g} s: {outcomes(figures)}"
        at = sorted((key, value) for key, value in figures.items() if key[0] == names.LANE_POSITION)
        moves = at != before or _behind(figures) or sum(outcomes(figures).values()) < events
        before, alike = at, 0 if moves else alike + 1
        await asyncio.sleep(_APART)
    return figures


async def scraped(metrics: str) -> Figures:
    """What the address shows now."""
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(metrics) as got:
        text = await got.text()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(s.name, *(f"{k}={v}" for k, v in sorted(s.labels.items()))): s.value for s in samples}


def outcomes(figures: Figures) -> dict[str, int]:
    """Raw events by what became of them."""
    found: dict[str, int] = {}
    for (name, *labels), value in figures.items():
        if name == f"{names.EVENTS}_total":
            outcome = next(label.partition("=")[2] for label in labels if label.startswith(f"{names.OUTCOME}="))
            found[outcome] = found.get(outcome, 0) + int(value)
    return {outcome: count for outcome, count in found.items() if count}


def _behind(figures: Figures) -> bool:
    return any(value > 0 for key, value in figures.items() if key[0] == names.LANE_LAG)
