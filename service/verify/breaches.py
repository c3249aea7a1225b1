"""Whether `kpi.breaches` holds together, and says what the recount says.

What a value was when a transition was told depends on when events came, so that is not counted again: a transition must
be right in itself, follow from the one before it, and the last of each key must agree with what holds now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from schemas.breaches import Breach
from schemas.definitions import Objective
from schemas.updates import ObjectiveState
from service.verify import sql
from service.verify.compare import Comparison, Difference, differences_of
from service.verify.figures import Key, instant
from service.verify.formula import Names, translate
from service.verify.objectives import Elapsing, judges, sample_of, stand
from service.verify.periods import Periods
from service.verify.plan import Plan
from service.verify.recipes import Recipe
from service.verify.recount import Recount
from service.verify.transitions import Steered, Transitions, name_steered, steered
from service.verify.windows import Calendar, Fixed, Rolling, Window

Said = tuple[float | None, float | None, float | None]
"""Value, numerator, denominator."""

Bucket = tuple[str, datetime | None, datetime | None]
"""Label, start, end."""


def compare_breaches(db: Any, plan: Plan, found: Recount, told: Transitions, whole: bool) -> Comparison:
    """Check every transition, and the state that each key was left in. `whole`: nothing of the topic has expired."""
    checked = _Checked(db, plan)
    differing = [difference for part in _by_kpi(told) for difference in checked.differences(part, whole)]
    missing, extra, agreed = _states(plan, found, told.open)
    return (
        Comparison(
            "breaches",
            compared=told.count + agreed,
            missing=tuple(sorted(missing)),
            extra=tuple(sorted(extra)),
        )
        .and_also(differing)
        .and_broken(told.unreadable)
    )


Pair = tuple[Steered, Breach | None, Breach]


def _by_kpi(told: Transitions) -> Iterator[list[Pair]]:
    pairs = sorted(told.pairs(), key=lambda pair: pair[0][0])
    return (list(part) for _, part in groupby(pairs, key=lambda pair: pair[0][0]))


@dataclass(frozen=True)
class _Checked:
    db: Any
    plan: Plan

    def differences(self, pairs: Sequence[Pair], whole: bool) -> Iterator[Difference]:
        """Of the transitions of one KPI."""
        recipe = next((each for each in self.plan.recipes if each.name == pairs[0][0][0]), None)
        objective = None if recipe is None else recipe.kpi.objective
        if recipe is None or objective is None:
            yield from (Difference(name_steered(key), "objective", "one", "none in the catalog") for key, _, _ in pairs)
            return
        for (key, before, it), said in zip(pairs, self._again(recipe, pairs), strict=True):
            where = f"{name_steered(key)} @{it.revision}"
            yield from self._itself(where, recipe, objective, it, said)
            yield from _in_order(where, it, before, whole)
            yield from _patient(where, objective, it)

    def _itself(self, where: str, recipe: Recipe, objective: Objective, it: Breach, said: Said) -> Iterator[Difference]:
        key = Key(it.kpi, tuple(sorted(it.scope.items())), it.window, it.bucket)
        if not judges(objective, key):
            yield Difference(where, "objective", "one that judges this window and scope", "none")
            return
        bucket, start, end = self._bucket(recipe, it)
        state = self._state(objective, it, said, start)
        wanted = dict(zip(("value", "numerator", "denominator"), said, strict=True)) | {
            "bucket": bucket,
            "start": start,
            "end": end,
            "unit": recipe.kpi.unit,
            "objective": state,
            "state": state.status,
        }
        for name, expected in wanted.items():
            yield from differences_of(where, name, expected, getattr(it, name))

    def _state(self, objective: Objective, it: Breach, said: Said, start: datetime | None) -> ObjectiveState:
        tick = round(it.as_of.timestamp()) // self.plan.resolution
        elapsing = Elapsing.at(self.db, self.plan.calendar, tick, self.plan.resolution)
        elapsed = elapsing.share(objective, it.window, round(start.timestamp())) if start else None
        return stand(objective, said[0], sample_of(objective, said[2], it.inputs), elapsed)

    def _bucket(self, recipe: Recipe, it: Breach) -> Bucket:
        """The one that holds the head."""
        window = next(window for window in recipe.windows if window.name == it.window)
        label, start, stop = self._span(window, round(it.as_of.timestamp()))
        return label, instant(start), instant(stop)

    def _span(self, window: Window, head: int) -> tuple[str, int | None, int | None]:
        match window:
            case Rolling(seconds=seconds):
                return "", head + self.plan.resolution - seconds, head + self.plan.resolution
            case Fixed(seconds=seconds):
                start = head - head % seconds
                return f"{instant(start):%Y-%m-%dT%H:%M:%SZ}", start, start + seconds
            case Calendar(name=grain):
                periods = Periods(self.db, self.plan.calendar)
                period = periods.of(grain, self.plan.calendar.day_of(head))
                return period.label, *periods.seconds(period)
        return "", None, None

    def _again(self, recipe: Recipe, pairs: Sequence[Pair]) -> list[Said]:
        """What the recount's own formula makes of the inputs that were told; nothing of none."""
        told = [it.inputs for _, _, it in pairs]
        names = Names(sql.name, lambda kpi: sql.name(f"attainment({kpi})"))
        formula = translate(recipe.kpi.formula, names)
        numerator, denominator = formula.parts or ("NULL::DOUBLE", "NULL::DOUBLE")
        columns = ", ".join(f"unnest(?::DOUBLE[]) AS {sql.name(name)}" for name in recipe.inputs)
        given = [[inputs.get(name) for inputs in told] for name in recipe.inputs]
        statement = f"SELECT {formula.value}, {numerator}, {denominator} FROM (SELECT {columns})"
        rows: list[Said] = self.db.execute(statement, given).fetchall()
        return [row if inputs else (None, None, None) for row, inputs in zip(rows, told, strict=True)]


