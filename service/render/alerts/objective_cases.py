"""What must be seen of each objective's alert: one story, from too small a sample to the recovery."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import get_args

from schemas.definitions import AtLeast, AtMost, Between
from schemas.updates import Severity
from service import names
from service.render.alerts.alert import Alert
from service.render.alerts.cases import GONE, Case, Firing, Moment, Series, Value, steady
from service.render.alerts.goals import Goal
from service.render.alerts.hidden import HIDDEN
from service.render.alerts.objectives import ALERT, alerts
from service.render.alerts.text import Labels

STEP = timedelta(minutes=1)
FEW = 3
"""Steps that a state lasts where its length does not matter."""
_AFTER = "after its hold, not for too small a sample, through silence, until it has recovered"
WORKER = {"job": "vigie", "instance": "vigie-0:8765"}


@dataclass(frozen=True)
class Story:
    """Steps at which an objective's status changes: unknown, breached, nobody answers, breached again, met."""

    hold: int
    recover: int

    @property
    def breached(self) -> int:
        """The sample is large enough from here on."""
        return FEW

    @property
    def silent(self) -> int:
        """The worker is gone."""
        return self.breached + self.hold + FEW

    @property
    def back(self) -> int:
        """It is there again, after longer than a recovery takes."""
        return self.silent + self.recover + FEW

    @property
    def met(self) -> int:
        """The value is good."""
        return self.back + FEW

    @property
    def end(self) -> int:
        """Nothing more happens."""
        return self.met + self.recover + FEW

    def of(self, unknown: Value, breached: Value, met: Value) -> list[Value]:
        """A value for each step; gone while the worker is."""
        told = (
            [unknown] * self.breached + [breached] * (self.silent - self.breached) + [GONE] * (self.back - self.silent)
        )
        return told + [breached] * FEW + [met] * (self.end - self.met)


def objective_cases(goals: Iterable[Goal]) -> Iterator[Case]:
    """One for each KPI, over the first window of its objective; and one beyond the limit, where there is one."""
    for goal in goals:
        story = Story(_steps(goal.hold), _steps(goal.recover))
        missed, *beyond = alerts(goal)
        yield _case(goal, f"{goal.name} is told {_AFTER}", story, _missing(goal), [missed])
        for alert in beyond:
            yield _case(goal, f"{goal.name} beyond its limit is critical", story, _beyond(goal), [missed, alert])
    yield _hidden()


def _hidden() -> Case:
    """Two workers, of which one has a breach that it does not show for a while; and two currencies, added up apart."""
    place = {names.KPI: "any", names.WINDOW: "day", names.CURRENCY: "EUR", "a": "other", names.REST: "true"}
    told = {names.KPI: "any", names.WINDOW: "day", names.REST: "true"}
    other = {"job": "vigie", "instance": "vigie-1:8765"}
    return Case(
        "breaches that there is no room for are told while there are some, all workers' and currencies' together",
        STEP,
        [
            Series(names.REST_BREACHED, {**place, **WORKER}, steady([0] * 3 + [2] * 3 + [0] * 3)),
            Series(names.REST_BREACHED, {**place, **other}, steady([0] * 4 + [5] * 3 + [0] * 2)),
            Series(
                names.REST_BREACHED, {**place, names.CURRENCY: "JPY", **other}, steady([0] * 4 + [1] * 3 + [GONE] * 2)
            ),
        ],
        [
            Moment(step, HIDDEN.name, [Firing(HIDDEN, told, hidden)] if hidden else [])
            for step, hidden in ((2, 0), (3, 2), (4, 8), (6, 6), (7, 0))
        ],
    )


def _steps(length: timedelta) -> int:
    return ceil(length / STEP)


def _case(goal: Goal, claim: str, story: Story, bad: float, told: Sequence[Alert]) -> Case:
    labels = {names.KPI: goal.name, names.WINDOW: goal.objective.over[0], **_scope(goal)}
    shown = bad / 10 ** (goal.decimals or 0)
    return Case(
        claim,
        STEP,
        [
            Series(names.KPI_VALUE, {**labels, **WORKER}, steady(story.of(bad, bad, _met(goal)))),
            *_statuses(labels, story),
            *_severities(labels, story, goal.objective.severity, told[-1].severity),
            Series(names.LANE_POSITION, {names.AGENT: "compose", **WORKER}, steady(story.of(1, 1, 1))),
        ],
        list(_moments(story, [Firing(alert, labels, shown) for alert in told])),
    )


def _statuses(labels: Labels, story: Story) -> Iterator[Series]:
    for status, shown in (("unknown", (1, GONE, GONE)), ("breached", (GONE, 1, GONE)), ("met", (GONE, GONE, 1))):
        yield Series(names.OBJECTIVE_STATUS, {**labels, **WORKER, names.STATUS: status}, steady(story.of(*shown)))


def _severities(labels: Labels, story: Story, own: Severity, missed: Severity) -> Iterator[Series]:
    """The severity is that of the value; what is shown under it is the state, which does not matter here."""
    for severity in get_args(Severity):
        values = story.of(*(1 if each == severity else GONE for each in (own, missed, own)))
        if any(values):
            yield Series(names.OBJECTIVE_BREACHED, {**labels, **WORKER, names.SEVERITY: severity}, steady(values))


def _moments(story: Story, firing: Sequence[Firing]) -> Iterator[Moment]:
    """Right before and right after each change. Without a hold (or recovery) both fall together."""
    yield Moment(story.breached - 1, ALERT)
    if story.hold:
        yield Moment(story.breached + story.hold - 1, ALERT)
    for step in (story.breached + story.hold, story.back - 1, story.met - 1):
        yield Moment(step, ALERT, firing)
    if story.recover:
        yield Moment(story.met + story.recover - 1, ALERT, firing)
    yield Moment(story.met + story.recover, ALERT)


def _scope(goal: Goal) -> Labels:
    """The one that is judged; else over all where the KPI is; else the first combination that it is broken down by."""
    if goal.objective.only is not None or goal.kpi.overall:
        return goal.objective.only or {}
    return {name: "EUR" if name == names.CURRENCY else "a" for name in goal.kpi.by[0].split("+")}


def _missing(goal: Goal) -> float:
    """A value that misses the objective, and is not beyond its limit."""
    match goal.objective.aim:
        case AtLeast(target, limit):
            return (target + (limit or 0)) / 2
        case AtMost(target, limit):
            return (target + (limit or 3 * target)) / 2
        case Between(_, high):
            return high + 1


def _beyond(goal: Goal) -> float:
    return (goal.objective.limit or 0) * (2 if goal.objective.direction == "at_most" else 0.5)


def _met(goal: Goal) -> float:
    match goal.objective.aim:
        case AtLeast(target) | AtMost(target):
            return target
        case Between(low):
            return low
