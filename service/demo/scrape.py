"""What the worker says of itself on /metrics."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from schemas.topics import COMPOSE
from service import names


@dataclass(frozen=True)
class Figures:
    """Events by outcome, rejects by reason, and up to when (seconds since the epoch) everything is counted."""

    outcomes: Mapping[str, int] = field(default_factory=Counter)
    rejects: Mapping[str, int] = field(default_factory=Counter)
    mark: float | None = None


def figures(text: str) -> Figures:
    """The figures in an exposition; what it does not hold is 0, or None for the mark."""
    outcomes, rejects, marks = Counter[str](), Counter[str](), list[float]()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == f"{names.EVENTS}_total":
                outcomes[sample.labels[names.OUTCOME]] += int(sample.value)
            elif sample.name == f"{names.REJECTS}_total":
                rejects[sample.labels[names.REASON]] += int(sample.value)
            elif sample.name == names.LANE_MARK and sample.labels.get(names.AGENT) == COMPOSE:
                marks.append(sample.value)
    return Figures(outcomes, rejects, min(marks, default=0) or None)


async def scrape(url: str) -> Figures | None:
    """The figures now; None while the worker does not answer."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.get(url) as answer,
        ):
            return figures(await answer.text()) if answer.ok else None
    except (aiohttp.ClientError, TimeoutError):
        return None


async def answers(url: str) -> bool:
    """Whether the address answers with success."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session,
            session.get(url) as answer,
        ):
            return answer.ok
    except (aiohttp.ClientError, TimeoutError):
        return False
