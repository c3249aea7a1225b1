"""Judged raw records on their way into DuckDB, as lines of JSON: the fastest way in without Arrow."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from schemas.events.base import Event
from schemas.events.control import Control, EventCorrected, ExchangeRateSet
from service.verify import reads, sql
from service.verify.amounts import amount_of
from service.verify.controls import claim_of, horizon_of
from service.verify.definitions import Definitions, text_of
from service.verify.derive import Deriver
from service.verify.hashes import order_of
from service.verify.judge import Limits, Models, Stamp, judge, ms_of, tick_of

COLUMNS = {
    "_topic": "VARCHAR",
    "_partition": "INTEGER",
    "_offset": "BIGINT",
    "_reason": "VARCHAR",
    "_type": "VARCHAR",
    "_id": "VARCHAR",
    "_content": "VARCHAR",
    "_version": "BIGINT",
    "_from": "BIGINT",
    "_until": "BIGINT",
    "_ms": "BIGINT",
    "_tick": "BIGINT",
    "_order": "BIGINT",
    "_from_currency": "VARCHAR",
    "_to_currency": "VARCHAR",
    "_rate": "VARCHAR",
    "_valid_from": "VARCHAR",
}
"""Columns of `record` beside those of `columns_of`. `_ms`: event time since the epoch; `_order`: the id's hash, which
puts the events of one millisecond in order. For `_version`, `_from` and `_until` see `controls`."""


def subject_column(name: str) -> str:
    """The column of a subject's identity; the names of fields never begin with an underscore."""
    return f"_subject_{name}"


def measure_column(name: str) -> str:
    """The column of a measure, which may have the name of a dimension."""
    return f"_measure_{name}"


def columns_of(definitions: Definitions) -> dict[str, str]:
    """All columns of `record` and their types."""
    subjects = dict.fromkeys(map(subject_column, definitions.subjects), "VARCHAR")
    measures = dict.fromkeys(map(measure_column, reads.measures(definitions)), "BIGINT")
    return COLUMNS | subjects | measures | dict.fromkeys(sorted(reads.dimensions(definitions)), "VARCHAR")


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
        topics: Mapping[str, Models],
    ) -> None:
        """`topics`: raw topic → the models that its records must fit."""
        self.file, self.limits, self.resolution, self.topics = file, limits, resolution, topics
        self.subjects = definitions.subjects
        self.deriver, self.measures = Deriver(definitions), reads.measures(definitions)
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
        verdict = judge(record.value, self._stamp(record), self.topics[record.topic], self.limits)
        if not isinstance(verdict, Event):
            return place | {"_reason": verdict}
        content = {"_content": hashlib.blake2b(record.value or b"", digest_size=16).hexdigest()}
        return place | content | self._told(verdict, self.newest[record.topic, record.partition])

    def _told(self, event: Event, newest: int) -> dict[str, Any]:
        since = {"_from": horizon_of(newest, self.limits, self.resolution)}
        if not isinstance(event, Control):
            return since | {"_version": 0} | self._event(event)
        claim = since | claim_of(event, self.limits, self.resolution)
        return (self._event(event.by) if isinstance(event, EventCorrected) else {"_type": type_of(event)}) | claim

    def _event(self, event: Event) -> dict[str, Any]:
        told = _rate(event) if isinstance(event, ExchangeRateSet) else self._about(event) | self._values(event)
        return self._identity(event) | told

    def _stamp(self, record: Raw) -> Stamp:
        place = (record.topic, record.partition)
        newest = self.newest[place] = max(record.timestamp, self.newest.get(place, record.timestamp))
        return Stamp(record.timestamp, newest)

    def _identity(self, event: Event) -> dict[str, Any]:
        return {
            "_type": type_of(event),
            "_id": event.id,
            "_ms": ms_of(event.time),
            "_tick": tick_of(event.time, self.resolution),
            "_order": order_of(event.id),
        }

    def _about(self, event: Event) -> dict[str, str]:
        kind = type_of(event)
        given = ((name, getattr(event, it.field)) for name, it in self.subjects.items() if kind in it.on)
        return {subject_column(name): who.lower() for name, who in given if who is not None}

    def _values(self, event: Event) -> dict[str, Any]:
        dimensions = {name: text_of(value) for name, value in self.deriver.dimensions(event)}
        given = ((name, amount_of(event, name)) for name in self.measures)
        return dimensions | {measure_column(name): value for name, value in given if value is not None}


def _rate(event: ExchangeRateSet) -> dict[str, str]:
    """As it is told: a rate is about nobody."""
    given = {"from_currency": event.from_currency, "to_currency": event.to_currency, "rate": event.rate}
    return {f"_{name}": text for name, text in (given | {"valid_from": event.valid_from}).items()}


def type_of(event: Event) -> str:
    """Each model declares it, their base does not."""
    kind: str = getattr(event, "type")  # noqa: B009
    return kind


def load(db: Any, path: Path, definitions: Definitions) -> None:
    """Make the table `record` of a file that `Records` wrote."""
    columns = columns_of(definitions).items()
    declared = ", ".join(f"{sql.name(column)}: {sql.text(kind)}" for column, kind in columns)
    db.execute(
        f"CREATE TABLE record AS SELECT * FROM read_json({sql.text(str(path))}, "
        f"format = 'newline_delimited', columns = {{{declared}}})"
    )
