"""Which KPIs are shown, where there is no room for all: of each family its scores, then what has an objective."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.definitions import Kpi, Wording
from schemas.updates import Severity
from service.demo.board import APART

_SOON = {"day", "all"}
_GRAVE: Mapping[Severity, int] = {"critical": 0, "warning": 1, "info": 2}
_LEAST = 3
"""Rows of a family on the smallest terminal."""
AROUND = 12
"""Lines that are no KPI's: the head of the table, and what stands under it."""


@dataclass(frozen=True)
class Section:
    """A family, and which of its KPIs are shown in which order."""

    title: Wording
    kpis: tuple[str, ...]


def sections(
    kpis: Mapping[str, Kpi], families: Mapping[str, Wording], family_of: Mapping[str, str], height: int
) -> tuple[Section, ...]:
    """A section for each family that has KPIs, on a terminal of that many lines."""
    shown = [name for name in families if name in family_of.values()]
    room = max(_LEAST, (height - AROUND - len(shown)) // max(len(shown), 1))
    return tuple(
        Section(families[name], tuple(_fitting([kpi for kpi in kpis if family_of[kpi] == name], kpis, room)))
        for name in shown
    )


def _fitting(names: list[str], kpis: Mapping[str, Kpi], room: int) -> Iterator[str]:
    """The first ones by rank for which there are rows."""
    for name in sorted(names, key=lambda name: _rank(kpis[name])):
        room -= 1 if kpis[name].overall else APART
        if room < 0:
            return
        yield name


def _rank(kpi: Kpi) -> tuple[int, int]:
    """Scores first, then what is judged by the day, then what is judged at all; the graver before the lighter."""
    if kpi.objective is None:
        return 3, 0
    soon = 1 if _SOON & set(kpi.objective.over) else 2
    return 0 if kpi.unit == "score" else soon, _GRAVE[kpi.objective.severity]
