"""Faust's transport, one event per fetched batch: Faust keeps membership and assignment, lanes keep positions.

Faust's own fetch path loses batches around rebalances (it resumes, then seeks, then clears queues) and commits
offsets that lanes do not use. So here a partition is fetched only while the *gate* is open, each partition is sought
to its lane's position first, every fetch must begin where the one before it ended, and nothing is committed.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any

import faust
from aiokafka.consumer.fetcher import PartitionRecords
from aiokafka.errors import OffsetOutOfRangeError
from faust.transport.drivers import TRANSPORTS
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage
from mode.utils.futures import notify

from service.stream.batch import Batch
from service.stream.errors import BrokenDelivery, LostInput, StreamError
from service.stream.fetch import Fetch, FetchThread
from service.stream.gate import Gate
from service.stream.idle import FetchState, IdleClock
from service.stream.opening import Opening

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


class BatchConsumer(driver.Consumer):  # type: ignore[misc]
    """The consumer: delivers a fetch's records of one partition as one message."""

    def _new_consumer_thread(self) -> FetchThread:
        return FetchThread(self, loop=self.loop, beacon=self.beacon)

    def __post_init__(self) -> None:
        self._reached: dict[TP, int] = {}
        """Position after the newest fetch, with or without records."""
        self._delivered: dict[TP, int] = {}
        """Position after the last batch that was delivered."""
        self._gate = Gate()
        self._opening = Opening(self.app.recovery_seconds, self.app.lanes.fail)

    @property
    def gate_open(self) -> bool:
        """Whether every partition assigned now has its lane open and may be fetched."""
        return self._gate.open_in(self.app.consumer_generation_id)

    def on_rebalance_end(self) -> None:
        """Faust is ready. It seeks nothing when nothing is assigned: then there is nothing to wait for."""
        self._gate.ready = self.app.consumer_generation_id
        if not self.assignment():
            self._gate.sought = self._gate.ready

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Close the gate, wait until no fetch is under way, close the lanes, then let Faust go on."""
        self._gate.close()
        self.stop_flow()
        try:
            await asyncio.wait_for(self.not_waiting_next_records.wait(), 10)
            await self.close_lanes()
        except Exception as error:  # aiokafka logs it and goes on with the rebalance
            self.app.lanes.fail("revocation", error)
            raise
        await super().on_partitions_revoked(revoked)

    async def close_lanes(self) -> None:
        """End a recovery that is under way, and close every lane."""
        await self._opening.end()
        await self.app.lanes.close()

    async def perform_seek(self) -> None:
        """Called before Faust opens the flow: begin to recover the lanes. The gate stays shut until they are sought."""
        self._gate.sought = None
        await self._opening.begin(partial(self._seek_lanes, self.app.consumer_generation_id))

    async def _seek_lanes(self, generation: int) -> None:
        partitions = [tp for tp in self.assignment() if tp.topic in self.app.lanes.topics]
        clocks = {tp: IdleClock(partial(self._fetch_state, tp)) for tp in partitions}
        await self.app.lanes.close()
        opened: Mapping[tuple[str, int], int] = await self.app.lanes.open(clocks)
        positions = {TP(*source): position for source, position in opened.items()}
        await self._thread.call_thread(self._thread.seek_all, positions)
        self._reached, self._delivered = dict(positions), dict(positions)
        self._gate.sought = generation

    def _fetch_state(self, partition: TP) -> FetchState:
        state: FetchState = self._thread.fetch_state(partition, self._delivered.get(partition, 0))
        return state

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:
        """Yield one message per partition of the next fetch.

        A return in between leaves the rest behind: only when all partitions are going to be sought anew. Were they not,
        the next fetch would not begin where the last one delivered has ended, and the worker would stop.
        """
        generation = self.app.consumer_generation_id
        for tp, fetch in (await self._next_fetches(timeout)).items():
            if self.should_stop or not self.flow_active or self.app.consumer_generation_id != generation:
                return
            self._follow(tp, fetch)
            if fetch.records:
                yield tp, self._message(tp, fetch, generation)

    async def _next_fetches(self, timeout: float) -> Mapping[TP, Fetch]:
        if not self.flow_active:
            await self.wait(self.can_resume_flow)
        self.not_waiting_next_records.clear()  # Faust's own guard sets where it should clear
        try:
            open_ = self.gate_open
            active = set(self._get_active_partitions()) if open_ else set()  # a copy: the other thread goes through it
            fetches: Mapping[TP, Fetch] = await self._getmany(active, min(timeout, 0.2 if open_ else 0.02))
            return fetches
        except OffsetOutOfRangeError as error:
            raise self._fatal(LostInput(f"the broker no longer has what is to be read next: {error}")) from error
        finally:
            self.not_waiting_next_records.set()

    def _follow(self, tp: TP, fetch: Fetch) -> None:
        """Raise if this is not the fetch after the last one: the position itself must not have moved in between."""
        reached = self._reached[tp]
        if fetch.start != reached:
            raise self._fatal(BrokenDelivery(f"{tp} was fetched from {fetch.start}, expected {reached}"))
        if fetch.records and fetch.records[0].offset < reached:  # seen once, after a late wake-up
            first = fetch.records[0].offset
            raise self._fatal(BrokenDelivery(f"{tp} was fetched from {reached} and answered from {first}"))
        self._reached[tp] = fetch.upto

    def _fatal(self, error: StreamError) -> StreamError:
        self.app.lanes.fail("transport", error)
        return error

    def _message(self, tp: TP, fetch: Fetch, generation: int) -> ConsumerMessage:
        batch, last = Batch(self._delivered[tp], fetch.records), fetch.records[-1]
        self._delivered[tp] = batch.upto
        return ConsumerMessage(
            tp.topic, tp.partition, last.offset, last.timestamp / 1000, 0, (),
            None, batch, None, -1, len(fetch.records), tp, generation_id=generation,
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
