"""Checks of KPIs: what their formulas read, and whether it is there in each of their windows and scopes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose

from schemas.definitions import Indicator, Kpi
from service.catalog.checks.breadth import Breadth, breadth_of, check_breadth
from service.catalog.checks.consolidated import check_alike
from service.catalog.checks.listed import check_twice
from service.catalog.checks.objectives import check_objective, check_sample
from service.catalog.checks.units import check_units
from service.catalog.draft import Draft, Entry, valid
from service.catalog.mistakes import Mistake, unknown
from service.catalog.places import Path
from service.catalog.unfit import unfit
from service.kpi.formula.formula import Formula, FormulaError, parse_formula


@dataclass(frozen=True)
class Read:
    """A KPI with its formula, and what of the formula's names is known and of the right shape."""

    entry: Entry[Kpi]
    kpi: Kpi
    formula: Formula
    indicators: Mapping[str, Indicator]
    attained: Mapping[str, Kpi]


def formulas_of(draft: Draft) -> dict[str, Formula]:
    """The formulas that can be read, by KPI."""
    parsed = ((entry.name, _parsed(kpi)) for entry, kpi in valid(draft.kpis))
    return {name: formula for name, formula in parsed if isinstance(formula, Formula)}


def check_kpis(draft: Draft) -> Iterator[Mistake]:
    """Every mistake in KPIs, but for cycles among them."""
    for entry, kpi in valid(draft.kpis):
        yield from check_twice(entry, "windows", kpi.windows)
        yield from check_objective(entry, kpi)
        match _parsed(kpi):
            case FormulaError() as error:
                yield entry.mistake(("formula",), _place(kpi.formula, error.position) + error.message)
            case formula:
                misnamed = list(_names(entry, kpi, formula, draft))
                read = Read(entry, kpi, formula, _indicators(formula, draft), _attained(formula, draft))
                yield from check_breadth(entry, kpi, _breadths(read, draft))
                yield from check_alike(entry, read.indicators)
                yield from check_units(entry, kpi, formula, read.indicators)
                for check in (_windows, _attainments):
                    yield from check(read)
                yield from check_sample(entry, kpi, formula, read.indicators)
                # An example cannot be right for names that do not exist; to say so twice helps nobody.
                yield from misnamed or _example(read)


def _parsed(kpi: Kpi) -> Formula | FormulaError:
    try:
        return parse_formula(kpi.formula, kpi.objective.sample if kpi.objective else ())
    except FormulaError as error:
        return error


def _place(text: str, position: int) -> str:
    """Column, and line where there are several; from 1."""
    before = text[:position]
    line, column = before.count("\n") + 1, position - before.rfind("\n")
    return f"line {line}, column {column}: " if "\n" in text else f"column {column}: "


def _indicators(formula: Formula, draft: Draft) -> dict[str, Indicator]:
    return {entry.name: found for entry, found in valid(draft.indicators) if entry.name in formula.indicators}


def _attained(formula: Formula, draft: Draft) -> dict[str, Kpi]:
    return {entry.name: found for entry, found in valid(draft.kpis) if entry.name in formula.attained}


def _where(kpi: Kpi, indicator: str) -> Path:
    """The field that names an indicator."""
    sample = kpi.objective.sample if kpi.objective else ()
    return ("objective", "sample", sample.index(indicator)) if indicator in sample else ("formula",)


def _names(entry: Entry[Kpi], kpi: Kpi, formula: Formula, draft: Draft) -> Iterator[Mistake]:
    if not formula.inputs:
        yield entry.mistake(("formula",), "reads no indicator, so there is nothing to measure")
    for name in formula.indicators:
        if name not in draft.indicators and name in draft.kpis:
            message = f"{name} is a KPI: a formula reads indicators, or attainment({name})"
            yield entry.mistake(("formula",), message)
        elif name not in draft.indicators:
            yield entry.mistake(_where(kpi, name), *unknown("indicator", name, draft.indicators))
    for name in formula.attained:
        if name not in draft.kpis:
            yield entry.mistake(("formula",), *unknown("KPI", name, draft.kpis))


def _breadths(read: Read, draft: Draft) -> dict[str, Breadth]:
    indicators = {name: breadth_of(found, draft) for name, found in read.indicators.items()}
    return indicators | {f"attainment({name})": Breadth(kpi.overall, kpi.by) for name, kpi in read.attained.items()}


def _windows(read: Read) -> Iterator[Mistake]:
    for index, window in enumerate(read.kpi.windows):
        lacking: dict[str, list[str]] = {}
        for name, indicator in read.indicators.items():
            if reason := unfit(window, indicator):
                lacking.setdefault(reason, []).append(name)
        for reason, names in lacking.items():
            message = f"no window {window} for {', '.join(names)}: {reason}"
            yield read.entry.mistake(("windows", index), message)


def _attainments(read: Read) -> Iterator[Mistake]:
    for name, kpi in read.attained.items():
        if kpi.objective is None:
            yield read.entry.mistake(("formula",), f"{name} has no objective to attain")
        elif kpi.objective.target is None:
            yield read.entry.mistake(("formula",), f"{name} is to lie between two bounds, and so has no attainment")
        for index, window in enumerate(read.kpi.windows):
            if window not in kpi.windows:
                yield read.entry.mistake(("windows", index), f"attainment({name}) has no window {window}")


def _example(read: Read) -> Iterator[Mistake]:
    given, wanted = read.kpi.example.inputs, read.formula.inputs
    for name in given:
        if name not in wanted:
            yield read.entry.mistake(("example", "inputs", name), *unknown("input", name, wanted))
    missing = [name for name in wanted if name not in given]
    if missing:
        yield read.entry.mistake(("example", "inputs"), f"lacks {', '.join(missing)}")
    elif not _same(value := read.formula.value(given), read.kpi.example.value):
        message = f"the formula gives {_shown(value)}, not {_shown(read.kpi.example.value)}"
        yield read.entry.mistake(("example", "value"), message)


def _same(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else isclose(a, b, rel_tol=1e-9)


def _shown(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.12g}"
