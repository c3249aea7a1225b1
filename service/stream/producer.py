"""The transactional producer of one lane: what makes a step all or nothing, and its owner the only one."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Protocol

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import RecordMetadata

from service.machine import Gone, Output
from service.stream.errors import OutputTooLarge
from service.stream.policy import LanePolicy

Place = tuple[str, int]
"""A topic and partition to send to."""
STOP_SECONDS = 2.0
"""How long a producer has to leave."""


def transactional_id(app: str, agent: str, topic: str, partition: int) -> str:
    """The identity that fences: starting a producer with it ends whatever an earlier owner left open."""
    return f"{app}-{agent}-{topic}-{partition}"


class StepProducer(Protocol):
    """What a lane needs of its producer."""

    async def start(self) -> None:
        """Become the only owner."""

    async def commit(self, outputs: Sequence[Output | Gone]) -> int:
        """Send all of `outputs` or none; the offset that the first of them got in its partition.

        Those of other partitions have offsets of their own: who asks where a snapshot begins sends it to one place.
        """

    async def stop(self) -> None:
        """Leave."""


class LaneProducer:
    """Sends steps. Every error is raised, and none may be swallowed: the caller stops the process."""

    def __init__(self, policy: LanePolicy, identity: str) -> None:
        self._identity, self._message_bytes = identity, policy.message_bytes
        self._producer = AIOKafkaProducer(
            bootstrap_servers=policy.bootstrap,
            transactional_id=identity,
            acks="all",
            max_batch_size=1 << 20,
            request_timeout_ms=int(policy.request_timeout * 1000),
            transaction_timeout_ms=int(policy.transaction_timeout * 1000),
        )

    async def start(self) -> None:
        """Fence every earlier owner. Only after this may the journal be read."""
        await self._producer.start()

    async def commit(self, outputs: Sequence[Output | Gone]) -> int:
        """Send `outputs` in one transaction and commit it; the offset that the first of them got.

        Each acknowledgement is awaited before the commit: a commit after a failed send would publish half a step.
        Raises OutputTooLarge, and then nothing was sent.
        """
        batches = list(self._batches(outputs))
        await self._producer.begin_transaction()
        sent = [await self._send(place, batch) for place, batch in batches]
        acknowledged = await asyncio.gather(*sent)
        await self._producer.commit_transaction()
        first = [place for place, _ in batches].index((outputs[0].topic, outputs[0].partition))
        return int(acknowledged[first].offset)

    def _batches(self, outputs: Sequence[Output | Gone]) -> Iterator[tuple[Place, BatchBuilder]]:
        """The record batches of a step, each full or the last of its partition; order holds within a partition.

        Whole batches, because a future for each record costs as much as the record.
        """
        filling: dict[Place, BatchBuilder] = {}
        for output in outputs:
            place = output.topic, output.partition
            batch = filling.get(place)
            if batch is None or batch.append(timestamp=None, key=output.key, value=output.value) is None:
                if batch is not None:
                    yield place, batch
                batch = filling[place] = self._producer.create_batch()
                # The first record of a batch is taken whatever its length: what the topic refuses is refused here.
                batch.append(timestamp=None, key=output.key, value=output.value)
                self._fits(output, batch)
        yield from filling.items()

    def _fits(self, output: Output | Gone, batch: BatchBuilder) -> None:
        if batch.size() > self._message_bytes:
            size = len(output.value or b"")
            raise OutputTooLarge(
                f"{self._identity}: a record of {size:,} bytes for {output.topic}/{output.partition}, "
                f"which takes {self._message_bytes:,}"
            )

    async def _send(self, place: Place, batch: BatchBuilder) -> "asyncio.Future[RecordMetadata]":
        batch.close()
        topic, partition = place
        sent: asyncio.Future[RecordMetadata] = await self._producer.send_batch(batch, topic, partition=partition)
        return sent

    async def stop(self) -> None:
        """Leave, and do not fail at it. An open transaction is ended by the next owner, or by the broker's timeout."""
        try:
            await asyncio.wait_for(self._producer.stop(), STOP_SECONDS)
        except Exception as error:  # its work is lost or done either way, and the lanes beside it must be closed too
            structlog.get_logger("vigie.stream").warning("a producer was left", lane=self._identity, error=repr(error))
            with suppress(Exception):
                await asyncio.wait_for(self._producer.client.close(), STOP_SECONDS)
