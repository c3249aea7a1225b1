"""Which records are read of each partition, whatever else stands between them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from service.read import stored
from service.read.stored import NotRead, Part, Stored, read_through

HELD: Mapping[int, tuple[int, int, frozenset[int]]] = {
    0: (0, 9, frozenset({3, 8})),
    1: (4, 8, frozenset({7})),
    2: (0, 0, frozenset()),
}
"""By partition: the first offset, the end, and offsets that are marks of transactions, which no reader gets."""


class Log:
    """As aiokafka's consumer, of two records a fetch."""

    def __init__(self) -> None:
        metadata = SimpleNamespace(partitions_for_topic=lambda topic: set(HELD) if topic == "mail" else None)
        self._client = SimpleNamespace(fetch_all_metadata=lambda: _soon(metadata))
        self._at = 0

    def assign(self, partitions: list[TopicPartition]) -> None:
        (self._partition,) = partitions

    async def beginning_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {each: HELD[each.partition][0] for each in partitions}

    async def end_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {each: HELD[each.partition][1] for each in partitions}

    def seek(self, partition: TopicPartition, offset: int) -> None:
        assert partition == self._partition
        self._at = offset

    async def position(self, partition: TopicPartition) -> int:
        return self._at

    async def getmany(self, partition: TopicPartition, **_: Any) -> dict[TopicPartition, list[Any]]:
        fetched = list(self._next(partition.partition))
        return {partition: fetched} if fetched else {}

    def _next(self, partition: int) -> Iterator[Any]:
        _, end, marks = HELD[partition]
        upto = min(self._at + 2, end)
        for offset in range(self._at, upto):
            if offset not in marks:
                yield SimpleNamespace(partition=partition, offset=offset, timestamp=0, key=None, value=b"")
        self._at = upto


async def _soon(value: Any) -> Any:
    return value


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def consumer(_broker: str) -> AsyncIterator[Log]:
        yield Log()

    monkeypatch.setattr(stored, "_consumer", consumer)


async def read(part: Part, silent: int = -1) -> list[tuple[int, int]]:
    """Partition and offset of what is read; the offset `silent` does not count."""
    found: list[tuple[int, int]] = []

    def take(record: Stored) -> bool:
        found.append((record.partition, record.offset))
        return record.offset != silent

    await read_through("broker", "mail", part, take)
    return found


@pytest.mark.parametrize(
    ("part", "offsets"),
    [
        (Part(), [(0, n) for n in (0, 1, 2, 4, 5, 6, 7)] + [(1, n) for n in (4, 5, 6)]),
        (Part(most=2), [(0, 0), (0, 1), (1, 4), (1, 5)]),
        (Part(first=6), [(0, 6), (0, 7), (1, 6)]),
        (Part(first=-3), [(0, 6), (0, 7), (1, 5), (1, 6)]),
        (Part(first=-100, partition=1), [(1, 4), (1, 5), (1, 6)]),
        (Part(first=100), []),
        (Part(partition=2), []),
    ],
    ids=str,
)
async def test_each_partition_is_read_from_there_and_so_far(part: Part, offsets: list[tuple[int, int]]) -> None:
    assert await read(part) == offsets


async def test_what_says_nothing_is_not_one_of_the_most() -> None:
    assert await read(Part(most=2, partition=0), silent=1) == [(0, 0), (0, 1), (0, 2)]


async def test_a_partition_that_is_none_is_told_with_those_there_are() -> None:
    with pytest.raises(NotRead, match="mail has no partition 3: it has 3, from 0 on"):
        await read(Part(partition=3))


async def test_a_topic_that_is_not_there_is_told_with_what_makes_it() -> None:
    with pytest.raises(NotRead, match="there is no topic web; `vigie topics` creates it"):
        await read_through("broker", "web", Part(), lambda _: True)
