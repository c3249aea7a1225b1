"""dedupe alone: duplicates, conflicts and what is forgotten."""

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import orjson
import pytest

from schemas.facts import Admitted, Facts
from service.kpi.accounting import Admission
from service.kpi.dedupe.machine import BeyondHorizon, Dedupe
from service.kpi.policy import Policy, RejectLimit
from service.kpi.reject_limit import TooManyRejects
from service.machine import Output, Record
from tests.kpi.pipeline import DAY, POLICY, TOPICS

ROUTE = msgspec.msgpack.encode(("made", "who", (), ()))
SOURCES = [("things", 0), ("things", 1)]
POLICY_OF_DAYS = replace(POLICY, retention=10 * DAY)


def dedupe(policy: Policy = POLICY_OF_DAYS) -> Dedupe:
    return Dedupe(0, 60, policy, TOPICS, 2, SOURCES)


def facts(*rows: tuple[int, int, int], partition: int = 0, mark: int = 0, newest: int = 0) -> Record:
    """Facts of (id, content, day)."""
    ids, contents, days = (np.array(part, np.uint64) for part in zip(*rows, strict=True))
    tick = (days * np.uint64(1440)).astype(np.uint32)
    places = np.zeros(len(rows), np.uint32)
    offsets = np.arange(len(rows))
    columns = (places, tick, ids, ids, contents << np.uint64(40), offsets)
    packed = Facts("things", partition, mark, newest, [ROUTE], *(c.tobytes() for c in columns))
    return Record(0, 0, msgspec.msgpack.encode(packed))


def drained(machine: Dedupe, *records: Record) -> list[Output]:
    machine.apply(records)
    step = machine.drain()
    assert step is not None
    return list(step.outputs)


def admitted(outputs: list[Output]) -> list[int]:
    decode = msgspec.msgpack.Decoder(Admitted).decode
    mine = [decode(output.value) for output in outputs if output.topic == TOPICS.admitted.name]
    return sorted(int(subject) for record in mine for subject in np.frombuffer(record.subject, np.uint64))


def rejected(outputs: list[Output]) -> list[dict[str, Any]]:
    return [orjson.loads(output.value) for output in outputs if output.topic == TOPICS.rejects.name]


def test_the_first_of_an_id_passes_and_the_others_are_told_apart() -> None:
    machine = dedupe()
    outputs = drained(machine, facts((1, 7, 0), (1, 7, 0), (1, 8, 0), (0, 7, 0)), facts((1, 7, 0), partition=1))
    assert admitted(outputs) == [0, 1]
    assert [(each["reason"], each["partition"], each["offset"]) for each in rejected(outputs)] == [("conflict", 0, 2)]
    assert machine.outcomes == {
        ("things", 0): Admission(counted=2, duplicate=1, conflict=1),
        ("things", 1): Admission(duplicate=1),
    }


def test_an_id_on_another_day_is_a_conflict_too() -> None:
    machine = dedupe()
    outputs = drained(machine, facts((1, 7, 100), (1, 8, 103)))
    assert (admitted(outputs), len(rejected(outputs))) == ([1], 1)


def test_the_mark_is_that_of_the_slowest_partition_and_none_before_all_were_heard() -> None:
    machine = dedupe()
    drained(machine, facts((1, 1, 0), mark=5))
    assert machine.mark == 0
    drained(machine, facts((2, 1, 0), mark=3, partition=1))
    assert machine.mark == 3


def test_ids_are_forgotten_with_their_day_by_the_newest_records_of_all_sources() -> None:
    machine, newest = dedupe(), 110 * DAY
    ids = [(number, 1, 99) for number in range(5000)]
    drained(machine, facts(*ids, (5000, 1, 100)))
    full = machine.nbytes
    drained(machine, facts((6000, 1, 105), newest=newest))
    assert machine.nbytes == full, "a source that was not heard may still send old facts"
    drained(machine, facts((6001, 1, 105), newest=newest, partition=1))
    assert machine.nbytes < full
    assert admitted(drained(machine, facts((5000, 1, 100), (6000, 1, 105)))) == []


def test_the_clock_of_a_silent_source_forgets_nothing() -> None:
    machine, late = dedupe(), 500 * DAY
    drained(machine, facts((1, 1, 99), mark=late, newest=100 * DAY), facts((2, 1, 99), mark=late, partition=1))
    assert machine.mark == late
    assert admitted(drained(machine, facts((1, 1, 99), (3, 1, 99)))) == [3]


def test_a_fact_of_a_forgotten_day_is_a_broken_promise_and_stops_the_machine() -> None:
    machine, newest = dedupe(), 110 * DAY
    drained(machine, facts((1, 1, 105), newest=newest), facts((2, 1, 105), newest=newest, partition=1))
    with pytest.raises(BeyondHorizon, match="a fact of day 99; ids are remembered from day 100 on"):
        machine.apply([facts((3, 1, 99))])


def test_too_many_conflicts_of_one_source_in_a_row_stop_the_machine_even_over_restarts() -> None:
    policy = replace(POLICY_OF_DAYS, reject_limit=RejectLimit(run=4))
    lost, restored, loaded = (dedupe(policy) for _ in range(3))
    lost.apply([facts((1, 1, 0), (1, 2, 0), (1, 3, 0)), facts((1, 4, 0), partition=1), facts((1, 5, 0))])
    step = lost.drain()
    assert step is not None
    restored.restore(step.change)
    loaded.load(list(lost.snapshot()))
    for machine in (lost, restored, loaded):
        with pytest.raises(TooManyRejects, match=r"things/0: 4 .* offset 0 \(conflict: .* VIGIE_REJECT_RUN \(now 4\)"):
            machine.apply([facts((1, 6, 0))])


def test_a_fact_that_is_no_conflict_ends_a_run_of_them() -> None:
    machine = dedupe(replace(POLICY_OF_DAYS, reject_limit=RejectLimit(run=3)))
    machine.apply(
        [facts((1, 1, 0), (1, 2, 0), (1, 2, 0), (2, 2, 0), (1, 2, 0)), facts((1, 3, 0), (1, 1, 0), (1, 2, 0))]
    )
    assert machine.outcomes["things", 0].conflict == 5


def test_a_restored_machine_knows_the_same_ids() -> None:
    lost = dedupe()
    steps = []
    mark = 5 * DAY
    heard = facts((7, 1, 0), mark=mark, partition=1)
    for record in (heard, facts((1, 1, 0), (0, 2, 0)), facts((5, 1, 9), (1, 1, 0), mark=mark)):
        lost.apply([record])
        step = lost.drain()
        assert step is not None
        steps.append(step.change)
    restored, loaded = dedupe(), dedupe()
    for change in steps:
        restored.restore(change)
    loaded.restore(steps[0])
    loaded.load(list(lost.snapshot()))
    again = facts((1, 1, 0), (0, 2, 0), (5, 3, 9), (6, 1, 9))
    assert drained(lost, again) == drained(restored, again) == drained(loaded, again)
    assert lost.outcomes == restored.outcomes == loaded.outcomes
