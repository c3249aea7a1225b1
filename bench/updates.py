"""What Vigie has published, read as any downstream service must: `read_committed`."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.cluster import PARTITIONS

POLL_MS = 50


class Published(NamedTuple):
    """A record of `kpi.updates`; decoded on demand, for most are not looked at."""

    key: bytes
    value: bytes

    def decoded_key(self) -> dict[str, Any]:
        """Its fields, as `schemas.updates.UpdateKey` names them."""
        decoded: dict[str, Any] = orjson.loads(self.key)
        return decoded

    def decoded(self) -> dict[str, Any]:
        """Its fields, as `schemas.updates.Update` names them."""
        decoded: dict[str, Any] = orjson.loads(self.value)
        return decoded


class Updates:
    """A reader of one `kpi.updates` topic, from its beginning, that belongs to no group. The topic must exist."""

    def __init__(self, broker: str, topic: str) -> None:
        self._topic = topic
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=broker, isolation_level="read_committed", fetch_max_wait_ms=POLL_MS
        )

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        self._consumer.assign([TopicPartition(self._topic, number) for number in range(PARTITIONS)])
        await self._consumer.seek_to_beginning()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()

    async def skip(self) -> None:
        """Go on with what is published from now on."""
        await self._consumer.seek_to_end()

    async def take(self) -> Sequence[Published]:
        """What has come since the last call; empty when nothing came for a while."""
        batches = await self._consumer.getmany(timeout_ms=POLL_MS)
        return [Published(r.key, r.value) for records in batches.values() for r in records if r.value is not None]
