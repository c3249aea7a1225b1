"""The whole heart against the oracle: whatever the order, the steps and the faults."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from service.kpi.compose.now import NOT_JUDGED
from service.kpi.compose.shown import Room
from service.kpi.policy import Policy
from service.machine import Record
from tests.kpi.corrected import Standing, raw_and_corrected
from tests.kpi.definitions import TOPIC, catalog
from tests.kpi.oracle import Fact, Key, Oracle, accounting, judged
from tests.kpi.pipeline import DAY, POLICY, TOPICS, Pipeline
from tests.kpi.traffic import raw

CATALOG = catalog()
SEEDS = range(3)
FAR = 4_000_000_000_000


def expected(records: Sequence[Sequence[Record]], policy: Policy = POLICY) -> dict[Key, float | None]:
    facts: dict[str, Fact] = {}
    for partition in records:
        for found in judged(partition, policy):
            if found is not None:
                facts.setdefault(found[0], found[1])
    return Oracle(CATALOG, facts.values()).keys()


def values(pipeline: Pipeline) -> dict[Key, float | None]:
    return {key: update.value for key, update in pipeline.last().items()}


def assert_same(found: dict[Key, float | None], wanted: dict[Key, float | None]) -> None:
    assert sorted(found.keys() - wanted.keys()) == []
    assert sorted(wanted.keys() - found.keys()) == []
    assert {key: (found[key], wanted[key]) for key in wanted if found[key] != wanted[key]} == {}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("most", [1, 7, 1000])
def test_the_last_value_of_every_key_is_what_the_events_say(seed: int, most: int) -> None:
    print("seed", seed)
    records = raw(seed, 100, 3)
    pipeline = Pipeline(CATALOG, records, partitions=4)
    pipeline.run(Random(seed), most)
    wanted = expected(records)
    assert len(wanted) > 200
    assert_same(values(pipeline), wanted)


@pytest.mark.parametrize("seed", SEEDS)
def test_lost_machines_come_back_as_they_were(seed: int) -> None:
    print("seed", seed)
    records = raw(seed, 100, 3)
    pipeline = Pipeline(CATALOG, records, partitions=3)
    pipeline.run(Random(seed), 5, faults=0.5)
    assert_same(values(pipeline), expected(records))


@pytest.mark.parametrize("seed", SEEDS)
def test_values_are_right_after_every_event(seed: int) -> None:
    print("seed", seed)
    records = raw(seed, 24, 1)
    for n in range(0, len(records[0]), 2):
        pipeline = Pipeline(CATALOG, [records[0][:n]], partitions=2)
        pipeline.run(Random(seed), 1)
        assert_same(values(pipeline), expected([records[0][:n]]))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_record_is_accounted_for(seed: int) -> None:
    print("seed", seed)
    records = raw(seed, 300, 3)
    pipeline = Pipeline(CATALOG, records, partitions=4)
    pipeline.run(Random(seed), 50, faults=0.1)
    for p, ingest in enumerate(pipeline.machines(TOPIC)):
        mine = [dedupe.outcomes[TOPIC, p] for dedupe in pipeline.machines(TOPICS.facts.name)]
        found = {
            "rejected": sum(ingest.outcomes.rejected.values()),
            "ignored": ingest.outcomes.ignored,
            "counted": sum(each.counted for each in mine),
            "duplicate": sum(each.duplicate for each in mine),
            "conflict": sum(each.conflict for each in mine),
        }
        assert found == accounting(records[p], POLICY)
        assert sum(found.values()) == ingest.outcomes.read == len(records[p])
        rejected = [reject for reject in pipeline.rejects if reject["partition"] == p]
        assert len(rejected) == found["rejected"] + found["conflict"]
        assert len({reject["offset"] for reject in rejected}) == len(rejected)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_restored_machine_says_the_same_as_the_lost_one(seed: int) -> None:
    print("seed", seed)
    records = raw(seed, 150, 2)
    whole, faulty = (Pipeline(CATALOG, records, partitions=2) for _ in range(2))
    order = Random(seed)
    for _ in range(400):
        lane = order.choice(list(whole.lanes))
        whole.step(lane, 9)
        faulty.step(lane, 9)
        if order.random() < 0.2:
            faulty.lanes[lane].keep()
        faulty.lanes[lane].restart()
    assert whole.published
    assert sorted(whole.published) == sorted(faulty.published)
    assert whole.rejects == faulty.rejects


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_too_old_is_decided_by_the_log_whatever_the_steps_the_clock_and_the_faults(seed: int) -> None:
    print("seed", seed)
    policy = replace(POLICY, retention=2 * DAY)
    records = raw(seed, 150, 3)
    wanted = expected(records, policy)
    assert wanted != expected(records)
    for most in (1, 40):
        pipeline = Pipeline(CATALOG, records, partitions=3, policy=policy)
        for lane in list(pipeline.lanes.values())[:2]:
            lane.machine.advance(FAR)
        pipeline.run(Random(seed), most, faults=0.2)
        assert_same(values(pipeline), wanted)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("retention", [400 * DAY, 3 * DAY])
def test_corrected_events_count_as_what_stands_of_them(seed: int, retention: int) -> None:
    print("seed", seed)
    policy = replace(POLICY, retention=retention, future_tolerance=DAY)
    records = raw_and_corrected(seed, 150, 3)
    standing = Standing(records, policy)
    assert standing.changed > 0
    oracle = Oracle(CATALOG, standing.facts)
    oracle.head = standing.head
    wanted = oracle.keys()
    for most, faults in ((1000, 0.0), (7, 0.3)):
        pipeline = Pipeline(CATALOG, records, partitions=3, policy=policy)
        pipeline.run(Random(seed), most, faults=faults)
        assert_same(values(pipeline), wanted)
        assert_all_accounted(pipeline, records)


def assert_all_accounted(pipeline: Pipeline, records: Sequence[Sequence[Record]]) -> None:
    for p, ingest in enumerate(pipeline.machines(TOPIC)):
        heard = sum(dedupe.outcomes[TOPIC, p].heard for dedupe in pipeline.machines(TOPICS.facts.name))
        assert heard + sum(ingest.outcomes.rejected.values()) + ingest.outcomes.ignored == len(records[p])


def test_shuffled_events_give_the_same_values_and_keys() -> None:
    records = [r for r in raw(7, 150, 1)[0] if r.value is not None and b"elsewhere" not in r.value]
    found = []
    for seed in range(3):
        shuffled = Random(seed).sample(records, len(records))
        pipeline = Pipeline(CATALOG, [shuffled[::2], shuffled[1::2]], partitions=3)
        pipeline.run(Random(seed), 20)
        found.append(values(pipeline))
    assert found[0] == found[1] == found[2]


def test_a_bucket_becomes_final_once_and_stays_so() -> None:
    records = raw(3, 150, 2)
    pipeline = Pipeline(CATALOG, records, partitions=3)
    pipeline.run(Random(3), 30)
    before = len(pipeline.published)
    pipeline.settle(Random(3), FAR)
    settled = pipeline.last()
    closing = [update for update in settled.values() if update.end is not None and not update.window[0].isdigit()]
    assert closing and all(update.status == "final" for update in closing)
    assert all(u.status == "provisional" for u in settled.values() if u.window == "all" or u.window[0].isdigit())
    after = len(pipeline.published)
    assert after > before
    pipeline.settle(Random(3), FAR + 10 * 60_000)
    assert len(pipeline.published) == after


def test_nothing_is_final_before_every_partition_was_heard() -> None:
    records = raw(3, 150, 2)
    pipeline = Pipeline(CATALOG, [records[0], []], partitions=2)
    pipeline.run(Random(3), 30)
    assert {update.status for update in pipeline.last().values()} == {"provisional"}


def test_a_view_shows_what_was_published_last() -> None:
    records = raw(5, 200, 2)
    pipeline = Pipeline(CATALOG, records, partitions=3)
    pipeline.run(Random(5), 30)
    last = pipeline.last()
    seen = 0
    for compose in pipeline.machines(TOPICS.changes.name):
        view = compose.view()
        now = view.now(Room(series=1000, apart=frozenset()))
        assert now is not None
        for line, kpi in np.argwhere(now.page.wanted).tolist():
            window, name = view.layout.windows[now.page.window[line]], view.readings[kpi].name
            bucket = view.publisher.spans.name(window, int(now.page.bucket[line]))
            update = last[name, now.scope(line), window.name, bucket]
            evaluation = now.evaluated[kpi].at(line)
            assert (update.value, update.inputs) == (evaluation.value, evaluation.inputs)
            judged = kpi in now.standing and now.standing[kpi].status[line] != NOT_JUDGED
            assert (update.objective is not None) == judged
            seen += 1
    assert seen > 50
