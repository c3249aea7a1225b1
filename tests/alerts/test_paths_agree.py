"""What Prometheus fires of an objective are the breaches that the topic has of it: months of series, judged by both."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from service import names
from service.kpi.compose.objective import BREACHED, STATUSES, Judged
from service.kpi.compose.objective import Goal as Judgeable
from service.kpi.steering.kept import Patience
from service.kpi.steering.states import States
from service.render.alerts.cases import GONE, Series, steady
from service.render.alerts.goals import Goal
from service.render.alerts.objectives import objective_groups
from service.render.yaml_text import Data, yaml_text
from tests.deploy.promtool import accepted, both_promtools, needs_promtool, rules_hold
from tests.render.test_alert_rules import variant
from tests.steering.series import HOUR, HOURS, TARGET, months

MONTHS = 25
"""For each of the patiences below."""
SEED = 7

Statuses = Sequence[str]
"""Of one month: met, breached or unknown, by the hour."""


def restless(random: Random) -> Statuses:
    """Noise about the target, stretches that are clearly bad or good, and nights with too small a sample."""
    level, statuses = 0.0, []
    for hour in range(HOURS):
        if random.random() < 0.02:
            level = random.choice([-2.0, 0.0, 2.0])
        bad = random.gauss(level, 1.0) > 1.0
        statuses.append("unknown" if hour % 24 < 3 and random.random() < 0.5 else "breached" if bad else "met")
    return statuses


def simulated() -> list[Statuses]:
    """The months that the machine alone is tried with: known breaches, and quiet."""
    return [["breached" if value > TARGET else "met" for value in month.values] for month in months(MONTHS, SEED)]


def breached(listed: Sequence[Statuses], goal: Goal) -> Iterator[list[int]]:
    """The months with a breach, hour by hour, as the machine behind the topic decides."""
    states = States(lambda _key: Patience(goal.objective.hold_seconds, goal.objective.recover_seconds))
    open_now: set[int] = set()
    for hour in range(HOURS):
        bad = np.array([statuses[hour] == "breached" for statuses in listed])
        for decision in states.look(hour * HOUR, np.flatnonzero(bad), np.flatnonzero(~bad)):
            assert decision.breach == (decision.key not in open_now)
            open_now ^= {decision.key}
        yield sorted(open_now)


def series(listed: Sequence[Statuses], goal: Goal) -> Iterator[Series]:
    """As /metrics shows them: a campaign a month."""
    for number, statuses in enumerate(listed):
        labels = {names.KPI: goal.name, names.WINDOW: "day", "campaign": f"m{number}"}
        yield Series(names.KPI_VALUE, labels, steady([0.5] * HOURS))
        for status in ("met", "breached", "unknown"):
            shown = [1 if now == status else GONE for now in statuses]
            yield Series(names.OBJECTIVE_STATUS, {**labels, names.STATUS: status}, steady(shown))


def expected(hours: Sequence[Sequence[int]], severity: str) -> Iterator[Data]:
    """What must be firing at each hour, of alerts of a severity, and nothing else."""
    for hour, firing in enumerate(hours):
        samples: list[Data] = [{"labels": f'{{campaign="m{number}"}}', "value": 1} for number in firing]
        query = f'max by (campaign) (ALERTS{{alertstate="firing", severity=~"{severity}"}})'
        yield {"expr": query, "eval_time": f"{hour}h", "exp_samples": samples}


def written(
    folder: Path, goal: Goal, shown: Sequence[Series], hours: Sequence[Sequence[int]], severity: str = ".+"
) -> Path:
    """The rules as they are deployed, and the test."""
    (folder / "rules.yml").write_text(yaml_text("", {"groups": objective_groups([goal])}), encoding="utf-8")
    given: list[Data] = [each.given for each in shown]
    test: Data = {"interval": "1h", "input_series": given, "promql_expr_test": list(expected(hours, severity))}
    file = folder / "tests.yml"
    content: Data = {"rule_files": ["rules.yml"], "evaluation_interval": "1h", "tests": [test]}
    file.write_text(yaml_text("", content), encoding="utf-8")
    return file


@both_promtools
@pytest.mark.parametrize(("hold", "recover"), [("0s", "0s"), ("2h", "0s"), ("0s", "3h"), ("2h", "5h")])
def test_prometheus_fires_when_the_topic_has_a_breach_and_then_only(
    hold: str, recover: str, promtool: str, tmp_path: Path
) -> None:
    random = Random(f"{SEED} {hold} {recover}")
    assert _agree(tmp_path, [restless(random) for _ in range(MONTHS)], hold, recover, promtool) > 2 * MONTHS


@needs_promtool
def test_prometheus_tells_the_known_breaches_of_the_simulated_months(tmp_path: Path) -> None:
    known = sum(len(month.breaches) for month in months(MONTHS, SEED))
    assert known and _agree(tmp_path, simulated(), "2h", "2h") == known


def _agree(folder: Path, statuses: Sequence[Statuses], hold: str, recover: str, promtool: str = "promtool") -> int:
    """Both judge alike, hour by hour; how many breaches there are."""
    goal = variant("hold and recover", hold=hold, recover=recover)
    hours = list(breached(statuses, goal))
    accepted(promtool, "test", "rules", str(written(folder, goal, list(series(statuses, goal)), hours)))
    begun = sum(len(set(now) - set(before)) for before, now in zip([[], *hours], hours, strict=False))
    print(f"seed {SEED}, hold {hold}, recover {recover}: {MONTHS} months, {begun} breaches, hour by hour the same")
    return begun


@needs_promtool
def test_a_breach_that_is_an_hour_late_is_seen(tmp_path: Path) -> None:
    statuses = [restless(Random(SEED))]
    two, three = (variant("hold and recover", hold=hold, recover="0s") for hold in ("2h", "3h"))
    shown, hours = list(series(statuses, two)), list(breached(statuses, two))
    assert rules_hold(written(tmp_path, two, shown, hours))
    assert not rules_hold(written(tmp_path, three, shown, hours))


# ---- The limit of a pace ----------------------------------------------------------------------------------------


PACED = 8
"""Months of it."""
PACE = {
    "at_most": None,
    "at_least": 1.0,
    "limit": 0.7,
    "minimum_sample": 0,
    "pace": True,
    "hold": "0s",
    "recover": "0s",
}


def climbing(random: Random) -> list[float]:
    """What was reached by each hour of a month: on the way to the target, behind it, or behind the limit."""
    reached, speed, values = 0.0, 1.0, []
    for _ in range(HOURS):
        if random.random() < 0.03:
            speed = random.choice([0.0, 0.4, 0.7, 1.0, 3.0])
        reached += speed * random.random() * 2 / HOURS
        values.append(round(reached, 4))
    return values


def paced(goal: Goal, listed: Sequence[Sequence[float]]) -> Iterator[tuple[Sequence[float], Judged]]:
    """The months, as compose judges each of their hours."""
    elapsed = np.arange(HOURS) / HOURS
    for values in listed:
        yield values, Judgeable.of(goal.objective).judge(np.array(values), None, elapsed)


def shown_of_a_pace(number: int, goal: Goal, values: Sequence[float], judged: Judged) -> Iterator[Series]:
    """As /metrics shows it: the limit stands nowhere but in the severity."""
    labels = {names.KPI: goal.name, names.WINDOW: "year", "campaign": f"m{number}"}
    yield Series(names.KPI_VALUE, labels, steady(values))
    for place, status in enumerate(STATUSES):
        yield Series(
            names.OBJECTIVE_STATUS,
            {**labels, names.STATUS: status},
            steady([1 if now == place else GONE for now in judged.status.tolist()]),
        )
    for severity, critical in ((goal.objective.severity, False), ("critical", True)):
        held = [1 if now == critical else GONE for now in judged.critical.tolist()]
        yield Series(names.OBJECTIVE_BREACHED, {**labels, names.SEVERITY: severity}, steady(held))


@both_promtools
def test_prometheus_is_critical_about_a_pace_in_the_hours_that_the_topic_calls_critical_and_in_no_other(
    promtool: str, tmp_path: Path
) -> None:
    random = Random(SEED)
    goal = variant("hold and recover", **PACE)
    months = list(paced(goal, [climbing(random) for _ in range(PACED)]))
    shown = [each for number, month in enumerate(months) for each in shown_of_a_pace(number, goal, *month)]
    hours = [[n for n, (_, judged) in enumerate(months) if judged.critical[hour]] for hour in range(HOURS)]
    missed = sum(int((judged.status == BREACHED).sum()) for _, judged in months)
    print(f"seed {SEED}: {PACED} months, {missed} hours behind, {sum(map(len, hours))} of them beyond the limit")
    assert 100 < sum(map(len, hours)) < missed - 100
    assert rules_hold(written(tmp_path, goal, shown, hours, "critical"), promtool)
    later = [[], *hours[:-1]]
    assert not rules_hold(written(tmp_path, goal, shown, later, "critical"), promtool)
