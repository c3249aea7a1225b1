"""The thread that fetches, and what a fetch was: from where to where, so that none can be missing unseen."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from service.machine import Record
from service.stream.idle import FetchState
from service.stream.membership import end_when_replaced

GRACE = 1.0
"""Seconds that a fetch may take beyond its timeout."""


class Fetch(NamedTuple):
    """The records at positions [start, upto) of a partition; holes are markers and what compaction took away."""

    start: int
    upto: int
    records: Sequence[Record]


class FetchThread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]
    """Faust's consumer thread, with fetches that say where they began and ended."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = 100  # the driver says 1500, the time for which a sought partition may wait
        consumer._isolation_level = "read_committed"  # Faust sets it for its own transactions only
        return consumer

    async def on_start(self) -> None:
        """Join the group; see `end_when_replaced`."""
        await super().on_start()
        if self.app.conf.consumer_group_instance_id:
            end_when_replaced(self._ensure_consumer()._coordinator, self.app.lanes.fail)

    async def seek_all(self, positions: Mapping[TP, int]) -> None:
        """Seek, in the thread that fetches: from another one a seek could meet aiokafka's own reset halfway."""
        consumer = self._ensure_consumer()
        for partition, position in positions.items():
            consumer.seek(partition, position)

    async def _fetch_records(
        self, consumer: Any, active_partitions: set[TP], timeout: float = 0, max_records: int | None = None
    ) -> dict[TP, Fetch]:
        subscriptions = consumer._subscription
        # aiokafka would wait for the next assignment, which waits for this fetch to end
        if not self.consumer.flow_active or subscriptions.reassignment_in_progress:
            await asyncio.sleep(timeout)
            return {}
        if not active_partitions:
            with subscriptions.fetch_context():  # aiokafka leaves the group when nobody polls, nothing assigned or not
                await asyncio.sleep(timeout)
            return {}
        return await self._fetch(consumer, active_partitions, timeout, max_records)

    async def _fetch(self, consumer: Any, partitions: set[TP], timeout: float, most: int | None) -> dict[TP, Fetch]:
        states = _states(consumer)
        starts = {tp: states(tp).position for tp in partitions}
        fetching = super()._fetch_records(consumer, partitions, timeout=timeout, max_records=most)
        try:
            records = await asyncio.wait_for(fetching, timeout + GRACE)
        except TimeoutError:  # a rebalance began in between; aiokafka takes nothing from its buffer while it waits
            return {}
        return {tp: Fetch(start, states(tp).position, records.get(tp, ())) for tp, start in starts.items()}

    def fetch_state(self, partition: TP, delivered: int) -> FetchState:
        """What the newest fetch said of a partition; nothing, when it was not sought yet or is not assigned."""
        assignment = self._ensure_consumer()._subscription.subscription.assignment
        state = assignment.state_value(partition) if assignment else None
        if state is None or not state.has_valid_position:
            return FetchState(delivered, delivered, None, None)
        return FetchState(delivered, state.position, state.highwater, state.timestamp)


def _states(consumer: Any) -> Any:
    """The states of the partitions assigned now, also when others are assigned later."""
    return consumer._subscription.subscription.assignment.state_value
