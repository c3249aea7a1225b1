"""Judged raw records on their way into DuckDB, as lines of JSON: the fastest way in without Arrow."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from schemas.events import MODELS
from schemas.events.base import Event
from service.verify import sql
from service.verify.definitions import Definitions, text_of
from service.verify.judge import Limits, Models, Stamp, judge, tick_of

COLUMNS = {
    "_topic": "VARCHAR",
    "_partition": "INTEGER",
    "_offset": "BIGINT",
    "_reason": "VARCHAR",
    "_type": "VARCHAR",
    "_id": "VARCHAR",
    "_content": "VARCHAR",
    "_tick": "BIGINT",
    "_subject": "VARCHAR",
}
"""Columns of `record` beside the events' fields; the names of fields never begin with an underscore."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A record of a raw topic. `timestamp` in ms, as the producer or the broker stamped it."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    value: bytes | None


class Records:
    """Writes judged records to a file, and counts what was read per topic and partition."""

    def __init__(
        self,
        file: BinaryIO,
        definitions: Definitions,
        resolution: int,
        limits: Limits,
        families: Mapping[str, str],
    ) -> None:
        """`families`: Kafka topic → family, whose models its records must fit."""
        self.file, self.limits, self.resolution = file, limits, resolution
        self.subjects, self.fields = definitions.subjects, definitions.raw_fields
        self.models: dict[str, Models] = {topic: MODELS[family] for topic, family in families.items()}
        self.read: Counter[tuple[str, int]] = Counter()
        self.newest: dict[tuple[str, int], int] = {}
        """By topic and partition: the newest timestamp so far, in ms."""

    def add(self, records: Iterable[Raw]) -> None:
        """Judge records, which come in the order of their partition, and write them down."""
        rows = [self._row(record) for record in records]
        self.file.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
        self.read.update((row["_topic"], row["_partition"]) for row in rows)

    def _row(self, record: Raw) -> dict[str, Any]:
        place = {"_topic": record.topic, "_partition": record.partition, "_offset": record.offset}
        verdict = judge(record.value, self._stamp(record), self.models[record.topic], self.limits)
        if not isinstance(verdict, Event):
            return place | {"_reason": verdict}
        return place | self._identity(verdict, record.value or b"") | self._values(verdict)

    def _stamp(self, record: Raw) -> Stamp:
        place = (record.topic, record.partition)
        newest = self.newest[place] = max(record.timestamp, self.newest.get(place, record.timestamp))
        return Stamp(record.timestamp, newest)

    def _identity(self, event: Event, payload: bytes) -> dict[str, Any]:
        kind: str = getattr(event, "type")  # noqa: B009 - each model declares it, their base does not
        subject = getattr(event, self.subjects[kind]) if kind in self.subjects else None
        return {
            "_type": kind,
            "_id": event.id,
            "_content": hashlib.blake2b(payload, digest_size=16).hexdigest(),
            "_tick": tick_of(event.time, self.resolution),
            "_subject": None if subject is None else subject.lower(),
        }

    def _values(self, event: Event) -> dict[str, str]:
        given = ((field, getattr(event, field, None)) for field in self.fields)
        return {field: text_of(value) for field, value in given if value is not None}


def load(db: Any, path: Path, definitions: Definitions) -> None:
    """Make the table `record` of a file that `Records` wrote."""
    columns = COLUMNS | dict.fromkeys(definitions.raw_fields, "VARCHAR")
    declared = ", ".join(f"{sql.name(column)}: {sql.text(kind)}" for column, kind in columns.items())
    db.execute(
        f"CREATE TABLE record AS SELECT * FROM read_json({sql.text(str(path))}, "
        f"format = 'newline_delimited', columns = {{{declared}}})"
    )
