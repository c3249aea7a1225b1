"""Faust's transport, one event per fetched batch: Faust keeps membership and assignment, lanes keep positions.

Faust's own fetch path loses batches around rebalances (it resumes, then seeks, then clears queues) and commits
offsets that lanes do not use. So here a partition is fetched only between "Worker ready" and the next revocation of
the same generation (the *gate*), each partition is sought to its lane's position first, and nothing is committed.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from functools import partial
from typing import Any

import faust
from aiokafka.consumer.fetcher import PartitionRecords
from faust.transport.drivers import TRANSPORTS
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage
from mode.utils.futures import notify

from service.stream.batch import Batch
from service.stream.idle import FetchState, IdleClock
from service.stream.membership import end_when_replaced

SCHEME = "batches"
"""URL scheme of this transport: `batches://host:port`."""


class BatchSchema(faust.Schema):  # type: ignore[misc]
    """Leaves the value alone: it is a Batch, not bytes."""

    def loads_key(self, _app: Any, message: Any, **_: Any) -> Any:
        """The message has no key."""
        return message.key

    def loads_value(self, _app: Any, message: Any, **_: Any) -> Any:
        """The batch."""
        return message.value


class BatchConsumerThread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]
    """The thread that fetches."""

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

    def fetch_state(self, partition: TP, delivered: int) -> FetchState:
        """What the newest fetch said of an assigned partition."""
        assignment = self._ensure_consumer()._subscription.subscription.assignment
        state = assignment.state_value(partition)
        return FetchState(delivered, state.position, state.highwater, state.timestamp)


class BatchConsumer(driver.Consumer):  # type: ignore[misc]
    """The consumer: delivers a fetch's records of one partition as one message."""

    def _new_consumer_thread(self) -> BatchConsumerThread:
        return BatchConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def __post_init__(self) -> None:
        self._delivered: dict[TP, int] = {}
        self._gate_open = False
        self._sought_generation: int | None = None

    def on_rebalance_end(self) -> None:
        """Open the gate, if the generation that was sought is still the one in force.

        `app.rebalancing` is no gate: a late recovery resets it during the next rebalance.
        """
        self._gate_open = self._sought_generation == self.app.consumer_generation_id

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Close the gate, wait until no fetch is under way, close the lanes, then let Faust go on."""
        self._gate_open, self._sought_generation = False, None
        self.stop_flow()
        await asyncio.wait_for(self.not_waiting_next_records.wait(), 10)
        await self.app.lanes.close()
        await super().on_partitions_revoked(revoked)

    async def perform_seek(self) -> None:
        """Called before Faust opens the flow: recover the lanes and seek every partition to its lane's position."""
        generation = self.app.consumer_generation_id
        try:
            await self._seek_lanes([tp for tp in self.assignment() if tp.topic in self.app.lanes.topics])
        except Exception as error:  # Faust logs an error of recovery and goes on
            self.app.lanes.fail("recovery", error)
            raise
        if generation == self.app.consumer_generation_id:
            self._sought_generation = generation

    async def _seek_lanes(self, partitions: Iterable[TP]) -> None:
        clocks = {tp: IdleClock(partial(self._fetch_state, tp)) for tp in partitions}
        await self.app.lanes.close()
        positions: Mapping[TP, int] = await self.app.lanes.open(clocks)
        for source, position in positions.items():
            tp = TP(*source)
            await self.seek(tp, position)
            self._delivered[tp] = position

    def _fetch_state(self, partition: TP) -> FetchState:
        state: FetchState = self._thread.fetch_state(partition, self._delivered[partition])
        return state

    async def _wait_next_records(self, timeout: float) -> tuple[Any, set[TP]]:
        if not self.flow_active:
            await self.wait(self.can_resume_flow)
        self.not_waiting_next_records.clear()  # Faust's own guard sets where it should clear
        try:
            active = self._get_active_partitions() if self._gate_open else set()
            if not active:
                await self.sleep(0.02)
                return {}, active
            return await self._getmany(active_partitions=active, timeout=min(timeout, 0.2)), active
        finally:
            self.not_waiting_next_records.set()

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:
        """Yield one message per partition of the next fetch."""
        records, _ = await self._wait_next_records(timeout)
        if records is None or self.should_stop or not self.flow_active:
            return
        generation = self.app.consumer_generation_id
        for tp, fetched in records.items():
            if self.app.consumer_generation_id != generation or not self.flow_active:
                return
            if fetched:
                yield tp, self._message(tp, fetched, generation)

    def _message(self, tp: TP, records: list[Any], generation: int) -> ConsumerMessage:
        batch = Batch(self._delivered[tp], records)
        if records[0].offset < batch.start:  # seen once, after a late wake-up: a fetch from 0 in spite of the seek
            error = RuntimeError(f"{tp} was fetched from {records[0].offset}, before {batch.start}")
            self.app.lanes.fail("transport", error)
            raise error
        self._delivered[tp] = batch.upto
        last = records[-1]
        return ConsumerMessage(
            tp.topic, tp.partition, last.offset, last.timestamp / 1000, last.timestamp_type, (),
            None, batch, None, -1, len(records), tp, generation_id=generation,
        )  # fmt: skip

    def ack(self, message: Any) -> bool:
        """Only remember that it was taken: positions are the lanes' matter."""
        message.acked = True
        self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)
        return True

    def _new_offset(self, tp: TP) -> int | None:
        # The Cython stream acks past `ack`. Nothing may be committed: the position is in the journal.
        self._acked[tp].clear()
        self._acked_index[tp].clear()
        return None

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Gaps are Faust's way to commit past what it skipped; here nothing is."""


class BatchTransport(driver.Transport):  # type: ignore[misc]
    """Registered under `batches://`."""

    Consumer = BatchConsumer


def install() -> None:
    """Register the transport, and let fetches return aiokafka's raw records.

    aiokafka makes a dataclass with header tuples of each record, a third of the cost of reading one; a lane needs
    offset, timestamp and value only, which the raw record has. An internal of aiokafka 0.14: pinned, and tested.
    """
    TRANSPORTS.aliases[SCHEME] = f"{__name__}:BatchTransport"
    PartitionRecords._consumer_record = lambda _self, _tp, record: record
    PartitionRecords.__iter__ = lambda self: self._records_iterator  # not through a Python call for each record
