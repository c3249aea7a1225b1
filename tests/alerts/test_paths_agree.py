"""What Prometheus fires of an objective are the breaches that the topic has of it: months of series, judged by both."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from service import names
from service.kpi.steering.kept import Patience
from service.kpi.steering.states import States
from service.render.alerts.cases import GONE, Series, steady
from service.render.alerts.goals import Goal
from service.render.alerts.objectives import objective_groups
from service.render.yaml_text import Data, yaml_text
from tests.deploy.promtool import accepted, needs_promtool, rules_hold
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


def expected(hours: Sequence[Sequence[int]]) -> Iterator[Data]:
    """What must be firing at each hour, and nothing else."""
    for hour, firing in enumerate(hours):
        samples: list[Data] = [{"labels": f'{{campaign="m{number}"}}', "value": 1} for number in firing]
        query = 'max by (campaign) (ALERTS{alertstate="firing"})'
        yield {"expr": query, "eval_time": f"{hour}h", "exp_samples": samples}


def written(folder: Path, goal: Goal, listed: Sequence[Statuses], hours: Sequence[Sequence[int]]) -> Path:
    """The rules as they are deployed, and the test."""
    (folder / "rules.yml").write_text(yaml_text("", {"groups": objective_groups([goal])}), encoding="utf-8")
    shown: list[Data] = [each.given for each in series(listed, goal)]
    test: Data = {"interval": "1h", "input_series": shown, "promql_expr_test": list(expected(hours))}
    file = folder / "tests.yml"
    content: Data = {"rule_files": ["rules.yml"], "evaluation_interval": "1h", "tests": [test]}
    file.write_text(yaml_text("", content), encoding="utf-8")
    return file


@needs_promtool
@pytest.mark.parametrize(("hold", "recover"), [("0s", "0s"), ("2h", "0s"), ("0s", "3h"), ("2h", "5h")])
def test_prometheus_fires_when_the_topic_has_a_breach_and_then_only(hold: str, recover: str, tmp_path: Path) -> None:
    random = Random(f"{SEED} {hold} {recover}")
    assert _agree(tmp_path, [restless(random) for _ in range(MONTHS)], hold, recover) > 2 * MONTHS


@needs_promtool
def test_prometheus_tells_the_known_breaches_of_the_simulated_months(tmp_path: Path) -> None:
    known = sum(len(month.breaches) for month in months(MONTHS, SEED))
    assert known and _agree(tmp_path, simulated(), "2h", "2h") == known


def _agree(folder: Path, statuses: Sequence[Statuses], hold: str, recover: str) -> int:
    """Both judge alike, hour by hour; how many breaches there are."""
    goal = variant("hold and recover", hold=hold, recover=recover)
    hours = list(breached(statuses, goal))
    accepted("promtool", "test", "rules", str(written(folder, goal, statuses, hours)))
    begun = sum(len(set(now) - set(before)) for before, now in zip([[], *hours], hours, strict=False))
    print(f"seed {SEED}, hold {hold}, recover {recover}: {MONTHS} months, {begun} breaches, hour by hour the same")
    return begun


@needs_promtool
def test_a_breach_that_is_an_hour_late_is_seen(tmp_path: Path) -> None:
    statuses = [restless(Random(SEED))]
    two, three = (variant("hold and recover", hold=hold, recover="0s") for hold in ("2h", "3h"))
    assert rules_hold(written(tmp_path, two, statuses, list(breached(statuses, two))))
    assert not rules_hold(written(tmp_path, three, statuses, list(breached(statuses, two))))
