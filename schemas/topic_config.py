"""Lines of a topic's configuration on Kafka: what we create a topic with, and what else will do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from schemas.definitions.terms import Wording

Config = Mapping[str, str]
"""A topic's configuration as the broker tells it."""


@dataclass(frozen=True)
class Preferred:
    """A line that we set, but that others may have set otherwise."""

    name: str
    value: str

    def accepts(self, found: Config) -> bool:
        """Always."""
        return True

    @property
    def remedy(self) -> Wording:
        """What to do where it is not accepted."""
        return Wording(en=f"alter {self.name} to {self.value}", fr=f"passez {self.name} à {self.value}")


@dataclass(frozen=True)
class Exactly(Preferred):
    """A line that must be as we set it."""

    otherwise: Wording
    """What happens if it is not."""

    def accepts(self, found: Config) -> bool:
        """Whether it is."""
        return found[self.name] == self.value

    @property
    def remedy(self) -> Wording:
        alter = super().remedy
        return Wording(en=f"{alter.en}, or {self.otherwise.en}", fr=f"{alter.fr}, sinon {self.otherwise.fr}")


@dataclass(frozen=True)
class Within(Exactly):
    """A number that may lie between two bounds."""

    least: int = 0
    most: int = (1 << 63) - 1

    def accepts(self, found: Config) -> bool:
        """Whether it does."""
        return self.least <= int(found[self.name]) <= self.most


@dataclass(frozen=True)
class Stamped(Within):
    """A bound on the timestamps that producers set; it does not matter where the broker sets them."""

    def accepts(self, found: Config) -> bool:
        """Whether timestamps can be trusted."""
        return found[STAMPED_BY] == "LogAppendTime" or super().accepts(found)

    @property
    def remedy(self) -> Wording:
        alter, line = super().remedy, f"{STAMPED_BY}=LogAppendTime"
        return Wording(
            en=f"{alter.en}; or let the broker stamp records: {line}",
            fr=f"{alter.fr} ; ou laissez le broker dater les enregistrements : {line}",
        )


Line = Preferred
STAMPED_BY = "message.timestamp.type"
LARGEST_RECORD = 8 << 20
_HOUR = 3_600_000
_EXPIRE = Wording(
    en="records expire before what they hold is durable elsewhere",
    fr="les enregistrements expirent avant que leur contenu soit durable ailleurs",
)
_LOST = Wording(en="records are lost or kept for ever", fr="des enregistrements sont perdus ou gardés à jamais")
_UNFIT = Wording(en="a step may not fit", fr="une étape peut ne pas y tenir")
_ALONE = Wording(
    en="a step that a single broker holds is lost with it",
    fr="une étape qu’un seul broker détient est perdue avec lui",
)
_NOTHING = Wording(en="nothing can be written", fr="rien ne peut être écrit")
_PUSHED = Wording(
    en="one record of a wild clock makes all that follow too old",
    fr="un seul enregistrement d’une horloge déréglée rend tous les suivants trop anciens",
)


def cleanup(policy: Literal["delete", "compact"]) -> Line:
    """Whether a topic keeps every record, or the last one of each key."""
    return Exactly("cleanup.policy", policy, _LOST)


def kept() -> tuple[Line, ...]:
    """Records are cut by `DeleteRecords` alone and never expire."""
    return (
        Within("retention.ms", "-1", _EXPIRE, -1, -1),
        Within("retention.bytes", "-1", _EXPIRE, -1, -1),
    )


def kept_by_us() -> tuple[Line, ...]:
    """Records never expire in a topic that we create; where others let them, all runs, but not all can be recounted."""
    return Preferred("retention.ms", "-1"), Preferred("retention.bytes", "-1")


def kept_for_days(days: int) -> tuple[Line, ...]:
    """Records expire after so many days in a topic that we create, whatever their size."""
    return Preferred("retention.ms", str(days * 24 * _HOUR)), Preferred("retention.bytes", "-1")


def transactional(replicas: int) -> tuple[Line, ...]:
    """What a step needs of the topics that it writes to, of which there are so many replicas."""
    enough = 2 if replicas >= 3 else 1
    lost = _ALONE if enough == 2 else _NOTHING
    return (
        Within("max.message.bytes", str(LARGEST_RECORD), _UNFIT, LARGEST_RECORD),
        Within("min.insync.replicas", str(enough), lost, enough, replicas),
    )


def roomy() -> Line:
    """Room in a raw topic that we create: an event too long for us is rejected with its reason, not at its producer."""
    return Preferred("max.message.bytes", str(LARGEST_RECORD))


def stamped() -> Line:
    """No record of a wild clock may push the horizon into the future. Kafka 4 has this bound by default, 3 none."""
    return Stamped("message.timestamp.after.max.ms", str(_HOUR), _PUSHED, 0, _HOUR)
