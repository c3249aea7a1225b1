"""`install` makes aiokafka hand out its raw records, an internal of one version: here is what we use of it."""

import aiokafka
from aiokafka.consumer.fetcher import READ_COMMITTED, PartitionRecords
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import TopicPartition

from service.stream import transport

PARTITION = TopicPartition("in", 0)


def fetched(values: list[bytes | None], from_: int) -> PartitionRecords:
    """What a fetch response with one batch of these values at offset 0 becomes."""
    transport.install()
    builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, 0, 1 << 20)
    for offset, value in enumerate(values):
        builder.append(offset, timestamp=1000 + offset, key=b"k", value=value, headers=[])
    records = MemoryRecords(bytes(builder.build()))
    assert records.has_next()
    return PartitionRecords(PARTITION, records, None, from_, None, None, True, READ_COMMITTED)


def test_a_raw_record_has_what_a_lane_needs() -> None:
    records = list(fetched([b"a", None, b"c"], 0))
    assert [(r.offset, r.timestamp, r.value) for r in records] == [(0, 1000, b"a"), (1, 1001, None), (2, 1002, b"c")]


def test_records_before_the_position_are_left_out() -> None:
    assert [record.offset for record in fetched([b"a", b"b", b"c"], 1)] == [1, 2]


def test_the_position_follows_the_records_that_were_taken_and_ends_after_the_batch() -> None:
    records = fetched([b"a", b"b", b"c"], 0)
    taking = iter(records)
    assert [next(taking).offset, next(taking).offset] == [0, 1]
    assert records.next_fetch_offset == 2
    assert [record.offset for record in records] == [2]
    assert records.next_fetch_offset == 3


def test_the_version_that_was_looked_into_is_the_one_installed() -> None:
    assert aiokafka.__version__ == "0.14.0"
