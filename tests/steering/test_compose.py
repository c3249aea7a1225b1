"""compose steers: what ends a breach without an event of its own, and what a restored lane tells."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import numpy as np
import pytest

from schemas.breaches import Breach
from schemas.definitions import Kpi
from schemas.facts import Changes, ScopeKey
from schemas.updates import Update
from service.kpi.catalog import Catalog
from service.kpi.compose.machine import Compose
from service.kpi.formula.formula import parse_formula
from service.kpi.period.calendar import ReportingCalendar
from service.machine import Record, Step
from tests.kpi.definitions import catalog
from tests.kpi.pipeline import POLICY, TOPICS

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NORTH, SOUTH = (("shop", "north"),), (("shop", "south"),)


def steered(**objective: Any) -> Catalog:
    """The ratio used ÷ made, with an objective of at least a half on three made or more."""
    given = catalog()
    kpi = given.kpis["use_ratio"].model_dump()
    kpi["objective"] = {"at_least": 0.5, "minimum_sample": 3, "severity": "info", "over": ("day",)} | objective
    return replace(given, kpis=dict(given.kpis) | {"use_ratio": Kpi.model_validate(kpi)})


class Lane:
    """A lane of compose, and what it told of a KPI."""

    def __init__(self, given: Catalog) -> None:
        self.catalog = given
        self.machine = self.fresh()
        self.steps: list[Step] = []

    def fresh(self) -> Compose:
        return Compose(0, self.catalog, ReportingCalendar("Europe/Paris", 60), POLICY, TOPICS, 1)

    def restart(self, snapshot: bool) -> None:
        """Lose the machine; build it again of a snapshot, or of all its steps."""
        lost, self.machine = self.machine, self.fresh()
        if snapshot:
            self.machine.load(list(lost.snapshot()))
            return
        for step in self.steps:
            self.machine.restore(step.change)

    def add(self, when: datetime, scope: ScopeKey = (), **counted: int) -> list[Breach]:
        """Count something; the transitions of the step."""
        tick, names = round(when.timestamp()) // 60, list(counted)
        columns = (
            np.zeros(len(names), np.uint32),
            np.arange(len(names), dtype=np.uint16),
            np.full(len(names), tick, np.uint32),
            np.array(list(counted.values()), np.int64),
        )
        packed = Changes(0, 0, tick, [scope], names, *(column.tobytes() for column in columns), *[b""] * 5)
        self.machine.apply([Record(0, 0, msgspec.msgpack.encode(packed))])
        step = self.machine.drain()
        assert step is not None
        self.steps.append(step)
        return told(step)

    def updates(self) -> list[Update]:
        """Those of the last step."""
        outputs = self.steps[-1].outputs
        return [Update.model_validate_json(it.value) for it in outputs if it.topic == TOPICS.updates.name]


def told(step: Step) -> list[Breach]:
    return [Breach.model_validate_json(it.value) for it in step.outputs if it.topic == TOPICS.breaches.name]


def kinds(breaches: Sequence[Breach]) -> list[str]:
    return [breach.kind for breach in breaches]


def test_a_breach_has_the_value_and_the_revision_of_the_update_beside_it() -> None:
    lane = Lane(steered())
    assert lane.add(NOON, used_total=1, made_total=2) == []  # too small a sample
    (breach,) = lane.add(NOON, made_total=2)
    beside = next(each for each in lane.updates() if each.kpi == "use_ratio" and each.window == "day")
    assert (breach.value, breach.inputs, breach.objective) == (beside.value, beside.inputs, beside.objective)
    assert (breach.revision, breach.as_of, breach.bucket) == (beside.revision, beside.as_of, "2026-11-24")
    assert (breach.since, breach.previous, breach.state) == (NOON, "unknown", "breached")
    (recovery,) = lane.add(NOON + timedelta(minutes=5), used_total=1)
    assert (recovery.value, recovery.since, recovery.state) == (0.5, NOON + timedelta(minutes=5), "met")


def sampled(**objective: Any) -> Catalog:
    """The same, judged on what one indicator counts, which is not in the formula's denominator."""
    given = steered(**objective)
    kpi = given.kpis["use_ratio"]
    assert kpi.objective
    formula = parse_formula(kpi.formula, kpi.objective.sample)
    return replace(given, formulas=dict(given.formulas) | {"use_ratio": formula})


def test_a_sample_of_its_own_decides_whether_a_value_is_judged_and_is_told_beside_it() -> None:
    lane = Lane(sampled(sample=("made_total", "used_total"), minimum_sample=5))
    assert lane.add(NOON, used_total=1, made_total=3) == []
    (breach,) = lane.add(NOON, made_total=1)
    assert (breach.value, breach.denominator, breach.inputs) == (0.25, 4, {"used_total": 1, "made_total": 4})
    assert breach.objective.minimum_sample == 5


def test_a_sample_that_grows_beside_a_value_that_stays_has_it_judged() -> None:
    lane = Lane(sampled(sample=("left_total",), minimum_sample=2))
    assert lane.add(NOON, used_total=1, made_total=4, left_total=1) == []
    (breach,) = lane.add(NOON, left_total=1)
    assert (breach.value, breach.inputs["left_total"]) == (0.25, 2)
    (recovery,) = lane.add(NOON, left_total=-1)
    assert (recovery.value, recovery.state) == (0.25, "unknown")


