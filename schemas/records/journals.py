"""A record of a journal. What an agent changed is its own affair, and told by its size."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from schemas.journal import Entry, PartEntry, SnapshotEntry, StepEntry
from schemas.records.parts import Name, Record
from schemas.records.wire import unpacked

Position = Annotated[int, Field(ge=0, description="An offset of the input partition")]
Fingerprint = Annotated[Name, Field(description="Of the definitions under which it was written")]


class StepTaken(Record):
    """One committed step."""

    kind: Literal["step"]
    start: Position
    upto: Annotated[Position, Field(description="The first offset that it did not read")]
    fingerprint: Fingerprint
    bytes: Annotated[int, Field(ge=0, description="Size of what changed")]

    @model_validator(mode="after")
    def forwards(self) -> Self:
        """No step goes back."""
        if self.upto < self.start:
            raise PydanticCustomError("backwards", "ends before it starts")
        return self


class SnapshotPart(Record):
    """A part of a snapshot."""

    kind: Literal["part"]
    bytes: Annotated[int, Field(ge=0)]


class SnapshotEnd(Record):
    """The end of a snapshot: the state at an input position, in the parts before it."""

    kind: Literal["snapshot"]
    upto: Position
    fingerprint: Fingerprint
    parts: Annotated[int, Field(ge=0)]


class JournalRecord(RootModel[Annotated[StepTaken | SnapshotPart | SnapshotEnd, Field(discriminator="kind")]]):
    """One entry of a lane's journal."""

    @classmethod
    def of(cls, value: bytes | None) -> Self:
        """From the record's bytes. Raises ValidationError."""
        return cls.model_validate(_plain(unpacked(value, Entry)))  # type: ignore[arg-type]  # a union is no type


def _plain(entry: Entry) -> dict[str, Any]:
    match entry:
        case StepEntry(start, upto, fingerprint, change):
            told = {"start": start, "upto": upto, "fingerprint": fingerprint, "bytes": len(change)}
            return {"kind": "step", **told}
        case PartEntry(part):
            return {"kind": "part", "bytes": len(part)}
        case SnapshotEntry(upto, fingerprint, parts):
            return {"kind": "snapshot", "upto": upto, "fingerprint": fingerprint, "parts": parts}
