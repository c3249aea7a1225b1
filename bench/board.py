"""What the board's mirror costs and how quickly it answers with many keys, without Kafka.

    python -m bench.board [--keys N]

Keys are those of one KPI in so many campaigns over today, one in twenty missing its objective, and every KPI over all.
Times are of one thread on one core; memory is what the process grew by.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

import aiohttp
import orjson
import psutil

from service.broker.policy import LOOPBACK
from service.catalog import load
from service.web.definitions import Definitions, shown_window
from service.web.mirror.mirror import Mirror
from service.web.mirror.reader import Reader, ReadPolicy
from service.web.mirror.watch import Held, Watch
from service.web.parts import Parts
from service.web.picture import Picture
from service.web.policy import WebPolicy
from service.web.server import Web

DAY = "2026-11-24"
ROUND = 5_000
"""Records between two looks of a reader of the stream."""


class Filled(Watch):
    """A watch over a mirror that is full."""

    def __init__(self, mirror: Mirror) -> None:
        super().__init__(lambda _: ReadPolicy("", {}), 300)
        self._full = Held(mirror, Reader(ReadPolicy("", {})), "bench")
        self._full.reader.caught_up.set()

    def ask(self) -> Held:
        """What is held."""
        return self._full


def record(kpi: str, scope: dict[str, str], window: str, number: int) -> tuple[bytes, bytes]:
    """Key and value as compose writes them, with an objective that one in twenty misses."""
    where = {"kpi": kpi, "scope": scope, "window": window, "bucket": DAY if window == "day" else "2026-11"}
    status = "breached" if number % 20 == 0 else "met"
    goal = {"direction": "at_least", "target": 0.2, "between": None, "limit": None, "minimum_sample": 100}
    objective = goal | {"severity": "info", "attainment": 1.25, "pace": None, "status": status}
    value = where | {
        "start": "2026-11-23T23:00:00Z",
        "end": "2026-11-24T23:00:00Z",
        "value": 0.25 + number * 1e-9,
        "numerator": 25,
        "denominator": 100,
        "inputs": {"opened_unique": 25, "delivered_unique": 100},
        "unit": "ratio",
        "objective": objective,
        "evolution": None,
        "revision": number + 1,
        "status": "provisional",
        "as_of": "2026-11-24T12:00:00Z",
    }
    return _fitting(where), _fitting(value)


def _fitting(content: object) -> bytes:
    """JSON in as many bytes as it has, as a consumer gets it: what orjson returns keeps its buffer of 8 kB."""
    return bytes(bytearray(orjson.dumps(content)))


def records(kpis: Definitions, keys: int) -> Iterator[tuple[bytes, bytes]]:
    """Every KPI over all, then one in many campaigns."""
    for name, kpi in kpis.catalog.kpis.items():
        if kpi.overall:
            yield record(name, {}, shown_window(kpi), 1)
    for number in range(keys):
        yield record("open_rate", {"campaign": f"campaign-{number:07}"}, "day", number)


def fill(mirror: Mirror, given: list[tuple[bytes, bytes]]) -> float:
    """Seconds that taking these needs."""
    began = time.perf_counter()
    for key, value in given:
        mirror.take(key, value)
    return time.perf_counter() - began


def filled(definitions: Definitions, keys: int) -> Mirror:
    """A mirror of so many keys; prints what it costs. Records are made piecewise, so that only it holds them."""
    mirror, process, seconds, part = Mirror(), psutil.Process(), 0.0, list[tuple[bytes, bytes]]()
    before = process.memory_info().rss
    for each in records(definitions, keys):
        part.append(each)
        if len(part) == ROUND:
            seconds += fill(mirror, part)
            part.clear()
    seconds += fill(mirror, part)
    grown = process.memory_info().rss - before
    print(
        f"{mirror.keys:,} keys: {1e6 * seconds / mirror.keys:.2f} µs a new key, {grown / mirror.keys:,.0f} bytes a key"
    )
    return mirror


async def measured(name: str, act: Callable[[], Awaitable[object]], times: int = 20) -> None:
    """Median and slowest of some calls, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await act()
        taken.append(1e3 * (time.perf_counter() - began))
    taken.sort()
    print(f"{name:<44} median {taken[len(taken) // 2]:7.1f} ms   slowest {taken[-1]:7.1f} ms")


async def answers(mirror: Mirror, parts: Parts) -> None:
    """How long each question takes, over HTTP."""
    server = Web(parts)
    await server.on_start()
    last = len(mirror.scopes(("campaign",))) - 1
    paths = {
        "all KPIs over all": "kpis",
        "all KPIs in one campaign": f"kpis?scope=campaign=campaign-{last:07}&window=day",
        "a KPI, its windows and history": f"kpis/open_rate?scope=campaign=campaign-{last:07}&window=day",
        "50 scopes of a KPI, the first page": "kpis/open_rate/scopes?by=campaign&window=day",
        "50 scopes of a KPI, the last page": f"kpis/open_rate/scopes?by=campaign&window=day&after={last - 50}",
        "a search that finds nothing, one page": "scopes?by=campaign&search=nothing",
        "50 breaches": "breaches",
    }
    try:
        async with aiohttp.ClientSession() as session:
            for name, path in paths.items():
                await measured(name, lambda path=path: _get(session, f"{server.address}/api/v1/{path}"))  # type: ignore[misc]
    finally:
        await server.on_stop()


async def _get(session: aiohttp.ClientSession, url: str) -> bytes:
    async with session.get(url) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.read()


async def looks(mirror: Mirror, definitions: Definitions) -> None:
    """What a reader of the stream costs at each look, 5,000 records after the last one."""
    picture = Picture(definitions, {}, None)
    picture.whole(mirror)
    again = [record("open_rate", {"campaign": f"campaign-{number:07}"}, "day", number + 1) for number in range(ROUND)]
    print(f"{'a record of a known key':<44} {1e6 * fill(mirror, again) / ROUND:.2f} µs")

    async def look() -> object:
        fill(mirror, again[:1])
        return picture.changes(mirror)

    await measured("a look of a reader of the stream", look)


def main() -> None:
    """Fill, ask, look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=1_000_000)
    keys = parser.parse_args().keys
    definitions = Definitions(load(None))
    mirror = filled(definitions, keys)
    asyncio.run(answers(mirror, Parts(WebPolicy(LOOPBACK, 0), definitions.catalog, Filled(mirror), "UTC")))
    asyncio.run(looks(mirror, definitions))


if __name__ == "__main__":
    main()
