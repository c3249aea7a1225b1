"""Transactions, asked for directly: three requests a step, each repeated until the broker has answered it.

A lane hands over whole steps. aiokafka's own producer is made for records that come one by one, with queues, tasks and
wake-ups that a step does not need. Connections, requests and record batches are still aiokafka's.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka import errors as kafka
from aiokafka.client import AIOKafkaClient, ConnectionGroup, CoordinationType
from aiokafka.protocol.api import Request, Response
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.protocol.transaction import AddPartitionsToTxnRequest, EndTxnRequest, InitProducerIdRequest

from service.stream.errors import TransactionStuck
from service.stream.policy import LanePolicy
from service.stream.record_batches import Owner, Place

BACKOFF = 0.1
"""Seconds before a request is repeated that was lost, or that came while a partition or coordinator moved."""
BRIEF = 0.005
"""Seconds before a transaction is begun again whose predecessor's markers are still being written (KAFKA-5477)."""
_LOST = (kafka.KafkaConnectionError, kafka.NodeNotReadyError, kafka.RequestTimedOutError)
_MOVED = {kafka.CoordinatorNotAvailableError, kafka.NotCoordinatorError}
_SOON = {kafka.CoordinatorLoadInProgressError, kafka.UnknownTopicOrPartitionError, kafka.OperationNotAttempted}


class Transactions:
    """One transactional identity. Its epoch fences; its sequence numbers make a repeated request harmless."""

    def __init__(self, policy: LanePolicy, identity: str) -> None:
        self._policy = policy
        self._client = AIOKafkaClient(
            bootstrap_servers=policy.bootstrap, request_timeout_ms=int(policy.request_timeout * 1000)
        )
        self._coordinator: int | None = None
        self.owner = Owner(identity, -1, -1)

    async def start(self) -> None:
        """Become the only owner of the identity: whoever had it before is refused from now on."""
        await self._client.bootstrap()
        request = InitProducerIdRequest(self.owner.identity, int(self._policy.transaction_timeout * 1000))
        async with self._deadline():
            answer = await self._ask(request, lambda answer: [answer.error_code])
        self.owner = Owner(self.owner.identity, answer.producer_id, answer.producer_epoch)

    async def commit(self, rounds: Sequence[Mapping[Place, bytes]]) -> dict[Place, int]:
        """Send all batches in one transaction and commit it; the offset of the first record of each place.

        A round holds one batch a place: the protocol takes no more in one request.
        Raises ProducerFenced when another owner came, any other error of Kafka that does not pass, TransactionStuck.
        """
        async with self._deadline():
            await self._add({place for batches in rounds for place in batches})
            offsets: dict[Place, int] = {}
            for batches in rounds:
                offsets = await self._produce(batches) | offsets
            await self._ask(EndTxnRequest(*self.owner, True), lambda answer: [answer.error_code])
        return offsets

    async def stop(self) -> None:
        """Leave."""
        await self._client.close()

    def _deadline(self) -> "_Deadline":
        return _Deadline(self.owner.identity, self._policy.request_timeout + self._policy.transaction_timeout)

    async def _add(self, places: Iterable[Place]) -> None:
        request = AddPartitionsToTxnRequest(*self.owner, _by_topic(places, lambda place: place[1]))
        await self._ask(request, lambda answer: [code for _, each in answer.errors for _, code in each])

    async def _ask(self, request: Request[Any], codes: Callable[[Any], list[int]]) -> Any:
        """The coordinator's answer, once it has done what is asked. All that is asked of it may be asked twice."""
        while True:
            answer = await self._answered(request)
            found = {kafka.for_code(code) for code in codes(answer)} if answer else _MOVED
            if found == {kafka.NoError}:
                return answer
            await self._bear(found - {kafka.NoError})

    async def _answered(self, request: Request[Any]) -> Response | None:
        try:
            return await self._client.send(await self._coordinating(), request, group=ConnectionGroup.COORDINATION)
        except (*_LOST, *_MOVED, kafka.CoordinatorLoadInProgressError):
            return None

    async def _coordinating(self) -> int:
        if self._coordinator is None:
            self._coordinator = await self._client.coordinator_lookup(CoordinationType.TRANSACTION, self.owner.identity)
        return self._coordinator

    async def _bear(self, found: Iterable[type[kafka.BrokerResponseError]]) -> None:
        """Wait for what passes, and raise what does not."""
        pause = BRIEF
        for error in found:
            if error is kafka.InvalidProducerEpoch:
                raise kafka.ProducerFenced
            if error in _MOVED:
                self._coordinator = None
                await self._client.force_metadata_update()
            elif error not in _SOON and error is not kafka.ConcurrentTransactions:
                raise error(self.owner.identity)
            pause = BRIEF if error is kafka.ConcurrentTransactions else BACKOFF
        await asyncio.sleep(pause)

    async def _produce(self, batches: Mapping[Place, bytes]) -> dict[Place, int]:
        """The first offset of each batch. Only one batch a place is ever under way, so one sent twice is known."""
        offsets: dict[Place, int] = {}
        while left := {place: batch for place, batch in batches.items() if place not in offsets}:
            leaders = await self._leaders(left)
            sent = [self._send(node, {place: left[place] for place in mine}) for node, mine in leaders.items()]
            for answered in await asyncio.gather(*sent):
                offsets |= answered
            if len(offsets) < len(batches):
                await self._client.force_metadata_update()
                await asyncio.sleep(BACKOFF)
        return offsets

    async def _leaders(self, places: Collection[Place]) -> dict[int, list[Place]]:
        """The places by the node that leads them; those that have no leader now are left out."""
        leaders: dict[int, list[Place]] = defaultdict(list)
        for topic in {topic for topic, _ in places}:
            await self._client.add_topic(topic)
        for place in places:
            leader = self._client.cluster.leader_for_partition(TopicPartition(*place))
            if leader is not None and leader >= 0:
                leaders[leader].append(place)
        return leaders

    async def _send(self, node: int, batches: Mapping[Place, bytes]) -> dict[Place, int]:
        """The offsets of what was written; what may be tried again is left out."""
        topics = _by_topic(batches, lambda place: (place[1], batches[place]))
        request = ProduceRequest(
            transactional_id=self.owner.identity,
            required_acks=-1,
            timeout=int(self._policy.request_timeout * 1000),
            topics=topics,
        )
        try:
            answer = await self._client.send(node, request)
        except _LOST:
            return {}
        told = [((topic, each[0]), each[1], each[2]) for topic, parts in answer.topics for each in parts]
        return {place: offset for place, code, offset in told if _written(code)}


class _Deadline:
    """Turns a timeout into an error that says what did not happen in time."""

    def __init__(self, identity: str, seconds: float) -> None:
        self._identity, self._seconds, self._timeout = identity, seconds, asyncio.timeout(seconds)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, *raised: Any) -> None:
        try:
            await self._timeout.__aexit__(*raised)
        except TimeoutError as error:
            raise TransactionStuck(f"{self._identity}: no end of a transaction within {self._seconds:g} s") from error


def _written(code: int) -> bool:
    error = kafka.for_code(code)
    if error is kafka.InvalidProducerEpoch:
        raise kafka.ProducerFenced
    if error is not kafka.NoError and not error.retriable:
        raise error
    return error is kafka.NoError


def _by_topic(places: Iterable[Place], shown: Callable[[Place], Any]) -> list[tuple[str, list[Any]]]:
    topics: dict[str, list[Any]] = defaultdict(list)
    for place in places:
        topics[place[0]].append(shown(place))
    return list(topics.items())
