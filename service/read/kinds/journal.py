"""Entries of a lane's journal."""

from collections.abc import Sequence
from typing import Any, cast

from schemas.records.journals import JournalRecord, SnapshotEnd, SnapshotPart, StepTaken
from service.read.kinds.kind import Held, Row, valued
from service.read.stored import Stored
from service.read.words import Words


class OfJournal:
    """Steps and snapshots of an agent."""

    columns = ("kind", "positions", "definitions", "size")
    single = True

    def held(self, record: Stored) -> Held:
        """In its model."""
        return Held(None, JournalRecord.of(valued("Entry", record)))

    def plain(self, held: Held) -> Any:
        """All of it."""
        return cast(JournalRecord, held.value).model_dump(mode="json")

    def about(self, held: Held, words: Words) -> Sequence[str]:
        """A row says it all."""
        return ()

    def rows(self, held: Held, words: Words) -> Sequence[Row]:
        """The entry."""
        match cast(JournalRecord, held.value).root:
            case StepTaken() as step:
                return [(words("step"), f"[{step.start}, {step.upto})", step.fingerprint, str(step.bytes))]
            case SnapshotPart() as part:
                return [(words("part"), "", "", str(part.bytes))]
            case SnapshotEnd() as end:
                upto = f"[0, {end.upto})"
                return [(f"{words('snapshot')} ({words('parts', count=end.parts)})", upto, end.fingerprint, "")]
