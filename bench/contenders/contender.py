"""What the bench asks of a contender."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.inputs import Input


@dataclass(frozen=True)
class Place:
    """Where a run happens: the broker, the filled input, a name of its own and a folder to write in."""

    broker: str
    input: Input
    app: str
    scratch: Path


class Running(Protocol):
    """A started contender: one process tree on the worker's core."""

    @property
    def pid(self) -> int:
        """The root of the tree."""

    async def finished(self) -> int:
        """Wait until all is counted: how many cells differ from the expected. RunError if it never is."""

    def stop(self) -> None:
        """End the process and all it started."""


class Contender(Protocol):
    """A way to do the job."""

    @property
    def name(self) -> str:
        """What the report calls it."""

    @property
    def small(self) -> int:
        """Events in the smaller of its two inputs: enough to be past start-up, few enough to repeat."""

    @property
    def large(self) -> int:
        """Events in the larger of its two inputs."""

    async def start(self, place: Place) -> Running:
        """Start it on the worker's core."""


class RunError(Exception):
    """A contender did not finish; the message says why, and shows the end of its log."""
