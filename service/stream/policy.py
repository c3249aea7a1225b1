"""What is fixed for the life of a lane."""

from collections.abc import Callable
from dataclasses import dataclass

from schemas.topic_config import LARGEST_RECORD
from service.machine import Machine
from service.stream.pace import Pace


@dataclass(frozen=True)
class LanePolicy:
    """How every lane of a worker behaves. Durations in seconds."""

    bootstrap: str
    app: str
    fingerprint: str
    step_records: int
    """Most records in one step."""
    mark_interval: float
    """How often an idle partition moves its mark."""
    snapshot_bytes: int
    """Journal bytes after which a snapshot is written."""
    step_bytes: int = 1 << 20
    """Most bytes of input in one step. A lane may journal all of it, and a journal's record must fit its topic."""
    message_bytes: int = LARGEST_RECORD
    """Longest record batch that the topics take (their `max.message.bytes`)."""
    request_timeout: float = 20.0
    transaction_timeout: float = 30.0


@dataclass(frozen=True)
class LaneSpec:
    """What the lanes of an agent on one input topic are: where they read and keep their journal, what they drive."""

    agent: str
    topic: str
    journal: str
    """Same partition count as `topic`: lane p reads partition p of both."""
    machine: Callable[[int], Machine]
    """Makes a fresh machine for a partition."""
    pace: Pace
    """When a step begins after its first record, unless enough has arrived before."""
    owns_input: bool
    """The lane is its input's only reader, and deletes what it has made durable."""
