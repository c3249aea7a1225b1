"""What the indicators of a catalog read of an event: by its type and the role of a subject."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Self

from schemas.definitions import (
    ConsolidatedIndicator,
    DistinctIndicator,
    EnteredIndicator,
    Entity,
    Folded,
    HoldingIndicator,
    Indicator,
    Lived,
    MomentsIndicator,
    StockIndicator,
    ToDateIndicator,
    VisitsIndicator,
)
from schemas.rates import RATE_SET
from service.kpi.catalog import Catalog, Role

MIDNIGHT = "day"
"""In the `cut` of a visit: no dimension, but the reporting midnight."""


@dataclass(frozen=True)
class Asked:
    """Names of dimensions and of measures, and whether the facts must be put in order."""

    dimensions: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    ordered: bool = False

    def __or__(self, other: Self) -> "Asked":
        """Both together."""
        return Asked(self.dimensions | other.dimensions, self.measures | other.measures, self.ordered or other.ordered)


RATE = Asked(frozenset(("from_currency", "to_currency")), frozenset(("rate", "valid_from")), ordered=True)
"""What is read of a rate. Rates are put in order: of those for one day the latest stands."""


def asked_of(catalog: Catalog, kind: str) -> dict[Role, Asked]:
    """What is read through each role of an event type; empty for a type that no indicator reads.

    The main role is there if any is: its fact goes first, and what becomes of it becomes of the others.
    """
    roles = catalog.roles.get(kind, ())
    found = {role: list(_all_asked(catalog, kind, role)) for role in roles}
    read = {role: reduce(or_, parts) for role, parts in found.items() if parts}
    return {roles[0]: Asked()} | read if read else {}


def _all_asked(catalog: Catalog, kind: str, role: Role) -> Iterator[Asked]:
    for indicator in catalog.indicators.values():
        asked = _asked(catalog, indicator, kind, role)
        if asked is not None:
            yield asked


def _asked(catalog: Catalog, indicator: Indicator, kind: str, role: Role) -> Asked | None:
    """What one indicator reads, if it reads events of this type through this role."""
    match indicator:
        case StockIndicator() | ToDateIndicator():
            return None
        case ConsolidatedIndicator():
            return RATE if kind == RATE_SET else None
        case EnteredIndicator() | HoldingIndicator() | MomentsIndicator():
            entity = catalog.entities[indicator.entity]
            mine, measures = entity.subject == role.name, _of_a_life(indicator, entity)
            return Asked(_dimensions(indicator), measures, ordered=True) if mine else None
        case VisitsIndicator():
            visit = catalog.visits[indicator.visit]
            mine, cut = visit.subject == role.name and kind in visit.on, frozenset(visit.cut) - {MIDNIGHT}
            return Asked(_dimensions(indicator) | cut, ordered=True) if mine else None
        case DistinctIndicator():
            mine = role.number == 0 if indicator.of is None else role.name == indicator.of
            return Asked(_dimensions(indicator)) if mine and kind in indicator.on else None
    mine = role.number == 0 and kind in indicator.on
    return Asked(_dimensions(indicator), frozenset(_measured(indicator))) if mine else None


def _dimensions(indicator: Folded | Lived | VisitsIndicator) -> frozenset[str]:
    return frozenset(indicator.where).union(*(names.split("+") for names in indicator.by))


def _of_a_life(indicator: Lived, entity: Entity) -> frozenset[str]:
    return frozenset((*entity.set, *entity.add, *_measured(indicator)))


def _measured(indicator: Folded | Lived) -> Iterator[str]:
    for field in ("measure", "weight", "cap"):
        name = getattr(indicator, field, None)
        if name is not None:
            yield name