def _in_order(where: str, it: Breach, before: Breach | None, whole: bool) -> Iterator[Difference]:
    if before is None and not whole:
        return
    wanted = "recovery" if before is not None and before.kind == "breach" else "breach"
    left = "unknown" if before is None else before.state
    if it.kind != wanted:
        yield Difference(where, "kind", wanted, it.kind)
    if it.previous != left:
        yield Difference(where, "previous", left, it.previous)
    if (it.kind == "breach") != (it.state == "breached"):
        yield Difference(where, "state", "breached, of a breach and of no other", it.state)
    if before is not None and (it.revision <= before.revision or it.as_of < before.as_of):
        yield Difference(where, "revision", f"above {before.revision}, and no sooner", it.revision)


def _patient(where: str, objective: Objective, it: Breach) -> Iterator[Difference]:
    length = objective.hold if it.kind == "breach" else objective.recover
    patience = timedelta(seconds=_seconds(length))
    if it.as_of - it.since < patience:
        yield Difference(where, "since", f"{length} before as_of", it.since)


def _seconds(length: str) -> int:
    return int(length[:-1]) * {"s": 1, "m": 60, "h": 3600}[length[-1]]


def _states(plan: Plan, found: Recount, opened: frozenset[Steered]) -> tuple[list[str], list[str], int]:
    """Breaches that lack, breaches that are none, and how many keys were compared: those that are not waiting."""
    now = {steered(key): figures for key, figures in found.figures.items() if _is_current(found, key)}
    objectives = {recipe.name: recipe.kpi.objective for recipe in plan.recipes if recipe.kpi.objective}
    bad = {key for key, figures in now.items() if figures.objective and figures.objective.status == "breached"}
    judged = {key for key, figures in now.items() if figures.objective} | {
        key for key in opened if key[0] in objectives
    }
    due = {key for key in judged & bad if not _seconds(objectives[key[0]].hold)}
    over = {key for key in judged - bad if not _seconds(objectives[key[0]].recover)}
    return [name_steered(key) for key in due - opened], [name_steered(key) for key in over & opened], len(due | over)


def _is_current(found: Recount, key: Key) -> bool:
    return found.current.get(key.window, "") == key.bucket
