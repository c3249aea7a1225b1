"""Events to a raw topic: in batches, each record stamped with its event's own time, the position kept after each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from service.imports.destination import Destination
from service.imports.faults import ImportFailed
from service.imports.position import Digest, Position, hashed
from service.imports.spool import Event

CHUNK = 5_000
"""Most events between two positions: as many are sent again after a crash."""

SPAN = 30 * 86_400
"""Longest time between two positions, in seconds of event time: what is sent again must not be too old by then."""

_BATCH = 1 << 20
_REQUEST = 8 << 20
_TIMEOUT_MS = 120_000

Kept = Callable[[Position], None]


@dataclass
class _Batch:
    """Records of one partition on their way."""

    builder: Any
    partition: int


async def send(to: Destination, events: Iterable[Event], digest: Digest, sent: int, kept: Kept) -> int:
    """Send events behind the first `sent`, whose digest is given; returns how many are there in all.

    `kept` is told of each position. Raises ImportFailed: what the last position says is with the broker.
    """
    producer = AIOKafkaProducer(
        bootstrap_servers=to.broker,
        enable_idempotence=True,
        linger_ms=0,
        max_batch_size=_BATCH,
        max_request_size=_REQUEST,
        request_timeout_ms=_TIMEOUT_MS,
    )
    try:
        await producer.start()
        for chunk in chunks(events):
            partition, offset = await _send_chunk(producer, to, chunk, sent)
            for _, payload in chunk:
                digest.add(payload)
            sent += len(chunk)
            kept(Position(sent, digest.text, partition, offset, hashed(chunk[-1][1])))
    except KafkaError as error:
        raise ImportFailed("stopped", topic=to.topic, error=error, count=sent) from error
    finally:
        await producer.stop()
    return sent


def chunks(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Events in the order of time, cut where a chunk is full or spans too much.

    >>> [len(chunk) for chunk in chunks([(0, b""), (SPAN, b""), (SPAN + 1, b"")])]
    [2, 1]
    """
    chunk: list[Event] = []
    for event in events:
        if chunk and (len(chunk) == CHUNK or event[0] - chunk[0][0] > SPAN):
            yield chunk
            chunk = []
        chunk.append(event)
    if chunk:
        yield chunk


async def _send_chunk(producer: Any, to: Destination, chunk: Sequence[Event], sent: int) -> tuple[int, int]:
    """Send in turn to all partitions; partition and offset of the chunk's last record.

    A batch is built at once: a record at a time, aiokafka's own work for each is most of an import.
    """
    acknowledged: list[Any] = []
    last = (sent + len(chunk) - 1) % to.partitions
    # The last one's partition comes last, so that its last batch's answer is the one that is looked at.
    for partition in sorted(range(to.partitions), key=lambda number: number == last):
        mine = chunk[(partition - sent) % to.partitions :: to.partitions]
        acknowledged += [await _put(producer, to.topic, batch) for batch in _batches(producer, mine, partition)]
    answers = [(await future, count) for future, count in acknowledged]
    answer, count = answers[-1]
    return last, answer.offset + count - 1


async def _put(producer: Any, topic: str, batch: _Batch) -> tuple[Any, int]:
    count = batch.builder.record_count()
    return await producer.send_batch(batch.builder, topic, partition=batch.partition), count


def _batches(producer: Any, events: Sequence[Event], partition: int) -> Iterator[_Batch]:
    batch = _Batch(producer.create_batch(), partition)
    for second, payload in events:
        if batch.builder.append(timestamp=second * 1000, key=None, value=payload) is None:
            yield batch
            batch = _Batch(producer.create_batch(), partition)
            batch.builder.append(timestamp=second * 1000, key=None, value=payload)
    if batch.builder.record_count():
        yield batch
