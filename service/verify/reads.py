"""What of the events decides anything: which types, which of their fields, which of their measures."""

from collections.abc import Iterator

from schemas.definitions import (
    ConsolidatedIndicator,
    Derivation,
    DistinctIndicator,
    EnteredIndicator,
    Entity,
    Folded,
    HoldingIndicator,
    Indicator,
    MomentsIndicator,
    Ruled,
    Scoped,
    SumIndicator,
    VisitsIndicator,
)
from schemas.rates import RATE_SET
from service.verify.definitions import Definitions

DAY = "day"
"""What a visit may be cut by beside dimensions."""


def counted_types(definitions: Definitions) -> frozenset[str]:
    """The event types that some indicator reads; events of all others are ignored."""
    return frozenset(kind for given in definitions.indicators.values() for kind in _types(definitions, given))


def _types(definitions: Definitions, indicator: Indicator) -> tuple[str, ...]:
    match indicator:
        case Folded():
            return tuple(kind for kind in indicator.on if role_of(definitions, indicator, kind))
        case EnteredIndicator() | HoldingIndicator() | MomentsIndicator():
            return definitions.subjects[definitions.entities[indicator.entity].subject].on
        case VisitsIndicator():
            return definitions.visits[indicator.visit].on
        case ConsolidatedIndicator():
            return (RATE_SET,)
    return ()


def role_of(definitions: Definitions, indicator: Folded, kind: str) -> str | None:
    """The subject through which an indicator reads events of a type; None where they are not about any."""
    if isinstance(indicator, DistinctIndicator) and indicator.of is not None:
        return indicator.of if kind in definitions.subjects[indicator.of].on else None
    return definitions.main(kind)


def roles(definitions: Definitions, indicator: Folded) -> dict[str, list[str]]:
    """The event types that an indicator reads, by the subject through which it reads them."""
    found: dict[str, list[str]] = {}
    for kind in indicator.on:
        if role := role_of(definitions, indicator, kind):
            found.setdefault(role, []).append(kind)
    return found


def dimensions(definitions: Definitions) -> frozenset[str]:
    """The dimensions that some indicator asks for, or that cut a visit."""
    scoped = (given for given in definitions.indicators.values() if isinstance(given, Scoped))
    cuts = (name for visit in definitions.visits.values() for name in visit.cut if name != DAY)
    return frozenset({name for given in scoped for name in read_by(given)}.union(cuts))


def read_by(indicator: Scoped) -> frozenset[str]:
    """The dimensions of one indicator."""
    return frozenset({*indicator.where, *(name for together in indicator.by for name in together.split("+"))})


def inputs_of(derivation: Derivation) -> tuple[str, ...]:
    """What a derivation is made of."""
    return derivation.inputs if isinstance(derivation, Ruled) else (derivation.of,)


def raw_fields_of(definitions: Definitions, dimension: str) -> frozenset[str]:
    """The fields that a dimension is, or rests on in the end; its own name among its inputs is a field."""
    derivation = definitions.derivations.get(dimension)
    if derivation is None:
        return frozenset((dimension,))
    inputs = inputs_of(derivation)
    below = (raw_fields_of(definitions, name) for name in inputs if name != dimension)
    return frozenset({dimension} & set(inputs)).union(*below)


def measures(definitions: Definitions) -> tuple[str, ...]:
    """The fields that are added up, or that an entity remembers."""
    return tuple(sorted({name for given in definitions.indicators.values() for name in _measures(definitions, given)}))


def _measures(definitions: Definitions, indicator: Indicator) -> Iterator[str]:
    match indicator:
        case SumIndicator():
            yield indicator.measure
        case EnteredIndicator() | HoldingIndicator() | MomentsIndicator():
            yield from remembered(definitions.entities[indicator.entity])
            if isinstance(indicator, MomentsIndicator) and indicator.measure:
                yield indicator.measure


def remembered(entity: Entity) -> tuple[str, ...]:
    """The measures of an entity."""
    return (*entity.set, *entity.add)
