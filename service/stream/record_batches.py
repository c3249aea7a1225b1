"""The record batches of a step: whole batches, because a future for each record would cost as much as the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from aiokafka.record.default_records import DefaultRecordBatchBuilder

from service.machine import Gone, Output
from service.stream.errors import OutputTooLarge

Place = tuple[str, int]
"""A topic and partition to send to."""
BATCH_BYTES = 1 << 20
_SEQUENCES = 1 << 31


class Owner(NamedTuple):
    """As whom records are sent, in the order in which requests say it."""

    identity: str
    producer: int
    epoch: int


@dataclass
class Batches:
    """A step's batches, by place in order, and what number the next record of each place will have."""

    owner: Owner
    most_bytes: int
    """Longest batch that the topics take."""
    sequences: dict[Place, int]
    sealed: dict[Place, list[bytes]] = field(default_factory=dict)
    _filling: dict[Place, tuple[DefaultRecordBatchBuilder, int]] = field(default_factory=dict)

    def fill(self, outputs: Sequence[Output | Gone], timestamp: int) -> None:
        """Put the outputs into batches, in their order within each place. `timestamp` in ms.

        Raises OutputTooLarge for a record that its topic would refuse.
        """
        for output in outputs:
            place = output.topic, output.partition
            batch, records = self._filling.get(place) or self._begin(place)
            if batch.append(records, timestamp, output.key, output.value, []) is None:
                self._seal(place)
                batch, records = self._begin(place)
                batch.append(0, timestamp, output.key, output.value, [])
            # The first record of a batch is taken whatever its length: what the topic refuses is refused here.
            if not records and batch.size() > self.most_bytes:
                raise self._too_large(output)
            self._filling[place] = batch, records + 1
        for place in list(self._filling):
            self._seal(place)

    @property
    def rounds(self) -> list[Mapping[Place, bytes]]:
        """One batch a place in each: the protocol takes no more in one request."""
        places = list(self.sealed)
        return [
            {place: batch for place, batch in zip(places, batches, strict=True) if batch is not None}
            for batches in zip_longest(*self.sealed.values())
        ]

    def _begin(self, place: Place) -> tuple[DefaultRecordBatchBuilder, int]:
        batch = DefaultRecordBatchBuilder(
            magic=2,
            compression_type=0,
            is_transactional=1,
            producer_id=self.owner.producer,
            producer_epoch=self.owner.epoch,
            base_sequence=self.sequences.get(place, 0),
            batch_size=BATCH_BYTES,
        )
        return batch, 0

    def _seal(self, place: Place) -> None:
        batch, records = self._filling.pop(place)
        self.sequences[place] = (self.sequences.get(place, 0) + records) % _SEQUENCES
        self.sealed.setdefault(place, []).append(bytes(batch.build()))

    def _too_large(self, output: Output | Gone) -> OutputTooLarge:
        return OutputTooLarge(
            f"{self.owner.identity}: a record of {len(output.value or b''):,} bytes for "
            f"{output.topic}/{output.partition}, which takes {self.most_bytes:,}"
        )
