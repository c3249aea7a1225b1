"""Events → facts: one for each of an event's subjects that some indicator reads. All events of a type at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple, Self

import numpy as np

from schemas.facts import ABSENT
from schemas.money import THOUSANDTHS, thousandths
from service.kpi.catalog import Catalog
from service.kpi.columns import Ints
from service.kpi.ingest.facts_out import FactsOut, Portion
from service.kpi.ingest.hashes import hashed, ids_of, keys_of
from service.kpi.ingest.heard import Heard
from service.kpi.ingest.moments import milliseconds
from service.kpi.ingest.pseudonym import Pseudonym
from service.kpi.ingest.routes import RoutePlan, Routes
from service.kpi.ingest.said import Said
from service.kpi.keys.seen import Keys
from service.kpi.refused import Refusals, Refused

_INT64 = 1 << 63


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
    subjects: Callable[[Sequence[str]], list[bytes]]
    """Their hashes."""
    measures: tuple[Measure, ...]


class Telling:
    """Collects the facts of a step. They stand in `out`."""

    def __init__(self, catalog: Catalog, pseudonym: Pseudonym, retention: int) -> None:
        """`retention` in ms."""
        self.routes = Routes(catalog)
        self.out = FactsOut()
        self._resolution, self._retention = catalog.resolution, retention
        self._pseudonym = pseudonym
        self._abouts: dict[type, tuple[About, ...]] = {}

    def tell(self, heard: Heard, refused: Refusals) -> bool:
        """Tell events of one type, but for those that it refuses; False: no indicator reads the type."""
        abouts = self._abouts_of(heard.events[0])
        for told in list(self._of_type(abouts, heard, refused)):
            self.out.add(told.without(refused))
        return bool(abouts)

    def tell_controls(self, said: Said, refused: Refusals) -> None:
        """Tell that events are taken back, each before what corrects it; of what is refused neither."""
        corrected = [self._of_type(self._abouts_of(each.events[0]), each, refused) for _, each in said.by.by_type()]
        told = [each for part in corrected for each in part]
        for each in (self._taken_back(said), *told):
            self.out.add(each.without(refused))

    def _taken_back(self, said: Said) -> Portion:
        own, many = said.own, len(said.own)
        route, nobody, nothing = np.full(many, self.routes.retracted), np.zeros(many, np.uint64), np.zeros((many, 0))
        columns = own.content, own.offset, self._horizon(own), own.version, nothing.astype(np.int64)
        return Portion(0, route, said.latest, nobody, ids_of(said.targets), *columns)

    def _of_type(self, abouts: tuple[About, ...], heard: Heard, refused: Refusals) -> Iterator[Portion]:
        if abouts:
            tick, horizon = heard.second // self._resolution, self._horizon(heard)
            identity = ids_of([event.id for event in heard.events])
            for about in abouts:
                yield from _about(about, heard, tick, horizon, identity, refused)

    def _horizon(self, heard: Heard) -> Ints:
        horizon: Ints = np.maximum(heard.newest - self._retention, 0) // 1000 // self._resolution
        return horizon

    def _abouts_of(self, event: Any) -> tuple[About, ...]:
        known = self._abouts.get(type(event))
        if known is None:
            plans = self.routes.plans(event.__struct_config__.tag, event.__struct_fields__)
            known = self._abouts[type(event)] = tuple(self._compiled(plan, event.__money__) for plan in plans)
        return known

    def _compiled(self, plan: RoutePlan, money: frozenset[str]) -> About:
        subjects = self._pseudonym.digests if plan.role.direct else _openly
        return About(plan, subjects, tuple(Measure.of(name, name in money) for name in plan.measures))


def _about(
    about: About, heard: Heard, tick: Ints, horizon: Ints, identity: Keys, refused: Refusals
) -> Iterator[Portion]:
    """The facts about one subject of each event that has it."""
    subjects = list(map(attrgetter(about.plan.role.field), heard.events))
    if None in subjects:
        here = np.array([n for n, subject in enumerate(subjects) if subject is not None], np.int64)
        subjects = [subject for subject in subjects if subject is not None]
        heard, tick, horizon, identity = heard.take(here), tick[here], horizon[here], identity[here]
    if subjects:
        yield Portion(
            about.plan.role.number,
            np.array(about.plan.routes(heard.events), np.int64),
            tick,
            keys_of(about.subjects(subjects)),
            identity,
            heard.content,
            heard.offset,
            horizon,
            heard.version,
            _amounts(about, heard, identity, refused),
        )


def _amounts(about: About, heard: Heard, identity: Keys, refused: Refusals) -> Ints:
    """The measures of their facts, a row each."""
    columns: list[Any] = []
    if about.plan.ordered:
        columns += [milliseconds([event.time for event in heard.events], heard.second), identity.view(np.int64)]
    columns += [_measured(heard, measure, refused) for measure in about.measures]
    return np.column_stack(columns) if columns else np.zeros((len(heard), 0), np.int64)


def _measured(heard: Heard, measure: Measure, refused: Refusals) -> Ints:
    """One measure of all. What is too large to be added is refused."""
    values, unit, read = list(map(measure.get, heard.events)), measure.unit, measure.read
    # Most amounts are whole: to call a function for each would cost more than all else here.
    amounts = [value * unit if type(value) is int else read(value) for value in values]
    if min(amounts) > -_INT64 and max(amounts) < _INT64:
        return np.array(amounts, np.int64)
    for n, (value, amount) in enumerate(zip(values, amounts, strict=True)):
        if value is not None and not -_INT64 < amount < _INT64:
            too_large = Refused("invalid_field", f"{measure.name}: too large to be added up in 64 bits")
            refused.setdefault(int(heard.offset[n]), too_large)
            amounts[n] = ABSENT
    return np.array(amounts, np.int64)


def _openly(identities: Sequence[str]) -> list[bytes]:
    """What is no direct identifier needs no key, and can be found again by anybody."""
    return [hashed(identity.lower().encode()) for identity in identities]
