"""Checks of objectives: whether there is something to judge, and whether what is said of it fits together."""

from collections.abc import Iterator, Mapping

from schemas.definitions import AtLeast, AtMost, Between, Indicator, Kpi, Objective
from service.catalog.draft import Entry
from service.catalog.holidays import COUNTRIES
from service.catalog.mistakes import Mistake, unknown
from service.kpi.formula.formula import Formula
from service.kpi.period.windows import Calendar, parse_window
from service.nearest import nearest


def check_objective(entry: Entry[Kpi], kpi: Kpi) -> Iterator[Mistake]:
    """Every mistake of a KPI's objective, but for what its formula decides."""
    if kpi.objective is not None:
        for check in (_windows, _scope, _limit, _pace):
            yield from check(entry, kpi, kpi.objective)


def check_sample(
    entry: Entry[Kpi], kpi: Kpi, formula: Formula, indicators: Mapping[str, Indicator]
) -> Iterator[Mistake]:
    """A sample is a denominator, or what is counted in `indicators`, of all that the KPI reads."""
    objective = kpi.objective
    if objective and objective.minimum_sample and not (formula.quotient or objective.sample):
        message = "the formula is not a division, so there is no sample to be large enough"
        yield entry.mistake(("objective", "minimum_sample"), message)
    if objective and objective.sample and not objective.minimum_sample:
        yield entry.mistake(("objective", "sample"), "says what is counted, and minimum_sample not how much is enough")
    for index, name in enumerate(objective.sample if objective else ()):
        if name in indicators and indicators[name].unit == "money":
            yield entry.mistake(("objective", "sample", index), f"{name} is money, and a sample is a number of cases")


def _windows(entry: Entry[Kpi], kpi: Kpi, objective: Objective) -> Iterator[Mistake]:
    for index, window in enumerate(objective.over):
        if window not in kpi.windows:
            message = f"the KPI has no window {window}; it has {', '.join(kpi.windows)}"
            yield entry.mistake(("objective", "over", index), message, nearest(window, kpi.windows))


def _scope(entry: Entry[Kpi], kpi: Kpi, objective: Objective) -> Iterator[Mistake]:
    if objective.scopes == "overall" and objective.where:
        yield entry.mistake(("objective", "where"), 'is one scope, and scopes = "overall" another: choose')
    elif objective.scopes == "overall" and not kpi.overall:
        yield entry.mistake(("objective", "scopes"), "the KPI has no value over all (overall = false)")
    elif objective.where and "+".join(sorted(objective.where)) not in (broken := _broken_down(kpi)):
        dimensions = {name for by in broken for name in by.split("+")}
        strange = [name for name in objective.where if name not in dimensions]
        for name in strange:
            yield entry.mistake(("objective", "where", name), *unknown("dimension", name, sorted(dimensions)))
        if not strange:
            message = f"the KPI is not broken down by {'+'.join(objective.where)}; it is by {', '.join(kpi.by)}"
            yield entry.mistake(("objective", "where"), message)


def _broken_down(kpi: Kpi) -> set[str]:
    return {"+".join(sorted(by.split("+"))) for by in kpi.by}


def _limit(entry: Entry[Kpi], _kpi: Kpi, objective: Objective) -> Iterator[Mistake]:
    match objective.aim:
        case Between() if objective.limit is not None:
            yield entry.mistake(("objective", "limit"), "goes with at_least or at_most; between has no one bad side")
        case AtLeast(target, float(limit)) if limit >= target:
            yield entry.mistake(("objective", "limit"), f"is worse than the target: below {target:g}")
        case AtMost(target, float(limit)) if limit <= target:
            yield entry.mistake(("objective", "limit"), f"is worse than the target: above {target:g}")


def _pace(entry: Entry[Kpi], _kpi: Kpi, objective: Objective) -> Iterator[Mistake]:
    if not objective.pace:
        for field in ("business_days", "holidays"):
            if getattr(objective, field):
                yield entry.mistake(("objective", field), "says how time elapses, which only pace = true reads")
        return
    if isinstance(objective.aim, Between):
        yield entry.mistake(("objective", "pace"), "goes with at_least or at_most: between is no target to reach")
    for index, window in enumerate(objective.over):
        if not _is_period(window):
            message = f"{window} is no calendar period, so no share of it elapses"
            yield entry.mistake(("objective", "over", index), message)
    yield from _holidays(entry, objective)


def _is_period(window: str) -> bool:
    return isinstance(parse_window(window), Calendar) and window != "all"


def _holidays(entry: Entry[Kpi], objective: Objective) -> Iterator[Mistake]:
    if objective.holidays and not objective.business_days:
        yield entry.mistake(("objective", "holidays"), "are no business days, which only business_days = true asks for")
    elif objective.holidays and objective.holidays not in COUNTRIES:
        yield entry.mistake(("objective", "holidays"), *unknown("country", objective.holidays, sorted(COUNTRIES)))
