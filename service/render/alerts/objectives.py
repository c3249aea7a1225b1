"""Breaches of objectives: what is recorded of them, and an alert for each KPI.

Vigie judges a value (`vigie_objective_status`: target, pace, equality, minimum sample), Prometheus how long it lasts:
`for` is the objective's `hold`, `keep_firing_for` its `recover`, as decision 0009 has them on event time.
"""

from collections.abc import Iterable, Iterator

from schemas.updates import Severity
from service import names
from service.demo.words import Words
from service.durations import write_duration
from service.render.alerts.alert import BREACH, Alert, Recording, Said, group
from service.render.alerts.goals import Goal
from service.render.alerts.hidden import HIDDEN
from service.render.alerts.lanes import LANES
from service.render.alerts.text import Lang, Scope, Text, Worded, measured, parts
from service.render.yaml_text import Data

ALERT = "VigieBreach"


def objective_groups(goals: Iterable[Goal]) -> list[Data]:
    """One group: its rules are evaluated in turn and at one time, so that none sees what another was a moment ago."""
    listed = list(goals)
    told = (alert for goal in listed for alert in alerts(goal))
    return [group("objectives", [*LANES, *recordings(listed), *told, HIDDEN])]


def recordings(goals: Iterable[Goal]) -> Iterator[Recording]:
    """The values that miss their objective, and those that do so in earnest; which of them do, Vigie has judged.

    Beyond a limit is what has the severity `critical`: that of a pace grows with its target, so it is not told here.
    """
    key = ", ".join([names.KPI, names.WINDOW, *dimensions(goals)])
    breached = f'{names.KPI_VALUE} and ignoring ({names.STATUS}) {names.OBJECTIVE_STATUS}{{{names.STATUS}="breached"}}'
    severe = f'{names.OBJECTIVE_BREACHED}{{{names.SEVERITY}="critical"}}'
    yield _kept(names.BREACH, key, breached)
    yield _kept(names.BREACH_CRITICAL, key, f"{breached} and ignoring ({names.SEVERITY}) {severe}")


def _kept(name: str, key: str, values: str) -> Recording:
    """Values by KPI, window and scope: whoever scrapes them, and through any silence.

    `max by` drops the worker's own labels: a partition that moves to another worker is no other alert. A key of
    which nothing is known while partitions are missing stays as it was: silence is no recovery.
    """
    silent = f"({name} unless on ({key}) {names.OBJECTIVE_STATUS}) and on () {names.LANES_MISSING} > 0"
    return Recording(name, f"max by ({key}) ({values})\nor {silent}")


def dimensions(goals: Iterable[Goal]) -> list[str]:
    """Of all of them, by name."""
    return sorted({name for goal in goals for name in goal.dimensions})


def alerts(goal: Goal) -> Iterator[Alert]:
    """Of a KPI: that it misses its objective, and the same in earnest where the objective has a limit beyond."""
    yield _alert(goal, goal.objective.severity, names.BREACH)
    if goal.objective.limit is not None and goal.objective.severity != "critical":
        yield _alert(goal, "critical", names.BREACH_CRITICAL)


def _alert(goal: Goal, severity: Severity, recorded: str) -> Alert:
    """Window and dimensions are labels of what was recorded."""
    series = f'{recorded}{{{names.KPI}="{goal.name}"}}'
    return Alert(
        name=ALERT,
        expr=f"{series} / {10**goal.decimals}" if goal.decimals else series,
        severity=severity,
        kind=BREACH,
        hold=goal.hold,
        recover=goal.recover,
        labels={names.KPI: goal.name, names.FAMILY: goal.family, names.OWNED_BY: goal.kpi.owner},
        en=Said(_summary(goal, "en"), parts(_english(goal))),
        fr=Said(_summary(goal, "fr"), parts(_french(goal))),
        facts={"value": measured(goal.kpi.unit, "en", goal.decimals), "target": parts(goal.sentence.en)},
        runbook=goal.objective.runbook or "",
    )


def _summary(goal: Goal, lang: Lang) -> Text:
    words = Words(lang)
    where = (Worded(names.WINDOW, {window: words(window) for window in goal.objective.over}), Scope(goal.dimensions))
    now = "; it is " if lang == "en" else "\u202f; la valeur est "
    return parts(words.of(goal.sentence), now, measured(goal.kpi.unit, lang, goal.decimals), " (", where, ")")


def _english(goal: Goal) -> str:
    sample = goal.objective.minimum_sample
    lasting = [
        "Held against the share of the period that has elapsed." if goal.objective.pace else "",
        f"Judged from a sample of {sample:,} on." if sample else "",
        f"Told once it has lasted {write_duration(goal.hold)}." if goal.hold else "",
        f"Over once it has held again for {write_duration(goal.recover)}." if goal.recover else "",
    ]
    return " ".join(filter(None, [goal.kpi.description.en, *lasting]))


def _french(goal: Goal) -> str:
    sample = f"{goal.objective.minimum_sample:,}".replace(",", "\u202f")
    lasting = [
        "Comparé à la part écoulée de la période." if goal.objective.pace else "",
        f"Jugé à partir d’un échantillon de {sample}." if goal.objective.minimum_sample else "",
        f"Signalé après {write_duration(goal.hold)}." if goal.hold else "",
        f"Levé après {write_duration(goal.recover)} de retour à l’objectif." if goal.recover else "",
    ]
    return " ".join(filter(None, [goal.kpi.description.fr, *lasting]))
