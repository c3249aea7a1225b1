"""A verification: read the raw topics up to now, count again, compare until it holds or the time is over."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import duckdb

from service.settings import Settings
from service.verify.compare import Comparison, compare, compare_rejects, compare_updates, counts, times_differ
from service.verify.events import Place
from service.verify.load import Tell, load_raw, notes
from service.verify.metrics import compare_metrics, scrape
from service.verify.plan import Plan
from service.verify.published import Published
from service.verify.read import Log, reading
from service.verify.recount import Partition, Recount, recount

_POLL_S = 1.0
_TELL_S = 10.0


@dataclass(frozen=True)
class Verdict:
    """What a verification found."""

    read: Mapping[Partition, int]
    """Raw records read."""
    recount: Recount
    resolution: int
    """Seconds in a tick."""
    comparisons: tuple[Comparison, ...]
    """Updates first."""
    notes: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Everything compares equal."""
        return all(comparison.equal for comparison in self.comparisons)

    @property
    def empty(self) -> bool:
        """There was no KPI to compare."""
        return self.comparisons[0].compared == 0


@dataclass
class Loaded:
    """The raw records in DuckDB, counted again only when the service's conflicts, which matter to it, have changed."""

    db: Any
    plan: Plan
    read: Mapping[Partition, int]
    made: dict[frozenset[Place], Recount] = field(default_factory=dict)

    def recount(self, conflicts: frozenset[Place]) -> Recount:
        """The recount, given the places rejected as conflicts."""
        if conflicts not in self.made:
            plan = self.plan
            args = (plan.definitions, plan.recipes, plan.resolution, plan.zone, sorted(conflicts))
            self.made = {conflicts: recount(self.db, *args)}
        return self.made[conflicts]


@dataclass
class Progress:
    """Tells how the waiting goes, when that changes and every few seconds."""

    tell: Tell
    told: tuple[str, int] = ("", 0)

    def waiting(self, left: float, updates: int, verdict: Verdict | None) -> None:
        """`left` in seconds; no verdict: more updates are coming."""
        state = counts(verdict.comparisons) if verdict else "more are coming"
        line = f"{updates:,} updates so far, {state}"
        if self.told != (line, int(left // _TELL_S)):
            self.told = line, int(left // _TELL_S)
            self.tell(f"waiting for the service, {left:.0f} s left: {line}")


async def verify(
    settings: Settings,
    wait: timedelta,
    metrics: tuple[str, ...],
    tell: Tell,
    clock: Callable[[], float] = time.monotonic,
) -> Verdict:
    """Verify what was published for everything now in the raw topics.

    A service that is still working is given `wait` to come to rest. `metrics` are the addresses of the workers'
    /metrics. Raises `VerifyError`.
    """
    plan = Plan.of(settings)
    with duckdb.connect() as db:
        async with reading(plan.broker, plan.families) as raw:
            ends = await raw.ends()
            loaded = Loaded(db, plan, await load_raw(db, raw, ends, plan, tell))
            verdict = await _settle(loaded, metrics, clock() + wait.total_seconds(), tell, clock)
            return replace(verdict, notes=await notes(raw, ends))


async def _settle(
    loaded: Loaded, metrics: tuple[str, ...], deadline: float, tell: Tell, clock: Callable[[], float]
) -> Verdict:
    plan, published, progress = loaded.plan, Published(loaded.plan.updates), Progress(tell)
    verdict: Verdict | None = None
    async with reading(plan.broker, [plan.updates, plan.rejects]) as log:
        while True:
            moved = await _catch_up(log, published)
            left = deadline - clock()
            if moved and left > 0:
                verdict = None
            elif moved or metrics or verdict is None:
                verdict = _verdict(loaded, published, metrics)
            if verdict and (verdict.equal or left <= 0):
                return verdict
            progress.waiting(left, published.updates_read, verdict)
            await asyncio.sleep(min(_POLL_S, max(left, 0)))


async def _catch_up(log: Log, published: Published) -> bool:
    moved = False
    async for batch in log.until(await log.ends()):
        published.add(batch)
        moved = True
    return moved


def _verdict(loaded: Loaded, published: Published, metrics: tuple[str, ...]) -> Verdict:
    found = loaded.recount(published.conflicts)
    figures, broken = published.figures()
    comparisons = [
        compare_updates(found.figures, figures).and_broken(broken),
        compare_rejects(found.refusals, published.refusals).and_broken(published.unreadable),
        _accounting(loaded.read, found),
    ]
    if metrics:
        comparisons.append(compare_metrics(found, loaded.plan.definitions.indicators, scrape(metrics)))
    return Verdict(loaded.read, found, loaded.plan.resolution, tuple(comparisons))


def _accounting(read: Mapping[Partition, int], found: Recount) -> Comparison:
    """Read = counted + duplicate + rejected + ignored: no record was lost or taken twice on the way into SQL."""
    told = {place: outcomes.total() for place, outcomes in found.accounting.items()}
    return compare("accounting", read, told, lambda place: f"{place[0]}/{place[1]} read", times_differ)
