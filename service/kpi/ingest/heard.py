"""Events that ingest has read, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.kpi.columns import Ints
from service.kpi.keys.seen import Keys
from service.kpi.refused import Refusals


@dataclass(frozen=True, slots=True)
class Heard:
    """Events as the decoder hands them out, each with what is known of its record."""

    events: Sequence[Any]
    second: Ints
    """Of the event's time, since the epoch."""
    stamp: Ints
    """The record's timestamp (ms)."""
    newest: Ints
    """The newest timestamp of its raw partition so far (ms)."""
    offset: Ints
    """Of its own for each record."""
    content: Keys
    """The hash of the payload."""
    version: Keys
    """The rank of the correction that the event comes with; 0: it came by itself."""

    def __len__(self) -> int:
        return len(self.events)

    def take(self, places: Ints) -> "Heard":
        """Those at these places, which are in order."""
        if len(places) == len(self):
            return self
        columns: tuple[Any, ...] = (self.second, self.stamp, self.newest, self.offset, self.content, self.version)
        return Heard([self.events[n] for n in places.tolist()], *(column[places] for column in columns))

    def only(self, refused: Refusals) -> "Heard":
        """Those that are not refused."""
        return self.take(np.flatnonzero(~np.isin(self.offset, list(refused)))) if refused else self

    def of(self, events: Sequence[Any], second: Ints, version: Keys) -> "Heard":
        """Other events, of the same records."""
        return Heard(events, second, self.stamp, self.newest, self.offset, self.content, version)

    def by_type(self) -> list[tuple[type, "Heard"]]:
        """The events of each type."""
        kinds = list(map(type, self.events))
        numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
        if len(numbers) < 2:
            return [(kind, self) for kind in numbers]
        which = np.array([numbers[kind] for kind in kinds])
        return [(kind, self.take(np.flatnonzero(which == number))) for kind, number in numbers.items()]
