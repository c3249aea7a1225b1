"""What a step of count added to cells."""

from collections.abc import Sequence
from typing import Any, cast

from schemas.facts import SLOT_SECONDS
from schemas.records.changes import ChangesRecord, Different
from service.read.kinds.kind import Held, Row, valued
from service.read.stored import Stored
from service.read.words import Words


class OfChanges:
    """count → compose."""

    columns = ("what", "scope", "indicator", "when", "added")
    single = False

    def held(self, record: Stored) -> Held:
        """In its model."""
        return Held(None, ChangesRecord.of(valued("Changes", record)))

    def plain(self, held: Held) -> Any:
        """All of it."""
        return _record(held).model_dump(mode="json")

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """From where, and what is promised."""
        record = _record(held)
        return (
            words("source", source=record.source),
            words("mark", time=words.time(record.mark)),
            words("head", time=words.tick(record.head)),
            words("rows", count=len(self.rows(held, words))),
        )

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """What was added to a cell each, and the rates."""
        record, scope = _record(held), words.scope
        return [
            *((words("counted"), scope(it.scope), it.indicator, words.tick(it.tick), f"{it.added:+}")
              for it in record.counted),
            *((words("different"), scope(it.scope), it.indicator, _since(it, words), f"{it.added:+}")
              for it in record.different),
            *((f"{words('put together')} {it.currency}", scope(it.scope), it.indicator, words.tick(it.tick),
               f"{it.added:+}") for it in record.parts),
            *((words("rate"), f"{it.source} → {it.target}", it.rate, str(it.day), f"{it.sign:+}")
              for it in record.rates),
        ]  # fmt: skip


def _since(told: Different, words: Words) -> str:
    """At which slot, and in which grains, somebody was there for the first time."""
    return f"{words.time(told.slot * SLOT_SECONDS * 1000)} {' '.join(told.grains)}"


def _record(held: Held) -> ChangesRecord:
    return cast(ChangesRecord, held.value)
