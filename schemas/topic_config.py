"""Lines of a topic's configuration on Kafka: what we create a topic with, and what else will do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
    def remedy(self) -> str:
        """What to do where it is not accepted."""
        return f"alter it to {self.value}"


@dataclass(frozen=True)
class Exactly(Preferred):
    """A line that must be as we set it."""

    otherwise: str
    """What happens if it is not."""

    def accepts(self, found: Config) -> bool:
        """Whether it is."""
        return found[self.name] == self.value

    @property
    def remedy(self) -> str:
        return f"alter {self.name} to {self.value}, or {self.otherwise}"


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
    def remedy(self) -> str:
        return f"{super().remedy}; or let the broker stamp records: {STAMPED_BY}=LogAppendTime"


Line = Preferred
STAMPED_BY = "message.timestamp.type"
LARGEST_RECORD = 8 << 20
_HOUR = 3_600_000
_EXPIRE = "records expire before what they hold is durable elsewhere"


def cleanup(policy: Literal["delete", "compact"]) -> Line:
    """Whether a topic keeps every record, or the last one of each key."""
    return Exactly("cleanup.policy", policy, "records are lost or kept for ever")


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
    lost = "a step that a single broker holds is lost with it" if enough == 2 else "nothing can be written"
    return (
        Within("max.message.bytes", str(LARGEST_RECORD), "a step may not fit", LARGEST_RECORD),
        Within("min.insync.replicas", str(enough), lost, enough, replicas),
    )


def roomy() -> Line:
    """Room in a raw topic that we create: an event too long for us is rejected with its reason, not at its producer."""
    return Preferred("max.message.bytes", str(LARGEST_RECORD))


def stamped() -> Line:
    """No record of a wild clock may push the horizon into the future. Kafka 4 has this bound by default, 3 none."""
    pushed = "one record of a wild clock makes all that follow too old"
    return Stamped("message.timestamp.after.max.ms", str(_HOUR), pushed, 0, _HOUR)
