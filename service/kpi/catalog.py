"""The resolved catalog: all definitions, checked and ready for the machines. Made by `service.catalog`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from schemas.definitions import ConsolidatedIndicator, Entity, Indicator, Kpi, Subject, Visit, Wording
from schemas.rates import RATE_SET
from service.kpi.derive.derivations import Derivations
from service.kpi.formula.formula import Formula


@dataclass(frozen=True)
class Role:
    """A subject as an event type has it."""

    name: str
    number: int
    """Among the subjects of the event type; 0 is the main one."""
    field: str
    direct: bool


PAIR = Role("", 0, "pair", direct=False)
"""What a rate is about: two currencies. No subject of a catalog has such a name."""


@dataclass(frozen=True)
class Catalog:
    """What is counted and what it means, all families together. Names are unique over all families."""

    subjects: Mapping[str, Subject]
    """By name, in an order in which the main subject of each event type comes first."""
    derivations: Derivations
    entities: Mapping[str, Entity]
    visits: Mapping[str, Visit]
    indicators: Mapping[str, Indicator]
    kpis: Mapping[str, Kpi]
    """In an order in which each KPI comes after those whose attainment it reads."""
    formulas: Mapping[str, Formula]
    """By KPI."""
    families: Mapping[str, Wording]
    """Titles."""
    resolution: int
    """Seconds in a tick: 60, or what divides every rolling and fixed window if that is finer."""
    fingerprint: str
    """Hash of everything that decides values: not of titles, descriptions, owners or sources."""
    family_of: Mapping[str, str] = field(default_factory=dict)
    """By KPI: the name of the family whose file defines it."""
    holidays: Mapping[str, frozenset[date]] = field(default_factory=dict)
    """By the country that an objective names: dates that are no business days."""

    @cached_property
    def roles(self) -> Mapping[str, tuple[Role, ...]]:
        """By event type. A type that is not here is ignored: no subject, nothing to count."""
        roles: dict[str, tuple[Role, ...]] = {}
        for name, subject in self.subjects.items():
            for kind in subject.on:
                before = roles.get(kind, ())
                roles[kind] = (*before, Role(name, len(before), subject.field, subject.direct))
        return roles | {RATE_SET: (PAIR,)} if self.consolidated else roles

    @cached_property
    def consolidated(self) -> Mapping[str, ConsolidatedIndicator]:
        """The indicators that are the money of another one in all currencies."""
        return {name: each for name, each in self.indicators.items() if isinstance(each, ConsolidatedIndicator)}

    @cached_property
    def put_together(self) -> Mapping[str, frozenset[str]]:
        """By indicator, the currencies in which some other one puts its money together."""
        found: dict[str, frozenset[str]] = {}
        for each in self.consolidated.values():
            found[each.of] = found.get(each.of, frozenset()).union(each.into)
        return found
