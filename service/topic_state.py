"""How the broker's topics stand beside those that the service needs, and what to do about those that are wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schemas.definitions import Wording
from schemas.topic_config import Config, Line
from schemas.topics import Topic
from service.lang import SEMICOLON, Lang, of


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

    found: Wording
    advice: Wording

    @property
    def what(self) -> str:
        """What is wrong, in English."""
        return self.found.en

    @property
    def remedy(self) -> str:
        """What to do, in English."""
        return self.advice.en

    def text(self, lang: Lang) -> str:
        """Both in a line."""
        return f"{of(self.found, lang)}{SEMICOLON[lang]}{of(self.advice, lang)}"

    def about(self, names: Sequence[str]) -> "Fault":
        """The same of topics by name."""
        listed = ", ".join(names)
        return Fault(Wording(en=f"{self.found.en}: {listed}", fr=f"{self.found.fr} : {listed}"), self.advice)


_MISSING = Fault(
    Wording(en="missing topics", fr="topics manquants"),
    Wording(en="create them with `vigie topics`", fr="créez-les avec `vigie topics`"),
)


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
    return [fault.about(of_fault) for fault, of_fault in names.items()]


def judge(topic: Topic, found: Found | None, partitions: int | None) -> TopicState:
    """Hold a topic against what the broker has. `partitions` is how many there must be; None where any number will do.

    That is so for raw topics, which are other people's: their events are exchanged by our own keys.
    """
    if found is None:
        return TopicState(topic, Condition.MISSING, 0, _MISSING)
    fault = _fault(topic, found, partitions)
    return TopicState(topic, Condition.WRONG if fault else Condition.EXISTING, found.partitions, fault)


def _fault(topic: Topic, found: Found, partitions: int | None) -> Fault | None:
    if partitions not in (None, found.partitions):
        return Fault(_other(f"{found.partitions} partitions", partitions), _remedy(topic, found, partitions))
    wrong = (line for line in topic.lines(found.replicas) if not line.accepts(found.config))
    return next((_misconfigured(line, found.config[line.name]) for line in wrong), None)


def _misconfigured(line: Line, found: str) -> Fault:
    return Fault(_other(f"{line.name}={found}", line.value), line.remedy)


def _other(found: str, wanted: object) -> Wording:
    return Wording(en=f"topics with {found} and not {wanted}", fr=f"topics avec {found} au lieu de {wanted}")


def _remedy(topic: Topic, found: Found, partitions: int | None) -> Wording:
    en = f"raise VIGIE_GENERATION to rebuild with {partitions}"
    fr = f"augmentez VIGIE_GENERATION pour tout recompter avec {partitions}"
    if topic.partitions_of:
        raw = topic.partitions_of
        return Wording(
            en=f"{raw} has been given other partitions since: {en}", fr=f"{raw} a changé de partitions depuis : {fr}"
        )
    setting = f"VIGIE_PARTITIONS={found.partitions}"
    return Wording(en=f"set {setting}, or {en}", fr=f"donnez {setting}, ou {fr}")
