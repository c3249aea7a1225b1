"""What the bench asks of a contender."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.job import Counts


@dataclass(frozen=True)
class Place:
    """Where a run happens: the broker, the filled input topic, what must come out, and a name of its own."""

    broker: str
    topic: str
    app: str
    expected: Counts
    scratch: Path


class Running(Protocol):
    """A started contender: one process tree on the worker's core."""

    pid: int

    async def result(self) -> Counts:
        """Wait until everything in the topic is counted. Raises `RunError` if it never is."""

    def stop(self) -> None:
        """End the process and all it started."""


class Contender(Protocol):
    """A way to do the small job."""

    name: str
    small: int
    """Events in the smaller of its two inputs: enough to be past start-up, few enough to repeat."""
    large: int

    def start(self, place: Place) -> Running:
        """Start it on the worker's core."""


class RunError(Exception):
    """A contender did not finish; the message says which, and shows the end of its log."""
