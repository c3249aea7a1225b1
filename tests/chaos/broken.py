"""Deliberately broken builds of the stream runtime: `VIGIE_BROKEN=name python -m tests.chaos.broken worker`.

Each takes away one part of the guarantee. The chain checks are taken away with it: they would stop the worker before
it is wrong, and what is to be shown is that the recount sees it when it *is* wrong.
"""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from threading import Timer
from types import ModuleType
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition

from service.cli.main import app
from service.machine import Output
from service.stream import fetch, journal, lane, lanes, producer
from service.stream.failstop import FailStop
from service.stream.journal import Place, Recovery
from service.stream.membership import end_when_replaced
from service.stream.policy import LanePolicy

_BETWEEN = 0.2
"""Seconds between the two transactions of a step."""
_HELD = 0.3
"""Seconds that a step is held before its transaction."""
_UNTOLD = 1.0
"""Seconds from the group's word that a worker was replaced until it ends."""
_COMMIT_INTERVAL = 3.0
"""Seconds between two commits of group offsets."""


def no_fencing() -> None:
    """A random transactional id: nothing ends an earlier owner's work.

    Steps are held for a moment before their transaction begins, so that a frozen worker has some in its hands. (One
    that is frozen within a transaction does no harm: who reads the journal waits for the transaction's end.) And the
    group's own word, which ends a woken worker within a heartbeat, comes a moment later: it is no guarantee, for
    nothing says that a heartbeat is sooner than a step.
    """
    commit = producer.LaneProducer.commit

    def random_id(*_: object) -> str:
        return str(uuid4())

    async def late(self: producer.LaneProducer, outputs: Sequence[Output]) -> int:
        await asyncio.sleep(_HELD)
        return await commit(self, outputs)

    _replace(producer.LaneProducer, "commit", late)

    def end_later(coordinator: Any, fail: FailStop) -> None:
        end_when_replaced(coordinator, lambda where, error: Timer(_UNTOLD, fail, (where, error)).start())

    _replace(lanes, "transactional_id", random_id)
    _replace(fetch, "end_when_replaced", end_later)
    _no_chain()


def two_transactions() -> None:
    """The journal step first, then its outputs: a crash in between loses them."""
    whole = producer.LaneProducer.commit

    async def apart(self: producer.LaneProducer, outputs: Sequence[Output]) -> int:
        step = [output for output in outputs if output.topic == outputs[0].topic]
        rest = [output for output in outputs if output.topic != outputs[0].topic]
        begin = await whole(self, step)
        if rest:
            await asyncio.sleep(_BETWEEN)
            await whole(self, rest)
        return begin

    _replace(producer.LaneProducer, "commit", apart)
    _no_chain()


def committed_position() -> None:
    """The position comes from the group's committed offsets, written from time to time, and not from the journal."""
    read, send = journal.read_journals, lane.Lane._send
    offsets = _GroupOffsets()

    async def read_and_reset(policy: LanePolicy, recoveries: Mapping[Place, Recovery]) -> None:
        await read(policy, recoveries)
        await offsets.reset(policy, recoveries)

    async def send_and_note(self: lane.Lane, step: Any, upto: int) -> None:
        await send(self, step, upto)
        offsets.note(self.place, upto)

    _replace(lanes, "read_journals", read_and_reset)
    _replace(lane.Lane, "_send", send_and_note)
    _no_chain()


class _GroupOffsets:
    """Input positions as committed offsets of the journals' partitions, in a group of their own."""

    def __init__(self) -> None:
        self._noted: dict[TopicPartition, int] = {}
        self._committing: asyncio.Task[None] | None = None

    def note(self, place: Place, upto: int) -> None:
        self._noted[TopicPartition(place.topic, place.partition)] = upto

    async def reset(self, policy: LanePolicy, recoveries: Mapping[Place, Recovery]) -> None:
        """Put every lane where the group's offsets say; what was not committed is 0."""
        if self._committing is not None:
            self._committing.cancel()
        self._noted.clear()
        client = AIOKafkaConsumer(
            bootstrap_servers=policy.bootstrap, group_id=f"{policy.app}-positions", enable_auto_commit=False
        )
        await client.start()
        client.assign([TopicPartition(place.topic, place.partition) for place in recoveries])
        for place, recovery in recoveries.items():
            recovery.position = await client.committed(TopicPartition(place.topic, place.partition)) or 0
        self._committing = asyncio.create_task(self._commit(client))

    async def _commit(self, client: AIOKafkaConsumer) -> None:
        try:
            while True:
                await asyncio.sleep(_COMMIT_INTERVAL)
                if self._noted:
                    await client.commit(dict(self._noted))
        finally:
            await client.stop()


def _no_chain() -> None:
    def unchecked(_self: Recovery, _start: int) -> None:
        return None

    _replace(journal.Recovery, "_chain", unchecked)


def _replace(owner: type | ModuleType, name: str, function: Callable[..., Any]) -> None:
    assert hasattr(owner, name), f"{owner.__name__} has no {name} to break"
    setattr(owner, name, function)


BUILDS: dict[str, Callable[[], None]] = {
    "no-fencing": no_fencing,
    "committed-position": committed_position,
    "two-transactions": two_transactions,
}

if __name__ == "__main__":
    BUILDS[os.environ["VIGIE_BROKEN"]]()
    app()
