"""count alone: what it adds, whom it tells, and what it remembers."""

from dataclasses import replace

import msgspec
import numpy as np

from schemas.facts import GRAINS, Admitted, Changes, Route
from service.kpi.calendar import ReportingCalendar
from service.kpi.count import Count
from service.kpi.policy import Policy
from service.machine import Record
from tests.kpi.definitions import catalog
from tests.kpi.pipeline import DAY, POLICY, TOPICS

NORTH: Route = ("made", "who", (("shop", "north"),), ())
START = 29_602_880  # a tick of 2026-04-14, 13:20 UTC


def count(policy: Policy = POLICY, partitions: int = 3) -> Count:
    return Count(0, catalog(), ReportingCalendar("Europe/Paris", 60), policy, TOPICS, partitions)


def admitted(*facts: tuple[int, int], mark: int = 0, newest: int = 0, source: int = 0) -> Record:
    """Facts of (tick after START, subject)."""
    tick, subject = np.array(facts, np.int64).reshape(-1, 2).T
    columns = (np.zeros(len(facts), np.uint32), (tick + START).astype(np.uint32), subject.astype(np.uint64))
    packed = Admitted(source, mark, newest, [msgspec.msgpack.encode(NORTH)], *(each.tobytes() for each in columns))
    return Record(0, 0, msgspec.msgpack.encode(packed))


def drained(machine: Count, *records: Record) -> dict[int | None, Changes]:
    machine.apply(records)
    step = machine.drain()
    assert step is not None
    decode = msgspec.msgpack.Decoder(Changes).decode
    return {output.partition: decode(output.value) for output in step.outputs}


def firsts(changes: dict[int | None, Changes]) -> dict[tuple[str, str], int]:
    """Subjects that made something for the first time, by grain and scope."""
    found: dict[tuple[str, str], int] = {}
    for each in changes.values():
        scopes = np.frombuffer(each.distinct_scope, np.uint32).tolist()
        grains, added = np.frombuffer(each.grain, np.uint8).tolist(), np.frombuffer(each.distinct_added, np.int64)
        indicators = np.frombuffer(each.distinct_indicator, np.uint16).tolist()
        for scope, indicator, grain, n in zip(scopes, indicators, grains, added.tolist(), strict=True):
            if each.indicators[indicator] == "made_people":
                key = GRAINS[grain], ",".join(value for _, value in each.scopes[scope])
                found[key] = found.get(key, 0) + n
    return found


def test_a_subject_is_new_once_in_each_bucket_and_scope() -> None:
    machine = count()
    found = firsts(drained(machine, admitted((0, 1), (1, 1), (2, 2), (1440, 1))))
    assert {scope: found["day", scope] for scope in ("", "north")} == {"": 3, "north": 3}
    assert {grain: found[grain, "north"] for grain in GRAINS[1:]} == dict.fromkeys(GRAINS[1:], 2)
    again = firsts(drained(machine, admitted((5, 1), (1441, 2))))
    assert again == {("day", ""): 1, ("day", "north"): 1}


def test_a_head_that_moves_is_told_to_all_partitions_even_if_the_mark_stands() -> None:
    machine = count()
    assert drained(machine, admitted((0, 1))).keys() == {0, 1, 2}
    assert len(drained(machine, admitted((0, 1)))) < 3
    moved = drained(machine, admitted((7, 1)))
    assert {each.head for each in moved.values()} == {START + 7}
    assert moved.keys() == {0, 1, 2}
    assert machine.drain() is None


def test_a_restored_machine_adds_the_same() -> None:
    lost, restored, loaded = count(), count(), count()
    for records in ([admitted((0, 1), (3, 2), mark=70_000)], [admitted((9, 0), mark=90_000, source=1)]):
        lost.apply(records)
        step = lost.drain()
        assert step is not None
        restored.restore(step.change)
    loaded.load(list(lost.snapshot()))
    more = admitted((2, 1), (9, 0), (4, 3), mark=80_000, source=2)
    assert drained(lost, more) == drained(restored, more) == drained(loaded, more)
    assert lost.head == restored.head == loaded.head == START + 9
    assert lost.mark == restored.mark == loaded.mark == 70_000


def test_the_journal_holds_only_facts_that_were_new_somewhere() -> None:
    machine, sizes = count(), []
    for subject in (1, 1):
        machine.apply([admitted(*((tick, subject) for tick in range(500)))])
        step = machine.drain()
        assert step is not None
        sizes.append(len(step.change))
    assert max(sizes) < 200


def test_buckets_are_forgotten_once_nothing_can_fall_into_them() -> None:
    machine = count(replace(POLICY, retention=10 * DAY), partitions=1)
    drained(machine, admitted(*((0, subject) for subject in range(1, 2000))))
    kept = machine.nbytes
    midnight = START + 520  # the next one of Paris
    for tick, forgotten in ((10 * 1440 + 1, False), (10 * 1440 + 2, True)):
        newest = (midnight + tick) * 60_000
        drained(machine, admitted((tick, 1), mark=2 * newest, newest=newest))
        assert (machine.nbytes < kept) == forgotten
