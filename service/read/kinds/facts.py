"""Facts on their way, and those that passed."""

from collections.abc import Sequence
from typing import Any, cast

from schemas.records.admitted import AdmittedRecord
from schemas.records.facts import FactsRecord
from schemas.records.parts import Told
from service.read.kinds.kind import Held, Row, valued
from service.read.stored import Stored
from service.read.words import Words


class OfFacts:
    """ingest → dedupe."""

    columns = ("time", "type", "role", "subject", "dimensions", "measures", "raw offset", "correction")
    single = False

    def held(self, record: Stored) -> Held:
        """In its model."""
        return Held(None, FactsRecord.of(valued("Facts", record)))

    def plain(self, held: Held) -> Any:
        """All of it."""
        return _record(held).model_dump(mode="json")

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """From where, and what is promised."""
        record = _record(held)
        raw = words("raw", topic=record.topic, partition=record.partition)
        return raw, *promises(record, words), words("rows", count=len(record.facts))

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """A fact each."""
        return [(*told(fact, words), str(fact.offset), fact.version or "") for fact in _record(held).facts]


class OfAdmitted:
    """dedupe → count."""

    columns = ("time", "type", "role", "subject", "dimensions", "measures", "sign")
    single = False

    def held(self, record: Stored) -> Held:
        """In its model."""
        return Held(None, AdmittedRecord.of(valued("Admitted", record)))

    def plain(self, held: Held) -> Any:
        """All of it."""
        return cast(AdmittedRecord, held.value).model_dump(mode="json")

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """From where, and what is promised."""
        record = cast(AdmittedRecord, held.value)
        return (
            words("source", source=record.source),
            *promises(record, words),
            words("rows", count=len(record.facts)),
        )

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """A fact each."""
        return [(*told(fact, words), f"{fact.sign:+}") for fact in cast(AdmittedRecord, held.value).facts]


def told(fact: Told, words: Words) -> Row:
    """What every fact says."""
    time = words.tick(fact.tick) if fact.at is None else words.time(fact.at.time)
    return time, fact.type, fact.role, fact.subject, words.named(fact.dimensions), words.named(fact.measures)


def promises(record: FactsRecord | AdmittedRecord, words: Words) -> Row:
    """What is said to come, and what may be forgotten."""
    return words("mark", time=words.time(record.mark)), words("newest", time=words.time(record.newest))


def _record(held: Held) -> FactsRecord:
    return cast(FactsRecord, held.value)
