"""The whole heart in memory against the recount, on random mixed logs: updates, rejects and accounting.

Whatever the order of the steps, and with machines that are lost and restored: a difference is a mistake in one of two
readings of the contract that share no code.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import duckdb
import orjson
import pytest
from aiokafka import ConsumerRecord

from service.catalog.holidays import holidays_of
from service.kpi.catalog import Catalog
from service.kpi.derive.derivations import Derivations
from service.kpi.formula.formula import parse_formula
from service.machine import Record
from service.verify.accounting import compare_accounting
from service.verify.breaches import compare_breaches
from service.verify.compare import Comparison, compare_rejects, compare_updates
from service.verify.figures import instant
from service.verify.judge import MILLISECOND
from service.verify.plan import Plan
from service.verify.published import Published
from service.verify.records import Raw
from service.verify.recount import Recount
from service.verify.transitions import Transitions
from tests.kpi.definitions import TOPIC
from tests.kpi.pipeline import POLICY, TOPICS, Pipeline
from tests.verify.corrected import RETENTION, TOLERANCE, log
from tests.verify.handmade import RawLog, count
from tests.verify.streams import stream
from tests.verify.test_oracle import NOW, ZONE
from tests.verify.things import MODELS, things

FISCAL = 4  # the month with which the pipeline's fiscal year begins
PLAN = things(ZONE, fiscal_start=FISCAL, future_tolerance=timedelta(days=10))
STRICT = things(ZONE, fiscal_start=FISCAL, retention=RETENTION, future_tolerance=TOLERANCE)
STRICT_POLICY = replace(POLICY, retention=RETENTION // MILLISECOND, future_tolerance=TOLERANCE // MILLISECOND)


def catalog(plan: Plan = PLAN) -> Catalog:
    """The plan's definitions as the machines take them."""
    definitions = plan.definitions
    return Catalog(
        subjects=definitions.subjects,
        derivations=Derivations({}, {}),
        entities=definitions.entities,
        visits=definitions.visits,
        indicators=definitions.indicators,
        kpis=definitions.kpis,
        formulas={
            name: parse_formula(kpi.formula, kpi.objective.sample if kpi.objective else ())
            for name, kpi in definitions.kpis.items()
        },
        families={},
        resolution=plan.resolution,
        fingerprint="things",
        holidays={"FR": holidays_of("FR")},
    )


def run(records: Sequence[Raw], seed: int, strict: bool = False, faults: float = 0.02, plan: Plan = PLAN) -> Pipeline:
    raw = [
        [Record(each.offset, each.timestamp, each.value) for each in records if each.partition == partition]
        for partition in range(3)
    ]
    policy = STRICT_POLICY if strict else POLICY
    pipeline = Pipeline(catalog(plan), raw, partitions=3, policy=policy, models=MODELS)
    pipeline.run(Random(seed), Random(seed).choice((1, 7, 100)), faults)
    return pipeline


def compared(pipeline: Pipeline, records: list[Raw], plan: Plan = PLAN) -> tuple[Comparison, ...]:
    said = Published(TOPICS.updates.name, TOPICS.breaches.name, TOPICS.accounting.name)
    updates = [(TOPICS.updates.name, key, value) for _, key, value in pipeline.published]
    breaches = [(TOPICS.breaches.name, key, value) for key, value in pipeline.breaches]
    rejects = [(TOPICS.rejects.name, None, orjson.dumps(reject)) for reject in pipeline.rejects]
    standing = [(it.topic, it.key, it.value) for lane in pipeline.lanes.values() for it in lane.machine.standing()]
    said.add(
        ConsumerRecord(topic, 0, n, 0, 0, key, value, None, 0, 0, ())
        for n, (topic, key, value) in enumerate([*updates, *breaches, *rejects, *standing])
    )
    figures, broken = said.figures()
    told, unlike = said.told.accounting()
    made = count(RawLog(NOW, TOPIC, records), plan, said.conflicts)
    head = None if made.recount.head is None else instant(made.recount.head * plan.resolution)
    return (
        compare_updates(made.recount.figures, figures).and_broken(broken).and_also(said.history.differences(head)),
        compare_rejects(made.recount.refusals, said.refusals).and_broken(said.unreadable),
        steered_right(plan, made.recount, said.transitions),
        compare_accounting("accounting", made.read, made.recount, told).and_broken(unlike),
    )


