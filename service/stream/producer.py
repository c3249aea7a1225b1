"""The transactional producer of one lane: what makes a step all or nothing, and its owner the only one."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from aiokafka import AIOKafkaProducer

from service.machine import Output
from service.stream.policy import LanePolicy


def transactional_id(app: str, agent: str, topic: str, partition: int) -> str:
    """The identity that fences: starting a producer with it ends whatever an earlier owner left open."""
    return f"{app}-{agent}-{topic}-{partition}"


class StepProducer(Protocol):
    """What a lane needs of its producer."""

    async def start(self) -> None:
        """Become the only owner."""

    async def commit(self, outputs: Sequence[Output]) -> list[int]:
        """Send all of `outputs` or none; their offsets."""

    async def stop(self) -> None:
        """Leave."""


class LaneProducer:
    """Sends steps. Every error is raised, and none may be swallowed: the caller stops the process."""

    def __init__(self, policy: LanePolicy, identity: str) -> None:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=policy.bootstrap,
            transactional_id=identity,
            acks="all",
            max_batch_size=1 << 20,
            max_request_size=8 << 20,
            request_timeout_ms=int(policy.request_timeout * 1000),
            transaction_timeout_ms=int(policy.transaction_timeout * 1000),
        )

    async def start(self) -> None:
        """Fence every earlier owner. Only after this may the journal be read."""
        await self._producer.start()

    async def commit(self, outputs: Sequence[Output]) -> list[int]:
        """Send `outputs` in one transaction and commit it; the offsets they got.

        Each acknowledgement is awaited before the commit: a commit after a failed send would publish half a step.
        """
        await self._producer.begin_transaction()
        sent = [
            await self._producer.send(output.topic, output.value, key=output.key, partition=output.partition)
            for output in outputs
        ]
        acknowledged = await asyncio.gather(*sent)
        await self._producer.commit_transaction()
        return [record.offset for record in acknowledged]

    async def stop(self) -> None:
        """Leave. A transaction still open is ended by the next owner, or by the broker's timeout."""
        await asyncio.wait_for(asyncio.gather(self._producer.stop(), return_exceptions=True), 5)
