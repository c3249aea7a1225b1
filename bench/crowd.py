"""What very many scopes cost in compose, and a scrape of them: memory, time, and how long the event loop is held up.

    python -m bench.crowd [--scopes N] [--series N]

Goals reached by campaign × channel × goal (`bench/catalogs/crowded`), each scope with an event now and one yesterday,
in 8 partitions without Kafka. A scrape is all of it: reading the partitions, choosing, adding up, writing the text.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
from prometheus_client import CollectorRegistry

from bench.heart import PARTITIONS, POLICY, TOPICS
from schemas.facts import GRAINS, Changes, ScopeKey
from service.catalog.load import load
from service.kpi.catalog import Catalog
from service.kpi.compose.machine import Compose
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.scopes import scope_hash
from service.machine import Record
from service.sinks.scrape import Scrape, ScrapePolicy

HERE = Path(__file__).parent / "catalogs" / "crowded"
STEP = 10_000
HEAD = 29_600_000
"""The newest minute since the epoch."""
BEFORE = HEAD - 1440


@dataclass(frozen=True)
class Cost:
    """Of one scrape."""

    seconds: float
    cpu: float
    """Seconds of CPU, of all threads. On a busy machine it says more than what passed."""
    held: float
    """The longest time for which nothing else had its turn in the event loop, in seconds."""
    text: bytes


def scopes(number: int) -> list[ScopeKey]:
    """So many combinations: 20 goals, 50 channels, and as many campaigns as it takes."""
    return [
        (
            ("campaign", f"campaign-{n // 1000:04}"),
            ("channel", f"channel-{n // 20 % 50}"),
            ("goal", f"goal-{n % 20}"),
        )
        for n in range(number)
    ]


def filled(catalog: Catalog, number: int) -> list[Compose]:
    """The machines of all partitions, with an event in each scope now and one yesterday; drained, as a worker does."""
    calendar = ReportingCalendar("Europe/Paris", catalog.resolution)
    machines = [Compose(p, catalog, calendar, POLICY, TOPICS, 1) for p in range(PARTITIONS)]
    apart: list[list[ScopeKey]] = [[] for _ in machines]
    for scope in scopes(number):
        apart[scope_hash(scope) % PARTITIONS].append(scope)
    for machine, mine in zip(machines, apart, strict=True):
        for at in range(0, len(mine), STEP):
            machine.apply([_changes(mine[at : at + STEP], at)])
            machine.drain()
    return machines


def _changes(names: Sequence[ScopeKey], seed: int) -> Record:
    n, rng = len(names), np.random.default_rng(seed)
    place, counted = np.arange(n, dtype=np.uint32), rng.zipf(1.5, n).clip(1, 100_000)
    twice, grains = np.concatenate((place, place)), [1 << GRAINS.index(grain) for grain in ("day", "all")]
    columns = (
        twice,
        np.zeros(2 * n, np.uint16),
        np.repeat(np.array([HEAD, BEFORE], np.uint32), n),
        np.concatenate((counted, counted)).astype(np.int64),
        twice,
        np.ones(2 * n, np.uint16),
        np.repeat(np.array(grains, np.uint8), n),
        np.full(2 * n, HEAD // 15, np.uint32),
        np.concatenate((counted, counted)).astype(np.int64) // 2 + 1,
    )
    packed = Changes(
        0, HEAD * 60_000, HEAD, list(names), ["goals", "converters"], *(each.tobytes() for each in columns)
    )
    return Record(0, 0, msgspec.msgpack.encode(packed))


async def scraped(machines: Sequence[Compose], catalog: Catalog, series: int) -> Cost:
    """A scrape, while something else wants its turn all the time."""
    lanes: list[Any] = [SimpleNamespace(machine=machine) for machine in machines]
    scrape, turns = Scrape(ScrapePolicy(series, len(machines)), lanes, catalog, CollectorRegistry()), Turns()
    other = asyncio.create_task(turns.take())
    start, spent = time.perf_counter(), time.process_time()
    text = await scrape()
    seconds, cpu = time.perf_counter() - start, time.process_time() - spent
    turns.over = True
    await other
    return Cost(seconds, cpu, turns.longest, text)


@dataclass
class Turns:
    """Takes a turn of the event loop whenever it can get one."""

    longest: float = 0.0
    """From one to the next, in seconds."""
    over: bool = False

    async def take(self) -> None:
        """Until it is over."""
        while not self.over:
            start = time.perf_counter()
            await asyncio.sleep(0)
            self.longest = max(self.longest, time.perf_counter() - start)


def resident() -> int:
    """Bytes that this process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


def main() -> None:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scopes", type=int, default=1_000_000)
    parser.add_argument("--series", type=int, default=1_000)
    given = parser.parse_args()
    gc.set_threshold(100_000, 20, 20)  # as a worker has it
    catalog, before, start = load(HERE), resident(), time.process_time()
    machines = filled(catalog, given.scopes)
    spent = time.process_time() - start
    gc.collect()
    print(f"{given.scopes} scopes: {(resident() - before) / given.scopes:.0f} bytes each, {spent:.1f} s of CPU to fill")
    for _ in range(3):
        cost = asyncio.run(scraped(machines, catalog, given.series))
        lines = sum(not line.startswith(b"#") for line in cost.text.splitlines())
        took = f"{cost.seconds:.2f} s, {cost.cpu:.2f} s of CPU"
        print(f"scrape {took}, the loop held up for {cost.held * 1e3:.0f} ms at most, {lines} series")


if __name__ == "__main__":
    main()
