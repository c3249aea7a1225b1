"""The lanes of a worker: opened for what is assigned, closed for what is revoked, never guessed at in between."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Iterator, Mapping

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from service.stream.batch import Batch
from service.stream.errors import LostInput, StreamError
from service.stream.failstop import FailStop
from service.stream.idle import InputClock
from service.stream.journal import Recovery, read_journals
from service.stream.lane import Lane
from service.stream.policy import LanePolicy, LaneSpec
from service.stream.producer import LaneProducer, transactional_id

Source = tuple[str, int]
"""An input topic and partition."""


class Lanes:
    """Every lane that this worker owns now."""

    def __init__(self, policy: LanePolicy, specs: Iterable[LaneSpec], fail: FailStop) -> None:
        self.policy, self.fail = policy, fail
        self.specs: Mapping[str, LaneSpec] = {spec.topic: spec for spec in specs}
        self._open: dict[Source, Lane] = {}

    def __iter__(self) -> Iterator[Lane]:
        return iter(list(self._open.values()))

    def __contains__(self, source: Source) -> bool:
        return source in self._open

    @property
    def topics(self) -> frozenset[str]:
        """The input topics of all agents."""
        return frozenset(self.specs)

    async def open(self, clocks: Mapping[Source, InputClock]) -> dict[Source, int]:
        """Fence, recover and start a lane for each source; where each must be read from.

        The order is the guarantee: only when every earlier owner is fenced is the journal's end final.
        """
        began = time.monotonic()
        lanes = {source: self._lane(source) for source in clocks}
        try:
            recoveries = await self._recover(lanes)
        except BaseException:  # cancelled too: a producer that was started would stay, and keep its connections
            await _all(lane.close() for lane in lanes.values())
            raise
        seconds = time.monotonic() - began
        for source, lane in lanes.items():
            lane.start(recoveries[source], seconds, clocks[source])
        self._open = lanes
        self._say_opened(seconds)
        return {source: recovery.position for source, recovery in recoveries.items()}

    async def _recover(self, lanes: Mapping[Source, Lane]) -> dict[Source, Recovery]:
        await _all(lane.fence() for lane in lanes.values())
        recoveries = {source: lane.recovery() for source, lane in lanes.items()}
        await read_journals(self.policy, {lanes[source].place: it for source, it in recoveries.items()})
        await self._nothing_was_lost({source: it.position for source, it in recoveries.items()})
        return recoveries

    async def close(self) -> None:
        """Close every lane. No figure of a lost partition may linger: they go with their lanes."""
        lanes, self._open = self._open, {}
        await _all(lane.close() for lane in lanes.values())

    async def put(self, source: Source, batch: Batch) -> None:
        """Hand a batch to its lane; one for a lane that is gone is dropped, its next owner reads it again."""
        lane = self._open.get(source)
        if lane is None:
            return
        try:
            await lane.put(batch)
        except StreamError as error:
            self.fail(lane.name, error)
            raise

    def _lane(self, source: Source) -> Lane:
        topic, partition = source
        spec = self.specs[topic]
        identity = transactional_id(self.policy.app, spec.agent, topic, partition)
        return Lane(spec, partition, self.policy, LaneProducer(self.policy, identity), self.fail)

    async def _nothing_was_lost(self, positions: Mapping[Source, int]) -> None:
        consumer = AIOKafkaConsumer(bootstrap_servers=self.policy.bootstrap, enable_auto_commit=False)
        await consumer.start()
        try:
            begins = await consumer.beginning_offsets([TopicPartition(*source) for source in positions])
        finally:
            await consumer.stop()
        for (topic, partition), position in positions.items():
            begin = begins[TopicPartition(topic, partition)]
            # a raw topic may have been cut before this service ever read it; what it owns may not
            if position < begin and (position or self.specs[topic].owns_input):
                raise LostInput(f"{topic}/{partition} begins at {begin}, the lane had read up to {position} only")

    def _say_opened(self, seconds: float) -> None:
        if self._open:
            records = sum(lane.figures.journal_records for lane in self._open.values())
            structlog.get_logger("vigie.stream").info(
                "lanes opened", lanes=len(self._open), journal_records=records, seconds=round(seconds, 2)
            )


async def _all(work: Iterable[Awaitable[None]]) -> None:
    """Await all of it, also when one part fails: nothing may go on behind the first failure's back."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if outcome is not None:
            raise outcome
