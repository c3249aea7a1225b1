"""The broker as the bench uses it: topics made and filled."""

from collections.abc import Iterable, Mapping, Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

PARTITIONS = 8
BATCH = 500


async def create(broker: str, name: str, config: Mapping[str, str] | None = None) -> None:
    """Make a topic of eight partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, PARTITIONS, 1, topic_configs=dict(config or {}))])
    finally:
        await admin.close()


async def fill(broker: str, topic: str, values: Iterable[bytes]) -> None:
    """Send values, 500 to one partition and 500 to the next, each partition in the order given."""
    async with AIOKafkaProducer(bootstrap_servers=broker, max_batch_size=1 << 20) as producer:
        for number, batch in enumerate(_batches(values)):
            await send(producer, topic, number % PARTITIONS, batch)
        await producer.flush()


async def send(producer: AIOKafkaProducer, topic: str, partition: int, values: Sequence[bytes | None]) -> None:
    """Send values as one record batch, without a key; returns when it is queued, not when it is stored."""
    batch = producer.create_batch()
    for value in values:
        if batch.append(key=None, value=value, timestamp=None) is None:
            raise ValueError(f"{len(values)} events of {len(value or b'')} bytes do not fit in one record batch")
    await producer.send_batch(batch, topic, partition=partition)


def _batches(values: Iterable[bytes]) -> Iterable[list[bytes]]:
    batch: list[bytes] = []
    for value in values:
        batch.append(value)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
