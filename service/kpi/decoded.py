"""What a decoder makes of payloads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from service.kpi.refused import Refused


@dataclass(frozen=True, slots=True)
class Decoded:
    """An entry for each payload."""

    events: Sequence[Any]
    """Each has `id`, `time` (as text) and its type's fields, and on its class `__money__`: which of them hold amounts.
    Or it is of `Control`. What stands in the place of a refused one means nothing."""
    seconds: Sequence[int]
    """Of the events' times, since the epoch."""
    refused: Mapping[int, Refused]
    """By position."""


class Decode(Protocol):
    """Reads payloads."""

    def many(self, payloads: Sequence[bytes]) -> Decoded:
        """The events of payloads, none of which is empty."""
