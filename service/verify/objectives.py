"""Values against objectives: which are judged, and where each stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast

import holidays

from schemas.definitions import AtLeast, AtMost, Between, Objective
from schemas.updates import ObjectiveState, ObjectiveStatus, PaceState, Severity
from service.verify.calendar import ReportingCalendar
from service.verify.figures import Key
from service.verify.periods import Period, Periods
from service.verify.windows import Grain

_SLOT = 900
"""Seconds: time elapses in quarters of an hour."""


def judges(objective: Objective, key: Key) -> bool:
    """Whether an objective has something to say of a key."""
    scope = dict(key.scope)
    anywhere = objective.scopes == "all" and not objective.where
    return key.window in objective.over and (anywhere or scope == dict(objective.where))


def sample_of(
    objective: Objective, denominator: float | None, inputs: Mapping[str, int | float | None]
) -> float | None:
    """What a value is judged on: the inputs that the objective names, added up, or the denominator."""
    return sum(inputs.get(name) or 0 for name in objective.sample) if objective.sample else denominator


def stand(objective: Objective, value: float | None, sample: float | None, elapsed: float | None) -> ObjectiveState:
    """Where a value stands. `elapsed`: of its period, if the objective is a pace."""
    share = elapsed if objective.pace else 1.0
    status: ObjectiveStatus = "unknown"
    if value is not None and share and (sample or 0) >= objective.minimum_sample:
        status = "met" if _good(objective, value, share) else "breached"
    beyond = status == "breached" and value is not None and share is not None and _beyond(objective, value, share)
    severity: Severity = "critical" if beyond else objective.severity
    target = objective.at_least if objective.at_least is not None else objective.at_most
    return ObjectiveState(
        direction=objective.direction,
        target=target,
        between=objective.between,
        limit=objective.limit,
        minimum_sample=objective.minimum_sample,
        severity=severity,
        attainment=None if value is None or target is None else value / target,
        pace=_pace(value, target, elapsed) if objective.pace and target is not None else None,
        status=status,
    )


def _good(objective: Objective, value: float, share: float) -> bool:
    match objective.aim:
        case AtLeast(target):
            return value >= target * share
        case AtMost(target):
            return value <= target * share
        case Between(low, high):
            return low <= value <= high


def _beyond(objective: Objective, value: float, share: float) -> bool:
    if objective.limit is None:
        return False
    return value < objective.limit * share if objective.at_least is not None else value > objective.limit * share


def _pace(value: float | None, target: float, elapsed: float | None) -> PaceState:
    expected = None if elapsed is None else target * elapsed
    reached = None if value is None or not expected else value / expected
    return PaceState(elapsed=elapsed, expected=expected, value=reached)


@dataclass(frozen=True)
class Elapsing:
    """Which share of a period has elapsed at `now` (epoch seconds, in whole quarters of an hour)."""

    db: Any
    calendar: ReportingCalendar
    now: int

    @classmethod
    def at(cls, db: Any, calendar: ReportingCalendar, head: int, resolution: int) -> "Elapsing":
        """When a head, in ticks, is the newest."""
        end = (head + 1) * resolution
        return cls(db, calendar, end - end % _SLOT)

    def share(self, objective: Objective, window: str, start: int) -> float | None:
        """Of the period that begins at `start`; None without a pace, or where no day of it is a business day."""
        if not objective.pace:
            return None
        key = (window, start, objective.business_days, objective.holidays)
        if key not in self._known:
            period = self._periods.of(cast(Grain, window), self.calendar.day_of(start))
            self._known[key] = self._of_days(objective, period) if objective.business_days else self._of_all(period)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[str, int, bool, str | None], float | None]:
        return {}

    @cached_property
    def _periods(self) -> Periods:
        return Periods(self.db, self.calendar)

    def _of_all(self, period: Period) -> float:
        start, stop = self._periods.seconds(period)
        return 1.0 if self.now >= stop else max(self.now - start, 0) / (stop - start)

    def _of_days(self, objective: Objective, period: Period) -> float | None:
        days = list(_business_days(objective, period))
        passed = sum(self._passed(day) for day in days)
        return passed / len(days) if days else None

    def _passed(self, day: date) -> float:
        start, stop = self.calendar.start(day), self.calendar.start(day + timedelta(days=1))
        return 1.0 if self.now >= stop else max(self.now - start, 0) / (stop - start)


def _business_days(objective: Objective, period: Period) -> Iterator[date]:
    free = holidays.country_holidays(objective.holidays) if objective.holidays else {}
    for number in range((period.after - period.first).days):
        day = period.first + timedelta(days=number)
        if day.isoweekday() <= 5 and day not in free:
            yield day
