"""Whose /metrics are compared: the workers that were named, or the one that these settings would start."""

import asyncio
from dataclasses import dataclass

from service.verify.accounting import compare_accounting
from service.verify.compare import Comparison
from service.verify.errors import VerifyError
from service.verify.loaded import Loaded
from service.verify.metrics import compare_metrics
from service.verify.recount import Partition, Recount
from service.verify.room import compare_room
from service.verify.scrape import Scraped, Unanswered, scrape
from service.verify.transitions import Steered


@dataclass(frozen=True)
class Named:
    """Workers that must answer, and together run every lane."""

    urls: tuple[str, ...]
    token: str | None = None

    def ask(self) -> Scraped:
        """What they show; raises `Unanswered`, `VerifyError`."""
        return scrape(self.urls, self.token)


@dataclass(frozen=True)
class Presumed:
    """A worker that may not be there, may be of another installation, or one of several."""

    url: str | None
    lanes: frozenset[Partition]
    """The inputs of every lane that there is: what a worker alone must run to be compared."""
    token: str | None = None

    def ask(self) -> Scraped | str:
        """What it shows, or why that is not compared."""
        if self.url is None:
            return "VIGIE_WEB_PORT is 0"
        try:
            scraped = scrape([self.url], self.token)
        except Unanswered:
            return f"no worker answers at {self.url}"
        except VerifyError as error:
            return str(error)
        here = len(self.lanes & scraped.lanes)
        return scraped if here == len(self.lanes) else f"{self.url} runs {here} of the {len(self.lanes)} lanes"


Workers = Named | Presumed


async def of_workers(
    workers: Workers, loaded: Loaded, found: Recount, opened: frozenset[Steered]
) -> tuple[tuple[Comparison, ...], tuple[str, ...]]:
    """The comparisons with what the workers show, or a note that says why there are none. `opened`: what is in breach.

    Raises `Unanswered`, `VerifyError`.
    """
    shown = await asyncio.to_thread(workers.ask)
    if isinstance(shown, str):
        return (), (f"counters and metrics were not compared: {shown}; name every worker with --metrics",)
    plan = loaded.plan
    counters = compare_accounting("counters", loaded.read, found, shown.accounting)
    room = compare_room(shown, plan.series, plan.partitions)
    return (counters, room, compare_metrics(found, plan.definitions, plan.resolution, shown, opened)), ()
