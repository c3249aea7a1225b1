"""A KPI's formula as SQL over the table `wide`, and what it reads, directly and through attainments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import orjson

from schemas.definitions import (
    ConsolidatedIndicator,
    DistinctIndicator,
    HoldingIndicator,
    Kpi,
    StockIndicator,
    ToDateIndicator,
)
from service.verify import sql
from service.verify.consolidated import lacking, parts
from service.verify.definitions import Definitions
from service.verify.errors import VerifyError
from service.verify.formula import Names, Translated, translate
from service.verify.hits import flow
from service.verify.windows import Fixed, Rolling, Window, window_of


@dataclass(frozen=True)
class Recipe:
    """How to compute a KPI."""

    name: str
    kpi: Kpi
    formula: Translated
    inputs: dict[str, str]
    """SQL of every indicator the formula reads, and of every `attainment(kpi)`."""
    events: frozenset[str]
    """What it rests on: its own indicators, those of its stocks and parts, and what flows where some is held."""
    windows: tuple[Window, ...]


def recipes(definitions: Definitions) -> list[Recipe]:
    """All KPIs; raises `VerifyError` with the place of a mistake."""
    return [_recipe(definitions, name) for name in definitions.kpis]


def _recipe(definitions: Definitions, name: str) -> Recipe:
    kpi = definitions.kpis[name]
    formula = _translated(definitions, name, ())
    inputs = {part: _column(definitions, part, "") for part in formula.indicators}
    inputs |= {f"attainment({part})": _attainment(definitions, part, (name,)) for part in formula.kpis}
    windows = tuple(window_of(window) for window in kpi.windows)
    read = frozenset(_read(definitions, name))
    _refuse_moving(definitions, name, read, windows)
    events = frozenset(part for indicator in read for part in _folded(definitions, indicator))
    return Recipe(name, kpi, formula, inputs, events, windows)


def _translated(definitions: Definitions, name: str, above: tuple[str, ...]) -> Translated:
    if name in above:
        raise VerifyError(f"kpi {name}: reads its own attainment ({' → '.join((*above, name))})")
    inside = (*above, name)
    names = Names(
        indicator=lambda part: _column(definitions, part, "::DOUBLE"),
        attainment=lambda part: _attainment(definitions, part, inside),
    )
    kpi = definitions.kpis[name]
    made = translate(kpi.formula, names)
    sample = kpi.objective.sample if kpi.objective else ()
    return replace(made, indicators=tuple(dict.fromkeys((*made.indicators, *sample))))


def _column(definitions: Definitions, name: str, cast: str) -> str:
    # Money is added up in thousandths of a minor unit, and shown in minor units: divided here, and nowhere else.
    if name in definitions.consolidated:
        return f"(CASE WHEN now.{sql.name(lacking(name))} = 0 THEN now.{sql.name(name)}::DOUBLE / 1000 END)"
    if definitions.indicators[name].unit == "money":
        return f"(now.{sql.name(name)}::DOUBLE / 1000)"
    return f"now.{sql.name(name)}{cast}"


def _attainment(definitions: Definitions, part: str, above: tuple[str, ...]) -> str:
    objective = definitions.kpis[part].objective
    if objective is None:
        raise VerifyError(f"kpi {above[-1]}: reads the attainment of {part}, which has no objective")
    if objective.target is None:
        raise VerifyError(f"kpi {above[-1]}: reads the attainment of {part}, which is to lie between two bounds")
    attained = f"({_translated(definitions, part, above).value} / {objective.target!r}::DOUBLE)"
    return attained if objective.only is None else _only_in(objective.only, attained)


def _only_in(scope: Mapping[str, str], attained: str) -> str:
    # Money of another currency says nothing against this target.
    names = sorted(scope)
    members = [scope[name] for name in names]
    member = orjson.dumps(members).decode() if len(names) > 1 else "".join(members)
    there = f"now.dimension = {sql.text('+'.join(names))} AND now.member = {sql.text(member)}"
    return f"(CASE WHEN {there} THEN {attained} END)"


def _read(definitions: Definitions, name: str) -> Iterator[str]:
    formula = _translated(definitions, name, ())
    yield from formula.indicators
    for part in formula.kpis:
        yield from _read(definitions, part)


def _folded(definitions: Definitions, name: str) -> tuple[str, ...]:
    match definitions.indicators[name]:
        case StockIndicator(plus=plus, minus=minus):
            return (*_folded(definitions, plus), *_folded(definitions, minus))
        case ToDateIndicator(of=of):
            return _folded(definitions, of)
        case HoldingIndicator():
            return (flow(name),)
        case ConsolidatedIndicator():
            return (parts(name),)
    return (name,)


def _refuse_moving(definitions: Definitions, name: str, read: frozenset[str], windows: tuple[Window, ...]) -> None:
    moving = [window.name for window in windows if isinstance(window, Rolling | Fixed)]
    for part in sorted(read):
        if moving and isinstance(definitions.indicators[part], DistinctIndicator):
            raise VerifyError(f"kpi {name}: window {moving[0]} cannot count different people ({part})")
        if moving and isinstance(definitions.indicators[part], StockIndicator | ToDateIndicator | HoldingIndicator):
            raise VerifyError(f"kpi {name}: window {moving[0]} has no level ({part})")
        if moving and isinstance(definitions.indicators[part], ConsolidatedIndicator):
            raise VerifyError(f"kpi {name}: window {moving[0]} has no rate of a day ({part})")
