"""Is everything that was sent counted, and if not, is somebody counting? Told by the journals, without a worker."""

from dataclasses import dataclass

from schemas.definitions import Wording
from schemas.topics import AGENTS
from service.doctor.finding import Finding, broken, fine, warning
from service.doctor.journals import Journals, Span
from service.doctor.words import said

_PASSING = 64
"""Offsets in a topic between agents that are nothing to count: marks of transactions, and records that only promise."""


@dataclass(frozen=True)
class Backlog:
    """What waits, in offsets; and how far all lanes have come, which grows while somebody counts."""

    raw: int
    inner: int
    """Between the agents, in lanes that are behind by more than what only passes through."""
    done: int

    @classmethod
    def of(cls, journals: Journals) -> "Backlog":
        """What lies after the positions of all lanes."""
        raw, *inner = ([len_of(span) for span in journals.behind(agent).values()] for agent in AGENTS)
        behind = sum(count for counts in inner for count in counts if count > _PASSING)
        return cls(sum(raw), behind, sum(tail.upto for tail in journals.tails))

    @property
    def waits(self) -> bool:
        """Whether anything does."""
        return bool(self.raw or self.inner)


@dataclass(frozen=True)
class Staff:
    """The workers of a consumer group."""

    group: str
    members: int


def lag(before: Backlog, after: Backlog, seconds: float, staff: Staff, little: int) -> Finding:
    """`before` and `after`: the same a few seconds apart; `little`: raw records that are nothing to speak of."""
    waits = {"raw": after.raw, "inner": after.inner}
    if not after.waits:
        return fine("lag", said("lag_none", workers=staff.members))
    if not staff.members:
        return broken("lag", said("lag_nobody", **waits, group=staff.group), said("lag_start"))
    if before.waits and after.done <= before.done:
        found = said("lag_stuck", **waits, seconds=seconds, workers=staff.members)
        return broken("lag", found, said("lag_look"))
    if after.raw <= little:
        return fine("lag", said("lag_little", **waits, workers=staff.members))
    return warning("lag", _falling(before, after, seconds), said("lag_wait"))


def len_of(span: Span) -> int:
    """Offsets in it."""
    return span.end - span.begin


def _falling(before: Backlog, after: Backlog, seconds: float) -> Wording:
    """How long it takes at the rate of these seconds; `–` where it does not get less."""
    rate = (before.raw - after.raw) / seconds
    minutes = f"{after.raw / rate / 60:.0f}" if rate > 0 else "–"
    return said("lag_falling", raw=after.raw, rate=f"{max(rate, 0):.0f}", minutes=minutes)
