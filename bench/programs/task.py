"""What a contender's program is told on its command line."""

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Task:
    """One run of the small job: what to read, under which name, and where to leave the result."""

    broker: str
    topic: str
    app: str
    kept: int
    """Events of the kept types in the topic: when so many are counted, the job is done."""
    result: Path

    def arguments(self) -> list[str]:
        """The command line that `from_arguments` reads."""
        return [self.broker, self.topic, self.app, str(self.kept), str(self.result)]


def from_arguments() -> Task:
    """The task of this process."""
    broker, topic, app, kept, result = sys.argv[1:]
    return Task(broker, topic, app, int(kept), Path(result))
