"""The transactional producer of one lane: what makes a step all or nothing, and its owner the only one."""

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol

import structlog

from service.machine import Gone, Output
from service.stream.policy import LanePolicy
from service.stream.record_batches import Batches, Place
from service.stream.transactions import Transactions

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
        self._transactions = Transactions(policy, identity)
        self._sequences: dict[Place, int] = {}

    async def start(self) -> None:
        """Fence every earlier owner. Only after this may the journal be read."""
        await self._transactions.start()

    async def commit(self, outputs: Sequence[Output | Gone]) -> int:
        """Send `outputs` in one transaction and commit it; the offset that the first of them got.

        Each acknowledgement is awaited before the commit: a commit after a failed send would publish half a step.
        Raises OutputTooLarge, and then nothing was sent.
        """
        batches = Batches(self._transactions.owner, self._message_bytes, dict(self._sequences))
        batches.fill(outputs, int(time.time() * 1000))
        offsets = await self._transactions.commit(batches.rounds)
        self._sequences = batches.sequences
        return offsets[outputs[0].topic, outputs[0].partition]

    async def stop(self) -> None:
        """Leave, and do not fail at it. An open transaction is ended by the next owner, or by the broker's timeout."""
        try:
            await asyncio.wait_for(self._transactions.stop(), STOP_SECONDS)
        except Exception as error:  # its work is lost or done either way, and the lanes beside it must be closed too
            structlog.get_logger("vigie.stream").warning("a producer was left", lane=self._identity, error=repr(error))
