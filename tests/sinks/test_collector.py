"""What a scrape shows is what the machines hold at that moment, and what a lost lane held is gone."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from service import names
from service.machine import Record
from service.sinks.metrics import WorkerCollector
from service.sinks.scrape import Scrape, ScrapePolicy
from service.stream.lane import LaneFigures
from tests.kpi.definitions import TOPIC, catalog
from tests.kpi.entries import records
from tests.kpi.pipeline import TOPICS, Pipeline
from tests.kpi.test_corrections import control, dedupe
from tests.kpi.test_ingest import NOON, STAMP, made
from tests.sinks.crowded import scraped


def lane(topic: str, partition: int, machine: Any) -> Any:
    """A lane as the collector sees it."""
    return SimpleNamespace(
        spec=SimpleNamespace(agent=type(machine).__name__.lower(), topic=topic),
        partition=partition,
        machine=machine,
        figures=LaneFigures(steps=3, records=7, snapshots=1, recovery_seconds=0.5, journal_bytes=90, journal_records=2),
        position=70,
        lag=4,
    )


class Worker:
    """Its lanes counted four things made in the north, one used there and one in the south; an id twice, a reject."""

    def __init__(self, lanes: list[Any] | None = None, before: Sequence[bytes] = ()) -> None:
        used = made(9, type="used")
        elsewhere = made(8, type="used", shop="south")
        payloads = [*before, *(made(number) for number in range(4)), used, used, elsewhere, b"{"]
        raw = [Record(offset, STAMP, payload) for offset, payload in enumerate(payloads)]
        pipeline = Pipeline(catalog(), [raw], partitions=2)
        pipeline.run(Random(1), most=10)
        of = pipeline.lanes.items()
        self.lanes = [lane(topic, p, it.machine) for (topic, p), it in of] if lanes is None else lanes
        registry = CollectorRegistry()
        registry.register(WorkerCollector(self.lanes, catalog()))
        self._scrape = Scrape(ScrapePolicy(100, 2), self.lanes, catalog(), registry)

    def value(self, name: str, **labels: str) -> float | None:
        return scraped(asyncio.run(self._scrape())).get((name, frozenset(labels.items())))


@pytest.fixture(scope="module")
def worker() -> Worker:
    return Worker()


@pytest.mark.parametrize(("scope", "used"), [({}, 2), ({"shop": "north"}, 1)])
def test_a_ratio_is_shown_with_both_its_parts(worker: Worker, scope: dict[str, str], used: int) -> None:
    of = {names.KPI: "use_ratio", names.WINDOW: "day"} | scope
    assert worker.value(names.KPI_VALUE, **of) == used / 4
    assert worker.value(names.KPI_NUMERATOR, **of) == used
    assert worker.value(names.KPI_DENOMINATOR, **of) == 4


def test_the_period_before_and_that_of_a_year_ago_are_shown_up_to_the_same_share() -> None:
    hours = {"y": 24 + 1, "z": 24 - 1, "u": 24 + 2, "a": 365 * 24 + 1}
    times = {name: (NOON - timedelta(hours=each)).isoformat() for name, each in hours.items()}
    kinds = {"u": "used"}
    before = [made(0, id=name, type=kinds.get(name, "made"), time=time) for name, time in times.items()]
    worker = Worker(before=before)
    day = {names.KPI: "use_ratio", names.WINDOW: "day"}
    assert worker.value(names.KPI_PREVIOUS, **day) == 1  # what was made an hour later than now is not in it
    assert worker.value(names.KPI_YEAR_AGO, **day) == 0
    assert worker.value(names.KPI_PREVIOUS, **day | {names.WINDOW: "all"}) is None
    assert worker.value(names.KPI_PREVIOUS, **day | {names.KPI: "use_rate"}) == 1  # different people are cut as well


def test_an_indicator_is_shown_by_scope_and_window(worker: Worker) -> None:
    assert worker.value(names.INDICATOR_VALUE, **{names.INDICATOR: "made_total", names.WINDOW: "all"}) == 4


def test_an_objective_is_shown_with_target_attainment_and_the_one_status_that_holds(worker: Worker) -> None:
    objective = catalog().kpis["use_ratio"].objective
    assert objective is not None
    target = {names.KPI: "use_ratio", names.DIRECTION: objective.direction, names.SEVERITY: objective.severity}
    assert worker.value(names.OBJECTIVE_TARGET, **target) == 0.5
    of = {names.KPI: "use_ratio", names.WINDOW: "day"}
    assert worker.value(names.OBJECTIVE_ATTAINMENT, **of) == 1
    statuses = ("met", "breached", "unknown")
    shown = {status: worker.value(names.OBJECTIVE_STATUS, **of | {names.STATUS: status}) for status in statuses}
    assert shown == {"met": 1, "breached": None, "unknown": None}


def test_what_became_of_the_events_adds_up(worker: Worker) -> None:
    of = {names.TOPIC: TOPIC, names.PARTITION: "0"}
    shown = {
        outcome: worker.value(f"{names.EVENTS}_total", **of | {names.OUTCOME: outcome})
        for outcome in ("counted", "duplicate", "rejected", "ignored")
    }
    assert shown == {"counted": 6, "duplicate": 1, "rejected": 1, "ignored": 0}
    assert worker.value(f"{names.REJECTS}_total", **of | {names.REASON: "invalid_json"}) == 1


def test_a_lane_shows_what_it_did_and_where_it_is(worker: Worker) -> None:
    of = {names.AGENT: "compose", names.TOPIC: TOPICS.changes.name, names.PARTITION: "1"}
    shown = {name: worker.value(name, **of) for name in (names.LANE_POSITION, names.LANE_LAG, names.LANE_RECOVERY)}
    assert shown == {names.LANE_POSITION: 70, names.LANE_LAG: 4, names.LANE_RECOVERY: 0.5}
    assert worker.value(names.JOURNAL_BYTES, **of) == 90 and worker.value(names.JOURNAL_RECORDS, **of) == 2
    counters = (names.LANE_STEPS, names.LANE_RECORDS, names.SNAPSHOTS)
    assert [worker.value(f"{name}_total", **of) for name in counters] == [3, 7, 1]


def test_nothing_of_a_lane_that_went_is_shown() -> None:
    worker = Worker()
    of = {names.KPI: "use_ratio", names.WINDOW: "day"}
    assert worker.value(names.KPI_VALUE, **of) is not None
    worker.lanes.clear()
    assert worker.value(names.KPI_VALUE, **of) is None


def test_an_undefined_value_has_no_sample_though_its_parts_have(worker: Worker) -> None:
    nothing_made = {names.KPI: "use_ratio", names.WINDOW: "day", "shop": "south"}
    assert worker.value(names.KPI_NUMERATOR, **nothing_made) == 1
    assert worker.value(names.KPI_DENOMINATOR, **nothing_made) == 0
    assert worker.value(names.KPI_VALUE, **nothing_made) is None


def test_a_worker_without_lanes_shows_its_targets_and_no_values() -> None:
    worker = Worker([])
    objective = catalog().kpis["use_ratio"].objective
    assert objective is not None
    target = {names.KPI: "use_ratio", names.DIRECTION: objective.direction, names.SEVERITY: objective.severity}
    assert worker.value(names.OBJECTIVE_TARGET, **target) == 0.5
    assert worker.value(names.KPI_VALUE, **{names.KPI: "use_ratio", names.WINDOW: "day"}) is None


def test_control_events_that_wait_for_their_event_are_shown_for_all_lanes_together() -> None:
    machine = dedupe()
    machine.apply(records([control(3), control(4, identity=8)]))
    shown = Worker([lane("facts", 0, machine), lane("facts", 1, dedupe()), lane("facts", 2, machine)])
    assert shown.value(names.CONTROLS_WAITING) == 4
