"""What a lane writes into its journal, as MessagePack: its steps since the last snapshot, and the snapshot."""

import msgspec


class StepEntry(msgspec.Struct, array_like=True, tag="step", frozen=True):
    """One committed step: input positions [start, upto) and what they changed."""

    start: int
    upto: int
    fingerprint: str
    change: bytes


class PartEntry(msgspec.Struct, array_like=True, tag="part", frozen=True):
    """A part of a snapshot."""

    part: bytes


class SnapshotEntry(msgspec.Struct, array_like=True, tag="snapshot", frozen=True):
    """The end of a snapshot of `parts` parts: the state at input position `upto`.

    Parts and end are committed in one transaction, so a reader sees all of them or none.
    """

    upto: int
    fingerprint: str
    parts: int


Entry = StepEntry | PartEntry | SnapshotEntry
