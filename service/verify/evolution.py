"""Beside the value of a calendar period: those of the period before and of the same one a year ago."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from schemas.updates import Base as Compared
from schemas.updates import Evolution
from service.verify.calendar import ReportingCalendar
from service.verify.figures import Figures, Key
from service.verify.periods import BASES, Base, Period, Periods, cut_window
from service.verify.recipes import Recipe
from service.verify.windows import Calendar, Grain


class Evolving:
    """Compares figures with those of their bases."""

    def __init__(
        self, db: Any, calendar: ReportingCalendar, recipes: Iterable[Recipe], figures: Mapping[Key, Figures]
    ) -> None:
        """`figures`: those of cut bases too, which have windows of their own."""
        self._recipes = {recipe.name: recipe for recipe in recipes if recipe.kpi.evolution}
        self._figures = figures
        self._calendar = calendar
        self._grains: dict[str, Grain] = {
            window.name: window.name
            for recipe in self._recipes.values()
            for window in recipe.windows
            if isinstance(window, Calendar)
        }
        periods = Periods(db, calendar)
        self._period = cache(periods.of)
        self._base = cache(periods.base)

    def evolved(self, key: Key, said: Figures, current: Mapping[str, str]) -> Figures:
        """With its evolution, where its KPI has one and an earlier period a key."""
        if key.kpi not in self._recipes or key.window not in self._grains or said.start is None:
            return said
        grain = self._grains[key.window]
        period = self._period(grain, self._calendar.day_of(round(said.start.timestamp())))
        running = current.get(key.window) == key.bucket
        previous, year_ago = (self._compared(key, said.value, grain, period, base, running) for base in BASES)
        if previous is None and year_ago is None:
            return said
        return replace(said, evolution=Evolution(running=running, previous=previous, year_ago=year_ago))

    def _compared(
        self, key: Key, value: float | None, grain: Grain, period: Period, base: Base, running: bool
    ) -> Compared | None:
        label = self._base(grain, period, base).label
        whole = self._figures.get(key._replace(bucket=label))
        if whole is None:
            return None
        before = self._cut(key, base) if running else whole.value
        difference = None if value is None or before is None else value - before
        change = difference / before if difference is not None and before else None
        return Compared(bucket=label, value=before, difference=difference, change=change)

    def _cut(self, key: Key, base: Base) -> float | None:
        return self._figures[key._replace(window=cut_window(key.window, base), bucket="")].value
