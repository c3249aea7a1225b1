"""Checks of a KPI's scopes: one exists only where everything that the formula reads is broken down alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.definitions import ConsolidatedIndicator, Indicator, Kpi, Scoped, StockIndicator, ToDateIndicator
from schemas.money import CURRENCY
from service.catalog.checks.breakdown import check_scopes
from service.catalog.draft import Draft, Entry
from service.catalog.mistakes import Mistake
from service.nearest import nearest


@dataclass(frozen=True)
class Breadth:
    """In which scopes something is there: sets of dimensions, and perhaps over all."""

    overall: bool
    by: tuple[str, ...]

    def has(self, scope: str) -> bool:
        """Whether it is broken down so; `a+b` is `b+a`."""
        return frozenset(scope.split("+")) in {frozenset(own.split("+")) for own in self.by}


def breadth_of(indicator: Indicator, draft: Draft) -> Breadth:
    """The scopes of an indicator; a stock and a sum to date are there where all that they are made of is."""
    match indicator:
        case ConsolidatedIndicator(of=name):
            found = draft.indicators.get(name)
            return consolidated_breadth(found.value) if found and isinstance(found.value, Scoped) else Breadth(True, ())
        case StockIndicator(plus=plus, minus=minus):
            return _of_all((plus, minus), draft)
        case ToDateIndicator(of=name):
            return _of_all((name,), draft)
    return Breadth(indicator.overall, indicator.by)


def consolidated_breadth(of: Scoped) -> Breadth:
    """The scopes in which money of all currencies can be put together: those by currency."""
    return Breadth(False, tuple(scope for scope in of.by if CURRENCY in scope.split("+")))


def _of_all(names: Sequence[str], draft: Draft) -> Breadth:
    parts = [found.value for name in names if (found := draft.indicators.get(name))]
    scopes = [Breadth(part.overall, part.by) for part in parts if isinstance(part, Scoped)]
    by = scopes[0].by if scopes else ()
    return Breadth(all(part.overall for part in scopes), tuple(one for one in by if all(p.has(one) for p in scopes)))


def check_breadth(entry: Entry[Kpi], kpi: Kpi, inputs: Mapping[str, Breadth]) -> Iterator[Mistake]:
    """Every scope of the KPI that one of its inputs has not."""
    yield from check_scopes(entry, kpi.by, overall=kpi.overall)
    for index, scope in enumerate(kpi.by):
        lacking = [name for name, breadth in inputs.items() if not breadth.has(scope)]
        if lacking:
            near = nearest(scope, {other for name in lacking for other in inputs[name].by})
            yield entry.mistake(("by", index), f"{', '.join(lacking)} is not broken down by {scope}", near)
    scoped = [name for name, breadth in inputs.items() if not breadth.overall]
    if kpi.overall and scoped:
        message = f"{', '.join(scoped)} is not counted over all: say overall = false"
        yield entry.mistake(("overall",), message)
