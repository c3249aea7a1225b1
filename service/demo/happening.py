"""What stories are made of: one event each, before it has an id; and how its fields are written."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple


class Happening(NamedTuple):
    """One event of a story: when (seconds since the epoch), its raw topic and type, its other fields as JSON text."""

    time: float
    family: str
    type: str
    fields: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When a story begins, and how its people are."""

    time: float
    """Seconds since the epoch."""
    key: str
    """No other story has it: what the story is about is named by it."""
    haste: float
    """Mean seconds from one step of a life to the next."""
    stress: float = 1.0
    """1.0 is ordinary; more of it makes worse answers."""

    def after(self, seconds: float) -> "Moment":
        """The same, later.

        >>> Moment(100.0, "a", 1.0).after(5.0).time
        105.0
        """
        return replace(self, time=self.time + seconds)


Story = Callable[[Random, Moment], Iterator[Happening]]
"""Everything that happens from one moment on, each part in its own order of time."""


def told(**fields: object) -> str:
    """Fields as they stand behind others in a JSON object; what is None is left out.

    >>> told(order="o-1", amount=5, source=None)
    ',"order":"o-1","amount":5'
    """
    return "".join(f",{json.dumps(name)}:{json.dumps(value)}" for name, value in fields.items() if value is not None)
