"""How the broker's topics stand beside those that the service needs, and what to do about those that are wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from schemas.topic_config import Config, Line
from schemas.topics import Topic


class Condition(StrEnum):
    """How a topic stands."""

    CREATED = "created"
    EXISTING = "existing"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True)
class Found:
    """A topic as the broker has it."""

    partitions: int
    replicas: int
    config: Config


@dataclass(frozen=True)
class Fault:
    """Why a topic would not work, and what to do about it."""

    what: str
    remedy: str


@dataclass(frozen=True)
class TopicState:
    """A topic that the service needs, beside what the broker has."""

    topic: Topic
    condition: Condition
    partitions: int
    """As found; 0 when missing."""
    fault: Fault | None = None


def complaints(states: Iterable[TopicState]) -> list[Fault]:
    """What is wrong with the topics; those with the same fault are named together."""
    names: dict[Fault, list[str]] = {}
    for state in states:
        if state.fault:
            names.setdefault(state.fault, []).append(state.topic.name)
    return [Fault(f"{fault.what}: {', '.join(of)}", fault.remedy) for fault, of in names.items()]


def judge(topic: Topic, found: Found | None, partitions: int | None) -> TopicState:
    """Hold a topic against what the broker has. `partitions` is how many there must be; None where any number will do.

    That is so for raw topics, which are other people's: their events are exchanged by our own keys.
    """
    if found is None:
        return TopicState(topic, Condition.MISSING, 0, Fault("missing topics", "create them with `vigie topics`"))
    fault = _fault(topic, found, partitions)
    return TopicState(topic, Condition.WRONG if fault else Condition.EXISTING, found.partitions, fault)


def _fault(topic: Topic, found: Found, partitions: int | None) -> Fault | None:
    if partitions not in (None, found.partitions):
        return Fault(
            f"topics with {found.partitions} partitions and not {partitions}", _remedy(topic, found, partitions)
        )
    wrong = (line for line in topic.lines(found.replicas) if not line.accepts(found.config))
    return next((_misconfigured(line, found.config[line.name]) for line in wrong), None)


def _misconfigured(line: Line, found: str) -> Fault:
    return Fault(f"topics with {line.name}={found} and not {line.value}", line.remedy)


def _remedy(topic: Topic, found: Found, partitions: int | None) -> str:
    rebuild = f"raise VIGIE_GENERATION to rebuild with {partitions}"
    if topic.partitions_of:
        return f"{topic.partitions_of} has been given other partitions since: {rebuild}"
    return f"set VIGIE_PARTITIONS={found.partitions}, or {rebuild}"
