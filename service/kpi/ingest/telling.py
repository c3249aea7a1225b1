"""Event → facts: one for each of its subjects that some indicator reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter
from typing import Any, NamedTuple, Self

import xxhash

from schemas.facts import ABSENT
from schemas.money import THOUSANDTHS, thousandths
from service.kpi.catalog import Catalog
from service.kpi.control import Control, Corrected
from service.kpi.ingest.facts_out import FactsOut, Origin, Row
from service.kpi.ingest.pseudonym import Pseudonym
from service.kpi.ingest.routes import RoutePlan, Routes
from service.kpi.refused import Refused

_TO_THE_SECOND = 19  # characters: 2026-11-24T10:00:00
_INT64 = 1 << 63
_RANK_BITS = 20
_NOBODY = bytes(8)

hashed = xxhash.xxh3_64_digest
"""The hash of an id or a payload: 8 bytes, big-endian."""


class Measure(NamedTuple):
    """How a number is got of an event, and made an int64: times `unit` if it is whole, else as `read` does it."""

    name: str
    get: Callable[[Any], Any]
    unit: int
    read: Callable[[Any], int]

    @classmethod
    def of(cls, name: str, money: bool) -> Self:
        """Of the field of this name."""
        read = thousandths if money else int
        return cls(name, attrgetter(name), THOUSANDTHS if money else 1, lambda it: ABSENT if it is None else read(it))


@dataclass(frozen=True, slots=True)
class About:
    """How events of one type are told about one of their subjects."""

    plan: RoutePlan
    subject: Callable[[str], bytes]
    """Its hash."""
    measures: tuple[Measure, ...]

    def route(self, event: Any) -> int:
        """The number of its route."""
        raw = self.plan.raw(event)
        known = self.plan.known.get(raw)
        return self.plan.learn(raw) if known is None else known

    def amounts(self, event: Any, order: Sequence[int]) -> list[int]:
        """The measures of its fact, behind `order` where facts are put in order. Raises Refused for a number that is
        too large to be added."""
        amounts = [*order] if self.plan.ordered else []
        for measure in self.measures:
            value = measure.get(event)
            # Most amounts are whole: to call a function for each would cost more than all else here.
            amount = value * measure.unit if type(value) is int else measure.read(value)
            if not -_INT64 < amount < _INT64 and value is not None:
                raise Refused("invalid_field", f"{measure.name}: too large to be added up in 64 bits")
            amounts.append(amount)
        return amounts


class Telling:
    """Collects the facts of a step. They stand in `out`, in raw order."""

    def __init__(self, catalog: Catalog, pseudonym: Pseudonym) -> None:
        self.routes = Routes(catalog)
        self.out = FactsOut()
        self._resolution = catalog.resolution
        self._pseudonym = pseudonym
        self._plans: dict[type, tuple[About, ...]] = {}

    def tell(self, event: Any, second: int, origin: Origin) -> bool:
        """Tell an event, which happened in this second; False: no indicator reads its type. Raises Refused."""
        try:
            abouts = self._plans[type(event)]
        except KeyError:
            abouts = self._plan(event)
        if not abouts:
            return False
        about = abouts[0]
        plan = about.plan
        if len(abouts) > 1 or about.measures or plan.ordered:
            self._tell_all(abouts, event, second, origin)
            return True
        raw = plan.raw(event)
        route = plan.known.get(raw)
        self.out.rows.append(
            (
                plan.learn(raw) if route is None else route,
                second // self._resolution,
                about.subject(getattr(event, plan.role.field)),
                hashed(event.id.encode()),
                *origin,
            )
        )
        return True

    def tell_control(self, event: Control, rank: int, latest: int, origin: Origin) -> None:
        """Tell that an event of at most this tick is taken back, and how it is corrected. Raises Refused."""
        start, target = len(self.out.rows), hashed(event.event.encode())
        self.out.rows.append((self.routes.retracted, latest, _NOBODY, target, *origin))
        try:
            if isinstance(event, Corrected):
                self.tell(event.by, event.second, origin)
        except Refused:
            del self.out.rows[start:]
            raise
        self.out.of_version(rank, start)

    def _tell_all(self, abouts: tuple[About, ...], event: Any, second: int, origin: Origin) -> None:
        """The same where there is more to tell than that a subject was there."""
        tick, identity = second // self._resolution, hashed(event.id.encode())
        order = millisecond(event.time, second), int.from_bytes(identity, signed=True)
        told: list[tuple[Row, list[int], int]] = []
        for about in abouts:
            subject = getattr(event, about.plan.role.field)
            if subject is not None:
                row = (about.route(event), tick, about.subject(subject), identity, *origin)
                told.append((row, about.amounts(event, order), about.plan.role.number))
        for row, amounts, number in told:
            self.out.add(row, amounts, number)

    def _plan(self, event: Any) -> tuple[About, ...]:
        kind, fields = event.__struct_config__.tag, event.__struct_fields__
        plans = self.routes.plans(kind, fields)
        abouts = self._plans[type(event)] = tuple(self._about(plan, event.__money__) for plan in plans)
        return abouts

    def _about(self, plan: RoutePlan, money: frozenset[str]) -> About:
        subject = self._pseudonym.digest if plan.role.direct else _openly
        return About(plan, subject, tuple(Measure.of(name, name in money) for name in plan.measures))


def rank_of(event: Control, time: int) -> int:
    """Which of several corrections of an event stands: the latest (`time` in ms), in one millisecond by their ids."""
    return time << _RANK_BITS | int.from_bytes(hashed(event.id.encode())) & (1 << _RANK_BITS) - 1


def millisecond(time: str, second: int) -> int:
    """A time as the decoder hands it out, of which the second is known, in ms since the epoch.

    >>> millisecond("1970-01-01T01:00:02.0519+01:00", 2)
    2051
    """
    return second * 1000 + _fraction(time[_TO_THE_SECOND:])


@lru_cache(1 << 12)
def _fraction(rest: str) -> int:
    digits = "".join(takewhile(str.isdigit, rest[1:])) if rest.startswith(".") else ""
    return int(digits[:3].ljust(3, "0"))


def _openly(identity: str) -> bytes:
    """What is no direct identifier needs no key, and can be found again by anybody."""
    return hashed(identity.lower().encode())
