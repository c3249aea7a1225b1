"""dedupe alone: duplicates, conflicts and what is forgotten."""

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import orjson

from schemas.facts import Admitted, Facts
from service.kpi.dedupe import Dedupe, Outcomes
from service.machine import Output, Record
from tests.kpi.pipeline import DAY, POLICY, TOPICS

SOURCES = [("things", 0), ("things", 1)]
POLICY_OF_DAYS = replace(POLICY, retention=10 * DAY)


def dedupe() -> Dedupe:
    return Dedupe(0, 60, POLICY_OF_DAYS, TOPICS, 2, SOURCES)


def facts(*rows: tuple[int, int, int], partition: int = 0, mark: int = 0) -> Record:
    """Facts of (id, content, day)."""
    ids, contents, days = (np.array(part, np.uint64) for part in zip(*rows, strict=True))
    tick = (days * np.uint64(1440)).astype(np.uint32)
    places = np.zeros(len(rows), np.uint32)
    offsets = np.arange(len(rows))
    columns = (places, tick, ids, ids, contents << np.uint64(20), offsets)
    return Record(
        0, 0, msgspec.msgpack.encode(Facts("things", partition, mark, [b"r"], *(c.tobytes() for c in columns)))
    )


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
        ("things", 0): Outcomes(counted=2, duplicate=1, conflict=1),
        ("things", 1): Outcomes(duplicate=1),
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


def test_ids_are_forgotten_with_their_day_and_what_comes_later_is_too_old() -> None:
    machine = dedupe()
    drained(machine, facts((1, 1, 99), (2, 1, 100)))
    mark = 110 * DAY
    drained(machine, facts((3, 1, 105), mark=mark), facts((4, 1, 105), mark=mark, partition=1))
    outputs = drained(machine, facts((1, 1, 99), (2, 1, 100), (3, 2, 105)))
    assert admitted(outputs) == []
    assert [each["reason"] for each in rejected(outputs)] == ["conflict", "before_horizon"]
    assert machine.outcomes["things", 0].duplicate == 1


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
