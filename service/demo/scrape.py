"""What the worker says of itself on /metrics."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from service import names


@dataclass(frozen=True)
class Figures:
    """Events by outcome, and rejects by reason."""

    outcomes: Mapping[str, int] = field(default_factory=Counter)
    rejects: Mapping[str, int] = field(default_factory=Counter)

    @property
    def done(self) -> int:
        """Events of which it is known what became of them."""
        return sum(self.outcomes.values())


def figures(text: str) -> Figures:
    """The figures in an exposition; what it does not hold is 0."""
    outcomes, rejects = Counter[str](), Counter[str]()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == f"{names.EVENTS}_total":
                outcomes[sample.labels[names.OUTCOME]] += int(sample.value)
            elif sample.name == f"{names.REJECTS}_total":
                rejects[sample.labels[names.REASON]] += int(sample.value)
    return Figures(outcomes, rejects)


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
