"""The live part of the demo: send, read what comes out, and show it, until told to stop."""

import asyncio
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console, RenderableType
from rich.live import Live

from schemas.definitions import Kpi
from service.demo.board import Board
from service.demo.choice import Section
from service.demo.feed import Feeds, as_it_happens, feeds
from service.demo.follow import follow
from service.demo.freshness import Freshness
from service.demo.scenarios import Scenario
from service.demo.scrape import Figures, scrape
from service.demo.table import Picture, Places, line, picture
from service.demo.traffic import Traffic, TrafficPolicy
from service.demo.words import Words

_REFRESH, _LINES = 0.5, 5.0
"""Seconds from one picture to the next on a terminal, and from one line to the next elsewhere."""


@dataclass(frozen=True)
class ShowPolicy:
    """What is sent and how it is shown; `seconds` None goes on until interrupted."""

    seed: int
    rate: float
    seconds: float | None
    words: Words
    scenario: Scenario
    kpis: Mapping[str, Kpi]
    sections: Sequence[Section]


@dataclass
class Show:
    """What is known at the moment."""

    places: Places
    sent: Feeds
    start: datetime
    board: Board = field(default_factory=Board)
    figures: Figures = field(default_factory=Figures)
    freshness: Freshness = field(default_factory=Freshness)
    age: float | None = None

    def picture(self, policy: ShowPolicy, now: datetime) -> Picture:
        """The picture of it, with the rows of each section."""
        sections = [(section.title, list(self.board.rows(section.kpis))) for section in policy.sections]
        scenario = policy.scenario
        happens = [scenario.says, *(spell.says for spell in scenario.now((now - self.start).total_seconds()))]
        return Picture(sections, happens, self.sent.sent, self.figures, self.age, self.places)

    def learn(self, figures: Figures, now: float) -> None:
        """Take what the worker said at `now` (seconds)."""
        self.freshness.note(now, self.sent.sent)
        self.figures, self.age = figures, self.freshness.age(now, figures.done)


async def show(
    policy: ShowPolicy,
    places: Places,
    raw: Mapping[str, str],
    console: Console,
    watchers: Sequence[Coroutine[Any, Any, None]],
) -> int:
    """Send and show for the policy's time; how many events were sent. `raw`: the topics by family.

    Raises what a watcher raises: those return only when something that is needed has ended.
    """
    async with feeds(places.bootstrap, raw) as to:
        now = Show(places, to, datetime.now(UTC))
        traffic = Traffic(TrafficPolicy.live(policy.seed, now.start, policy.rate, policy.scenario))
        await _all_until(
            policy.seconds,
            as_it_happens(to, traffic),
            follow(places.bootstrap, places.updates, now.board),
            _scrapes(now),
            (_draws if console.is_terminal else _writes)(now, policy, console),
            *watchers,
        )
    if not console.is_terminal:
        console.print(_drawn(now, policy, console))
    return to.sent


async def _all_until(seconds: float | None, *parts: Coroutine[Any, Any, None]) -> None:
    """Run the parts side by side until the time is over or one of them ends; raise what that one raised."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        ended, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _scrapes(now: Show) -> None:
    while True:
        if (figures := await scrape(now.places.metrics)) is not None:
            now.learn(figures, time.monotonic())
        await asyncio.sleep(_REFRESH)


async def _draws(now: Show, policy: ShowPolicy, console: Console) -> None:
    with Live(console=console, auto_refresh=False) as live:
        while True:
            live.update(_drawn(now, policy, console), refresh=True)
            await asyncio.sleep(_REFRESH)


def _drawn(now: Show, policy: ShowPolicy, console: Console) -> RenderableType:
    return picture(now.picture(policy, datetime.now(UTC)), policy.kpis, policy.words, console.width)


async def _writes(now: Show, policy: ShowPolicy, console: Console) -> None:
    while True:
        await asyncio.sleep(_LINES)
        shown = line(now.picture(policy, datetime.now(UTC)), policy.kpis, policy.words)
        console.print(shown, soft_wrap=True, markup=False, highlight=False)
