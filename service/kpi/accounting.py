"""What became of the records of one raw partition: what ingest knows of it, and what each dedupe partition adds.

read = counted + duplicate + conflict + rejected + ignored, once everything read has passed dedupe.
"""

import msgspec


class Intake(msgspec.Struct, array_like=True):
    """How many records ingest read, and what became of those that it did not pass on."""

    read: int = 0
    ignored: int = 0
    rejected: dict[str, int] = {}
    """By reason."""


class Admission(msgspec.Struct, array_like=True):
    """What became of the facts that reached one dedupe partition."""

    counted: int = 0
    duplicate: int = 0
    conflict: int = 0

    @property
    def heard(self) -> int:
        """How many facts that were."""
        return self.counted + self.duplicate + self.conflict
