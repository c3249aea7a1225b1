"""A scrape: everything that /metrics says at one moment, without holding up the steps of the lanes."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from schemas.definitions import DistinctIndicator
from service import names
from service.kpi.catalog import Catalog
from service.kpi.compose.machine import Compose
from service.kpi.compose.now import Now
from service.kpi.compose.shown import Room, with_room
from service.kpi.compose.view import View
from service.sinks.kpi_metrics import KpiMetrics
from service.stream.lane import Lane


@dataclass(frozen=True)
class ScrapePolicy:
    """How much is shown."""

    series: int
    """Most series of a KPI over one window and set of dimensions, of all workers together."""
    partitions: int
    """Of compose, in all workers: each shows its share."""


class Scrape:
    """Writes /metrics, one at a time."""

    def __init__(
        self, policy: ScrapePolicy, lanes: Iterable[Lane], catalog: Catalog, registry: CollectorRegistry
    ) -> None:
        """`registry`: all that is no value of a KPI."""
        self._policy, self._lanes, self._registry = policy, lanes, registry
        self._apart = [name for name, each in catalog.indicators.items() if isinstance(each, DistinctIndicator)]
        self._one = asyncio.Lock()

    async def __call__(self) -> bytes:
        """The text. Partitions are read one by one, and the loop has its turn in between."""
        async with self._one:
            machines = [lane.machine for lane in self._lanes if isinstance(lane.machine, Compose)]
            room = self._room(len(machines))
            nows = list[Now]()
            for machine in machines:
                if (now := machine.view().now(room)) is not None:
                    nows.append(now)
                await asyncio.sleep(0)
            # The trap: only copies may leave for a thread, for the lanes go on folding. What a `Now` holds is one.
            values = await asyncio.to_thread(self._written, machines[0].view(), nows, room) if nows else b""
            return values + generate_latest(self._registry)

    def _room(self, partitions: int) -> Room:
        share = self._policy.series * partitions // self._policy.partitions
        return Room(max(1, share), frozenset({names.CURRENCY}))

    def _written(self, view: View, nows: list[Now], room: Room) -> bytes:
        return KpiMetrics(view, self._apart).text(with_room(nows, room, view.adder))
