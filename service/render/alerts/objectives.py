"""Breaches of objectives: what is recorded of them, and an alert for each KPI.

Vigie judges a value (`vigie_objective_status`: target, pace, equality, minimum sample), Prometheus how long it lasts:
`for` is the objective's `hold`, `keep_firing_for` its `recover`, as decision 0009 has them on event time.
"""

from collections.abc import Iterable, Iterator

from schemas.definitions import AtMost, Between
from schemas.updates import Severity
from service import names
from service.demo.words import Words
from service.durations import write_duration
from service.render.alerts.alert import BREACH, Alert, Recording, Said, group
from service.render.alerts.goals import Goal
from service.render.alerts.lanes import LANES
from service.render.alerts.text import Lang, Scope, Text, Worded, measured, parts
from service.render.yaml_text import Data

ALERT = "VigieBreach"


def objective_groups(goals: Iterable[Goal]) -> list[Data]:
    """One group: its rules are evaluated in turn and at one time, so that none sees what another was a moment ago."""
    listed = list(goals)
    return [group("objectives", [*LANES, recording(listed), *(alert for goal in listed for alert in alerts(goal))])]


def recording(goals: Iterable[Goal]) -> Recording:
    """The values that miss their objective, by KPI, window and scope: whoever scrapes them, and through any silence.

    `max by` drops the worker's own labels: a partition that moves to another worker is no other alert. A key of
    which nothing is known while partitions are missing stays as it was: silence is no recovery.
    """
    key = ", ".join([names.KPI, names.WINDOW, *dimensions(goals)])
    breached = f'{names.KPI_VALUE} and ignoring ({names.STATUS}) {names.OBJECTIVE_STATUS}{{{names.STATUS}="breached"}}'
    return Recording(
        names.BREACH,
        f"max by ({key}) ({breached})\n"
        f"or ({names.BREACH} unless on ({key}) {names.OBJECTIVE_STATUS}) and on () {names.LANES_MISSING} > 0",
    )


def dimensions(goals: Iterable[Goal]) -> list[str]:
    """Of all of them, by name."""
    return sorted({name for goal in goals for name in goal.dimensions})


def alerts(goal: Goal) -> Iterator[Alert]:
    """Of a KPI: that it misses its objective, and the same in earnest where the objective has a limit beyond."""
    yield _alert(goal, goal.objective.severity, "")
    if beyond := _beyond(goal):
        yield _alert(goal, "critical", beyond)


def _beyond(goal: Goal) -> str:
    """On the bad side of the limit. That of a pace grows with its target, and is not told apart here."""
    aim = goal.objective.aim
    if isinstance(aim, Between) or aim.limit is None or goal.objective.pace or goal.objective.severity == "critical":
        return ""
    return f" {'>' if isinstance(aim, AtMost) else '<'} {aim.limit!r}"


def _alert(goal: Goal, severity: Severity, beyond: str) -> Alert:
    """Window and dimensions are labels of what was recorded."""
    series = f'{names.BREACH}{{{names.KPI}="{goal.name}"}}{beyond}'
    return Alert(
        name=ALERT,
        expr=f"({series}) / {10**goal.decimals}" if goal.decimals else series,
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