def steered_right(plan: Plan, found: Recount, told: Transitions) -> Comparison:
    with duckdb.connect(config={"threads": 1}) as db:
        return compare_breaches(db, plan, found, told, whole=True)


def assert_equal(comparisons: tuple[Comparison, ...]) -> None:
    assert comparisons == tuple(Comparison(each.what, each.compared) for each in comparisons)


def spread(seed: int, events: int) -> list[Raw]:
    """The events of a stream over three partitions."""
    sent, random = RawLog(NOW, TOPIC), Random(seed)
    for event in stream(seed, events):
        sent.send(event, partition=random.randrange(3))
    return sent.records


@pytest.mark.parametrize("seed", range(4))
def test_the_pipeline_says_what_the_recount_says(seed: int) -> None:
    print("seed", seed)
    records = spread(seed, 120)
    comparisons = compared(run(records, seed), records)
    assert comparisons[0].compared > 1_000
    assert_equal(comparisons)


@pytest.mark.parametrize("seed", range(100, 108))
def test_it_does_so_whatever_is_corrected_taken_back_repeated_or_too_old(seed: int) -> None:
    print("seed", seed)
    records = log(seed)
    comparisons = compared(run(records, seed, strict=True), records, STRICT)
    assert comparisons[0].compared > 500
    assert comparisons[1].compared > 30
    assert_equal(comparisons)


def years(seed: int) -> list[Raw]:
    """A stream whose events are moved back by days, weeks, a month, a year, so that periods have others before them."""
    random, records = Random(seed), []
    for record in spread(seed, 160):
        event = orjson.loads(record.value or b"")
        back = timedelta(days=random.choice((0, 0, 1, 7, 31, 364, 365, 366)))
        event["time"] = (datetime.fromisoformat(event["time"]) - back).isoformat()
        records.append(replace(record, value=orjson.dumps(event)))
    return records


@pytest.mark.parametrize("seed", range(200, 204))
def test_values_are_compared_with_the_same_earlier_ones(seed: int) -> None:
    print("seed", seed)
    records = years(seed)
    comparisons = compared(run(records, seed), records)
    figures = count(RawLog(NOW, TOPIC, records), PLAN).recount.figures
    told = [(key, said.evolution) for key, said in figures.items() if said.evolution]
    assert sum(each.previous is not None for _, each in told) > 50
    assert sum(each.year_ago is not None for _, each in told) > 50
    cut = [(key, base.value) for key, each in told if each.running for base in (each.previous, each.year_ago) if base]
    print("bases of running periods that are not 0:", Counter(key.kpi for key, value in cut if value).most_common())
    assert {"things", "anyone"} & {key.kpi for key, value in cut if value}
    assert_equal(comparisons)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_correction_that_leaves_the_time_as_it_was_leaves_the_event_there(reverse: bool) -> None:
    # In a life or a visit both versions have the same place, so the one that goes must not take the other with it.
    event: dict[str, object] = {"id": "e", "type": "seen", "time": "2026-03-28T20:32:00Z", "who": "w", "shop": "north"}
    low, high = (
        {"id": name, "type": "event_corrected", "time": time, "event": "e", "by": event | {"shop": name}}
        for name, time in (("low", "2026-03-28T21:00:00Z"), ("high", "2026-03-28T22:00:00Z"))
    )
    sent = RawLog(NOW.replace(month=3, day=29), TOPIC)
    for each in (high, low, event) if reverse else (event, high, low):
        sent.send(each)
    comparisons = compared(run(sent.records, 1), sent.records)
    assert ("walks", (("shop", "high"),)) in {key[:2] for key in count(sent, PLAN).recount.figures}
    assert_equal(comparisons)
