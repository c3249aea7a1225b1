"""What was read of a topic: what fits its model, what does not, and how many records said nothing but their marks."""

from dataclasses import dataclass, field

from pydantic_core import ValidationError

from service.read.kinds.kind import Held, Kind
from service.read.misfit import Misfit
from service.read.stored import Stored
from service.read.words import Words

Shown = list[tuple[Stored, Held]]


@dataclass
class Found:
    """Grows as records are taken."""

    kind: Kind
    everything: bool = False
    """Marks alone are shown too. There are many: idle lanes go on telling theirs."""
    shown: Shown = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    empty: int = 0

    def take(self, record: Stored) -> bool:
        """A record; whether there was anything to show."""
        try:
            held = self.kind.held(record)
        except ValidationError as error:
            self.misfits.append(Misfit(record, error))
            return True
        if not self.everything and not self.kind.rows(held, Words()):
            self.empty += 1
            return False
        self.shown.append((record, held))
        return True
