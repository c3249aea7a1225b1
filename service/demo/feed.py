"""Arrivals and lines to a raw topic: one idempotent producer, records of up to 8 MiB."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from service.broker.ready import reachable
from service.demo.traffic import Arrival

_REQUEST = 8 << 20
LARGEST = _REQUEST - 1_024
"""Bytes of the largest value: what the topics allow, less room for Kafka's own headers."""


class SendError(Exception):
    """A record did not reach the broker; the text says why. Stop: what came after it may be missing too."""


def hush() -> None:
    """Let Kafka's client say nothing of its tries: what fails for good is raised, and the rest is no news."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


@asynccontextmanager
async def _producer(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    if not await asyncio.to_thread(reachable, bootstrap):
        raise SendError(f"no Kafka answers at {bootstrap}: start one (`vigie broker`), or set VIGIE_BROKER")
    client = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        enable_idempotence=True,
        linger_ms=10,
        max_batch_size=1 << 18,
        max_request_size=_REQUEST,
        request_timeout_ms=120_000,
    )
    try:
        await client.start()
        yield client
    except KafkaError as error:
        raise SendError(f"{bootstrap}: {error}") from error
    finally:
        await client.stop()


class Feed:
    """Sends to the partitions of one raw topic, and counts what it took."""

    def __init__(self, client: AIOKafkaProducer, topic: str, partitions: int) -> None:
        self._client, self._topic, self._partitions = client, topic, partitions
        self._failed: BaseException | None = None
        self.sent = 0

    async def put(self, slot: int, payload: bytes | None) -> None:
        """Take a record of at most `LARGEST` bytes; `slot` stands for the partition. Waits for room.

        Raises SendError, also for an earlier record that has failed since.
        """
        self._check()
        # Kafka knows no record without key and value: a tombstone gets an empty key.
        key = b"" if payload is None else None
        sending = await self._client.send(self._topic, payload, key=key, partition=slot % self._partitions)
        sending.add_done_callback(self._settle)
        self.sent += 1

    async def take(self, arrival: Arrival) -> None:
        """Put an arrival, whatever its family."""
        await self.put(arrival.slot, arrival.payload)

    async def flush(self) -> None:
        """Wait until the broker has everything, or raise SendError."""
        await self._client.flush()
        self._check()

    def _settle(self, sending: "asyncio.Future[object]") -> None:
        if not sending.cancelled() and (error := sending.exception()) is not None:
            self._failed = self._failed or error

    def _check(self) -> None:
        if self._failed is not None:
            raise SendError(f"{self._topic}: {self._failed}") from self._failed


class Feeds:
    """A feed for each family's raw topic."""

    def __init__(self, by_family: Mapping[str, Feed]) -> None:
        self._by_family = by_family

    @property
    def sent(self) -> int:
        """What all of them took."""
        return sum(feed.sent for feed in self._by_family.values())

    async def take(self, arrival: Arrival) -> None:
        """Put an arrival to its family's topic; as `Feed.put`."""
        await self._by_family[arrival.family].take(arrival)


class Taker(Protocol):
    """What arrivals are sent to."""

    async def take(self, arrival: Arrival) -> None:
        """Take one."""


@asynccontextmanager
async def feed(bootstrap: str, topic: str) -> AsyncIterator[Feed]:
    """A feed to a topic that must exist. Everything put is with the broker when the block ends well."""
    async with _producer(bootstrap) as client:
        opened = await _opened(client, bootstrap, topic)
        yield opened
        await opened.flush()


@asynccontextmanager
async def feeds(bootstrap: str, topics: Mapping[str, str]) -> AsyncIterator[Feeds]:
    """Feeds to the topics of the families, by family; as `feed`."""
    async with _producer(bootstrap) as client:
        opened = {family: await _opened(client, bootstrap, topic) for family, topic in topics.items()}
        yield Feeds(opened)
        for each in opened.values():
            await each.flush()


async def _opened(client: AIOKafkaProducer, bootstrap: str, topic: str) -> Feed:
    # Asked of the cluster at once: asking for a topic by name waits two minutes for it to appear.
    partitions = (await client.client.fetch_all_metadata()).partitions_for_topic(topic)
    if not partitions:
        raise SendError(f"{bootstrap}: there is no topic {topic}; `vigie topics` creates it")
    return Feed(client, topic, len(partitions))


async def paced(to: Taker, arrivals: Iterable[Arrival], rate: float) -> None:
    """Send so many a second, whatever the arrivals' own times; infinity is as fast as possible."""
    begun = time.monotonic()
    for number, arrival in enumerate(arrivals):
        if (ahead := begun + number / rate - time.monotonic()) > 0.01:
            await asyncio.sleep(ahead)
        await to.take(arrival)


async def as_it_happens(to: Taker, arrivals: Iterable[Arrival]) -> None:
    """Send each arrival at its own time."""
    for arrival in arrivals:
        if (ahead := arrival.at - time.time()) > 0.01:
            await asyncio.sleep(ahead)
        await to.take(arrival)
