"""What panels say of a KPI: its title, its description, its objective."""

from collections.abc import Iterator

from schemas.currencies import decimals_of
from schemas.definitions import AtLeast, AtMost, Between, Kpi, Objective
from schemas.definitions.sentences import sentence
from service import names
from service.render.grafana.scope import of_one_currency
from service.render.grafana.words import Texts


def title(kpi: Kpi, texts: Texts, window: str | None = None, currency: str = "") -> str:
    """The title, with its currency (the one that is chosen), and the window if it is always the same one."""
    told = f" ({currency or f'${names.CURRENCY}'})" if of_one_currency(kpi) else ""
    return texts.of(kpi.title) + told + (f" · {texts(window)}" if window else "")


def description(kpi: Kpi, texts: Texts) -> str:
    """What it is, how it is counted, what it is to reach, whose it is; Markdown."""
    return "\n\n".join((texts.of(kpi.description), *(texts.labelled(*line) for line in _lines(kpi, texts))))


def goal(kpi: Kpi, texts: Texts) -> str:
    """The objective as a bound or two; empty where there is none."""
    match kpi.objective and kpi.objective.aim:
        case AtLeast(target):
            return f"≥ {_amount(target, kpi, texts)}"
        case AtMost(target):
            return f"≤ {_amount(target, kpi, texts)}"
        case Between(low, high):
            return f"{_amount(low, kpi, texts)} – {_amount(high, kpi, texts)}"
    return ""


def minor_units(kpi: Kpi) -> int:
    """What a number of a KPI's objective is divided by to be in the unit that panels show."""
    return int(10 ** decimals_of(judged_currency(kpi))) if kpi.unit == "money" else 1


def judged_currency(kpi: Kpi) -> str:
    """The one that an objective of money names, or none: then its target is one of hundredths."""
    return kpi.objective.where.get(names.CURRENCY, "") if kpi.objective else ""


def _lines(kpi: Kpi, texts: Texts) -> Iterator[tuple[str, str]]:
    yield "formula", f"`{' '.join(kpi.formula.split())}`"
    if kpi.objective is not None:
        yield "objective", ", ".join(_objective(kpi, kpi.objective, texts))
    yield "windows", texts.listed(kpi.windows)
    yield "owner", kpi.owner


def _objective(kpi: Kpi, objective: Objective, texts: Texts) -> Iterator[str]:
    held = sentence(kpi)
    yield f"{texts.of(held) if held else ''} {texts('over')} {texts.listed(objective.over)}"
    if objective.minimum_sample:
        yield texts.said("sample", least=texts.number(objective.minimum_sample))
    yield f"{texts('severity').lower()} {texts(objective.severity)}"


def _amount(target: float, kpi: Kpi, texts: Texts) -> str:
    return texts.number(target / minor_units(kpi)) if kpi.unit == "money" else texts.value(target, kpi.unit)
