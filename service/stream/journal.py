"""A lane's journal: its steps since the last snapshot, and the snapshot. Reading it gives state and position."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.journal import Entry, PartEntry, SnapshotEntry, StepEntry
from service.machine import Machine, Output
from service.stream.errors import BrokenChain, OtherDefinitions
from service.stream.policy import LanePolicy

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode


def entry_of(value: bytes) -> Entry:
    """What a record of a journal holds."""
    entry: Entry = _decode(value)
    return entry


@dataclass(frozen=True)
class Place:
    """A journal partition."""

    topic: str
    partition: int

    def output(self, entry: Entry) -> Output:
        """The record that appends an entry here."""
        return Output(self.topic, self.partition, None, _encode(entry))


@dataclass
class Recovery:
    """A machine being brought back by the entries of its journal, in order."""

    machine: Machine
    fingerprint: str
    where: str
    position: int = 0
    entries: int = 0
    since_snapshot: int = 0
    """Bytes of the steps after the newest snapshot."""
    snapshot_size: int = 0
    _parts: list[bytes] = field(default_factory=list)

    def fold(self, value: bytes) -> None:
        """Take the next record of the journal.

        Raises BrokenChain when steps do not follow each other, OtherDefinitions when others wrote them.
        """
        self.entries += 1
        self.since_snapshot += len(value)
        match _decode(value):
            case StepEntry() as step:
                self._same_definitions(step.fingerprint)
                self._chain(step.start)
                self.machine.restore(step.change)
                self.position = step.upto
            case PartEntry(part):
                self._parts.append(part)
            case SnapshotEntry(upto, fingerprint, parts):
                self._same_definitions(fingerprint)
                self._load(upto, parts)

    def _chain(self, start: int) -> None:
        if start != self.position:
            raise BrokenChain(f"{self.where}: journal step starts at {start}, the one before ended at {self.position}")

    def _load(self, upto: int, parts: int) -> None:
        if len(self._parts) < parts:
            raise BrokenChain(f"{self.where}: snapshot of {parts} parts, {len(self._parts)} found")
        self.machine.load(self._parts[-parts:] if parts else [])
        self.snapshot_size, self.since_snapshot = sum(map(len, self._parts)), 0
        self.position, self._parts = upto, []

    def _same_definitions(self, fingerprint: str) -> None:
        if fingerprint != self.fingerprint:
            raise OtherDefinitions(
                f"{self.where}: the journal was written under definitions {fingerprint}, "
                f"this worker has {self.fingerprint}"
            )


def snapshot_outputs(place: Place, upto: int, fingerprint: str, parts: Iterable[bytes]) -> Sequence[Output]:
    """The records that write a snapshot, to be sent in one transaction."""
    pieces = [place.output(PartEntry(part)) for part in parts]
    return [*pieces, place.output(SnapshotEntry(upto, fingerprint, len(pieces)))]


async def read_journals(policy: LanePolicy, recoveries: Mapping[Place, Recovery]) -> None:
    """Fold every journal to the end it has now. The lanes' producers must have fenced already.

    Raises OffsetOutOfRangeError when a journal is cut while it is read.
    """
    consumer = journal_consumer(policy)
    await consumer.start()
    try:
        await _read_to_the_end(consumer, {TopicPartition(p.topic, p.partition): r for p, r in recoveries.items()})
    finally:
        await consumer.stop()


def journal_consumer(policy: LanePolicy) -> AIOKafkaConsumer:
    """A reader of journals, to be started; it has no position of its own."""
    return AIOKafkaConsumer(
        bootstrap_servers=policy.bootstrap,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="none",  # an earlier owner may still cut the journal: the default would jump to its end
        fetch_max_wait_ms=50,
        max_partition_fetch_bytes=policy.message_bytes,
    )


async def _read_to_the_end(consumer: AIOKafkaConsumer, recoveries: Mapping[TopicPartition, Recovery]) -> None:
    consumer.assign(list(recoveries))
    await consumer.seek_to_beginning(*recoveries)
    ends = await consumer.end_offsets(list(recoveries))
    open_ends = dict(ends)
    while open_ends:
        batches = await consumer.getmany(*open_ends, timeout_ms=100)
        for partition, records in batches.items():
            for record in records:
                recoveries[partition].fold(record.value)
        for partition, end in list(open_ends.items()):
            # position() moves past transaction markers, the last record's offset does not
            if await consumer.position(partition) >= end:
                del open_ends[partition]
