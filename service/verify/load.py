"""Kafka → DuckDB: the raw topics up to fixed ends, judged, as the table `record`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition

from service.verify.plan import Plan
from service.verify.read import Log
from service.verify.records import Raw, Records, load
from service.verify.recount import Partition

_PROGRESS_EVERY = 100_000

Tell = Callable[[str], None]
"""Takes a line of progress."""


async def load_raw(
    db: Any, log: Log, ends: dict[TopicPartition, int], plan: Plan, tell: Tell
) -> Mapping[Partition, int]:
    """Make `record`; how many records were read of each partition."""
    with TemporaryDirectory(prefix="vigie-verify-") as folder:
        path = Path(folder) / "records.ndjson"
        with path.open("wb") as file:
            records = Records(file, plan.definitions, plan.resolution, plan.limits, plan.topics)
            await _read(log, ends, records, tell)
        load(db, path, plan.definitions)
    return dict(records.read)


async def _read(log: Log, ends: dict[TopicPartition, int], records: Records, tell: Tell) -> None:
    shown = 0
    async for batch in log.until(ends):
        records.add(_raw(batch, ends))
        if records.read.total() - shown >= _PROGRESS_EVERY:
            shown = records.read.total()
            tell(f"read {shown:,} raw records")


def _raw(batch: list[ConsumerRecord], ends: dict[TopicPartition, int]) -> list[Raw]:
    end = ends[TopicPartition(batch[0].topic, batch[0].partition)]
    return [
        Raw(record.topic, record.partition, record.offset, record.timestamp, record.value)
        for record in batch
        if record.offset < end
    ]


async def notes(log: Log, ends: dict[TopicPartition, int]) -> tuple[str, ...]:
    """What a reader must know to trust the figures: records that are gone, records that came too late."""
    begins, now = await log.begins(), await log.ends()
    gone = [
        f"{place.topic}/{place.partition} begins at offset {begin}: what stood before can not be counted again"
        for place, begin in begins.items()
        if begin
    ]
    grown = sum(now[place] - end for place, end in ends.items())
    late = [f"{grown:,} raw records came after the recount began; they may make differences"] if grown else []
    return (*gone, *late)
