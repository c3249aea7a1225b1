"""A verification: read the raw topics up to now, count again, compare until it holds or the time is over."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import duckdb

from service.settings import Settings
from service.verify.accounting import compare_accounting
from service.verify.breaches import compare_breaches
from service.verify.compare import Comparison, compare_rejects, compare_updates, counts
from service.verify.figures import instant
from service.verify.load import Tell, load_raw, notes
from service.verify.loaded import Loaded
from service.verify.plan import Plan
from service.verify.published import Published
from service.verify.read import Log, reading
from service.verify.recount import Partition, Recount
from service.verify.scrape import Unanswered
from service.verify.words import ENGLISH, Words
from service.verify.workers import Named, Presumed, Workers, of_workers

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
class Progress:
    """Tells how the waiting goes, when that changes and every few seconds."""

    tell: Tell
    words: Words
    told: tuple[str, int] = ("", 0)

    def waiting(self, left: float, updates: int, state: str) -> None:
        """`left` in seconds."""
        line = f"{updates} {state}"
        if self.told != (line, int(left // _TELL_S)):
            self.told = line, int(left // _TELL_S)
            self.tell(self.words("waiting", left=round(left), updates=updates, state=state))


async def verify(
    settings: Settings,
    wait: timedelta,
    metrics: tuple[str, ...],
    tell: Tell,
    clock: Callable[[], float] = time.monotonic,
    words: Words = ENGLISH,
) -> Verdict:
    """Verify what was published for everything now in the raw topics.

    A service that is still starting or working is given `wait` to come to rest. `metrics` are the addresses of the
    workers' /metrics; without any, the settings' own address is tried. Raises `VerifyError`.
    """
    plan = Plan.of(settings)
    with duckdb.connect() as db:
        async with reading(plan.broker, plan.topics) as raw:
            ends = await raw.ends()
            loaded = Loaded(db, plan, await load_raw(db, raw, ends, plan, tell))
            token = settings.web_token.get_secret_value() if settings.web_token else None
            workers = Named(metrics, token) if metrics else Presumed(plan.metrics, plan.lanes(ends), token)
            verdict = await _settle(loaded, workers, clock() + wait.total_seconds(), Progress(tell, words), clock)
            return replace(verdict, notes=(*await notes(raw, ends), *verdict.notes))


async def _settle(
    loaded: Loaded, workers: Workers, deadline: float, progress: Progress, clock: Callable[[], float]
) -> Verdict:
    plan = loaded.plan
    published = Published(plan.updates, plan.breaches, plan.accounting)
    topics: Verdict | None = None
    async with reading(plan.broker, [plan.updates, plan.breaches, plan.rejects, plan.accounting]) as log:
        whole = not any(at for place, at in (await log.begins()).items() if place.topic == plan.breaches)
        while True:
            moved = await _catch_up(log, published)
            left = deadline - clock()
            if moved and left > 0:
                topics, state = None, progress.words("coming")
            else:
                topics = topics or _of_topics(loaded, published, whole)
                verdict, state = await _asked(topics, workers, loaded, published, progress.words, last=left <= 0)
                if verdict and (verdict.equal or left <= 0):
                    return verdict
            progress.waiting(left, published.updates_read, state)
            await asyncio.sleep(min(_POLL_S, max(left, 0)))


async def _catch_up(log: Log, published: Published) -> bool:
    moved = False
    async for batch in log.until(await log.ends()):
        published.add(batch)
        moved = True
    return moved


def _of_topics(loaded: Loaded, published: Published, whole: bool) -> Verdict:
    found = loaded.recount(published.conflicts)
    figures, broken = published.figures()
    head = None if found.head is None else instant(found.head * loaded.plan.resolution)
    history = published.history.differences(head)
    told, unlike = published.told.accounting()
    comparisons = (
        compare_updates(found.figures, figures).and_broken(broken).and_also(history),
        compare_rejects(found.refusals, published.refusals).and_broken(published.unreadable),
        compare_breaches(loaded.db, loaded.plan, found, published.transitions, whole),
        compare_accounting("accounting", loaded.read, found, told).and_broken(unlike),
    )
    return Verdict(loaded.read, found, loaded.plan.resolution, comparisons)


async def _asked(
    topics: Verdict, workers: Workers, loaded: Loaded, published: Published, words: Words, last: bool
) -> tuple[Verdict | None, str]:
    """With what the workers say; no verdict yet while one does not answer. Until the last, topics come first."""
    if not (topics.equal or last):
        return topics, counts(topics.comparisons, words)
    try:
        comparisons, said = await of_workers(workers, loaded, topics.recount, published.transitions.open)
    except Unanswered as error:
        if last:
            raise
        return None, str(error)
    verdict = replace(topics, comparisons=(*topics.comparisons, *comparisons), notes=said)
    return verdict, counts(verdict.comparisons, words)