def test_a_breach_of_a_scope_that_gets_no_more_events_ends_when_the_head_leaves_its_bucket() -> None:
    lane = Lane(steered())
    assert kinds(lane.add(NOON, NORTH, made_total=4)) == ["breach"]
    assert lane.add(NOON + timedelta(hours=10), SOUTH, used_total=1) == []
    (recovery,) = lane.add(NOON + timedelta(hours=12), SOUTH, used_total=1)
    assert (recovery.scope, recovery.bucket, recovery.value, recovery.inputs) == (
        {"shop": "north"},
        "2026-11-25",
        None,
        {},
    )
    assert (recovery.state, recovery.objective.status, recovery.previous) == ("unknown", "unknown", "breached")


def test_a_breach_that_goes_on_in_the_next_bucket_is_no_new_one() -> None:
    lane = Lane(steered())
    assert kinds(lane.add(NOON, made_total=4)) == ["breach"]
    assert lane.add(NOON + timedelta(days=1), made_total=4) == []
    assert kinds(lane.add(NOON + timedelta(days=1), used_total=4)) == ["recovery"]


def test_a_value_that_is_good_in_the_next_bucket_is_one_recovery() -> None:
    lane = Lane(steered())
    assert kinds(lane.add(NOON, made_total=4)) == ["breach"]
    assert kinds(lane.add(NOON + timedelta(days=1), used_total=4, made_total=4)) == ["recovery"]


def test_a_rolling_window_recovers_when_what_was_bad_has_rolled_out_of_it() -> None:
    lane = Lane(steered(over=("5m",)))
    assert kinds(lane.add(NOON, NORTH, made_total=4)) == ["breach"]
    assert lane.add(NOON + timedelta(minutes=4), SOUTH, used_total=1) == []
    (recovery,) = lane.add(NOON + timedelta(minutes=5), SOUTH, used_total=1)
    assert (recovery.scope, recovery.state, recovery.inputs["made_total"]) == ({"shop": "north"}, "unknown", 0)


def test_a_breach_whose_events_were_taken_back_is_over() -> None:
    lane = Lane(steered())
    assert kinds(lane.add(NOON, made_total=4)) == ["breach"]
    (recovery,) = lane.add(NOON, made_total=-4)
    assert (recovery.value, recovery.inputs, recovery.state) == (None, {}, "unknown")


def test_a_late_event_of_a_past_bucket_is_no_breach_of_today() -> None:
    lane = Lane(steered())
    lane.add(NOON, used_total=4, made_total=4)
    assert lane.add(NOON - timedelta(days=3), made_total=4)[:1] == []


@pytest.mark.parametrize("snapshot", [True, False])
def test_a_restored_lane_repeats_nothing_and_knows_what_it_waits_for(snapshot: bool) -> None:
    lane = Lane(steered(hold="10m", recover="10m"))
    assert lane.add(NOON, NORTH, made_total=4) == []
    lane.restart(snapshot)
    assert lane.add(NOON + timedelta(minutes=9), SOUTH, used_total=1) == []
    (breach,) = lane.add(NOON + timedelta(minutes=10), SOUTH, used_total=1)
    assert (breach.kind, breach.since, breach.as_of - breach.since) == ("breach", NOON, timedelta(minutes=10))
    lane.restart(snapshot)
    assert lane.add(NOON + timedelta(minutes=11), NORTH, used_total=4) == []
    lane.restart(snapshot)
    (recovery,) = lane.add(NOON + timedelta(minutes=21), SOUTH, used_total=1)
    assert (recovery.kind, recovery.state, recovery.value) == ("recovery", "met", 1.0)


def test_only_the_scope_that_an_objective_names_is_judged() -> None:
    lane = Lane(steered(where={"shop": "north"}))
    assert lane.add(NOON, SOUTH, made_total=4) == lane.add(NOON, made_total=4) == []
    assert {each.objective for each in lane.updates()} == {None}
    assert [breach.scope for breach in lane.add(NOON, NORTH, made_total=4)] == [{"shop": "north"}]


def test_beyond_the_limit_a_breach_is_critical() -> None:
    lane = Lane(steered(limit=0.25))
    (breach,) = lane.add(NOON, made_total=4)
    assert (breach.objective.severity, breach.objective.limit) == ("critical", 0.25)
    lane.add(NOON, used_total=1)
    beside = next(each for each in lane.updates() if each.objective and each.kpi == "use_ratio")
    assert beside.objective is not None and beside.objective.severity == "info"


def test_a_pace_is_told_again_as_time_elapses_and_breaks_by_time_alone() -> None:
    given = steered(pace=True, at_least=1.0, minimum_sample=0)
    lane = Lane(given)
    midnight = datetime(2026, 11, 23, 23, tzinfo=UTC)  # in Paris
    assert lane.add(midnight, NORTH, used_total=1, made_total=4) == []  # nothing is expected yet
    assert lane.add(midnight + timedelta(hours=5, minutes=59), SOUTH, used_total=1) == []
    at_six = next(each for each in lane.updates() if each.scope == {"shop": "north"} and each.objective)
    assert at_six.objective is not None and at_six.objective.pace is not None
    assert (at_six.value, at_six.objective.pace.expected, at_six.objective.pace.value) == (0.25, 0.25, 1.0)
    (breach,) = lane.add(midnight + timedelta(hours=6, minutes=14), SOUTH, used_total=1)
    assert breach.scope == {"shop": "north"} and breach.objective.pace is not None
    assert (breach.objective.pace.elapsed, breach.objective.attainment) == (6.25 / 24, 0.25)


def test_where_nothing_crosses_nothing_is_kept_in_the_journal() -> None:
    lane = Lane(steered())
    lane.add(NOON, NORTH, used_total=4, made_total=4)
    before = len(lane.steps[-1].change)
    lane.add(NOON, NORTH, used_total=4, made_total=4)
    assert len(lane.steps[-1].change) == before
