"""count alone: what it adds, whom it tells, and what it remembers."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from pydantic import TypeAdapter

from schemas.definitions import Indicator, Subject
from schemas.facts import GRAINS, Admitted, Changes, Route, ScopeKey
from service.kpi.count.machine import Count
from service.kpi.keys.seen import TakenTwice
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.plans import Plans
from service.kpi.policy import Policy
from service.machine import Record
from tests.kpi.definitions import catalog
from tests.kpi.pipeline import DAY, POLICY, TOPICS

NORTH: Route = ("made", "who", (("shop", "north"),), ())
START = 29_602_880  # a tick of 2026-04-14, 13:20 UTC


def count(policy: Policy = POLICY, partitions: int = 3) -> Count:
    return Count(0, catalog(), ReportingCalendar("Europe/Paris", 60), policy, TOPICS, partitions)


def admitted(*facts: tuple[int, int], mark: int = 0, newest: int = 0, source: int = 0, sign: int = 1) -> Record:
    """Facts of (tick after START, subject)."""
    tick, subject = np.array(facts, np.int64).reshape(-1, 2).T
    columns = (np.zeros(len(facts), np.uint32), (tick + START).astype(np.uint32), subject.astype(np.uint64))
    route, at, who = (each.tobytes() for each in columns)
    signs = b"" if sign > 0 else np.full(len(facts), sign, np.int8).tobytes()
    packed = Admitted(source, mark, newest, [msgspec.msgpack.encode(NORTH)], route, at, who, sign=signs)
    return Record(0, 0, msgspec.msgpack.encode(packed))


def drained(machine: Count, *records: Record) -> dict[int | None, Changes]:
    machine.apply(records)
    step = machine.drain()
    assert step is not None
    decode = msgspec.msgpack.Decoder(Changes).decode
    return {output.partition: decode(output.value) for output in step.outputs}


def grains_of(several: int) -> list[str]:
    return [grain for number, grain in enumerate(GRAINS) if several >> number & 1]


def firsts(changes: dict[int | None, Changes]) -> dict[tuple[str, str], int]:
    """Subjects that made something for the first time, by grain and scope."""
    found: dict[tuple[str, str], int] = {}
    for each in changes.values():
        scopes = np.frombuffer(each.distinct_scope, np.uint32).tolist()
        grains, added = np.frombuffer(each.grains, np.uint8).tolist(), np.frombuffer(each.distinct_added, np.int64)
        indicators = np.frombuffer(each.distinct_indicator, np.uint16).tolist()
        for scope, indicator, several, n in zip(scopes, indicators, grains, added.tolist(), strict=True):
            for grain in grains_of(several) if each.indicators[indicator] == "made_people" else ():
                key = grain, ",".join(value for _, value in each.scopes[scope])
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


def test_the_journal_holds_the_records_as_they_came() -> None:
    machine, records = count(), [admitted((0, 1), (0, 1)), admitted((3, 2))]
    machine.apply(records)
    step = machine.drain()
    assert step is not None
    assert msgspec.msgpack.decode(step.change)[1] == [record.value for record in records]


def test_what_is_taken_back_leaves_nothing() -> None:
    machine = count()
    one = firsts(drained(machine, admitted((0, 1), (1, 1), (0, 2))))
    assert one["all", ""] == 2
    assert firsts(drained(machine, admitted((0, 1), sign=-1))) == {}
    gone = firsts(drained(machine, admitted((1, 1), sign=-1)))
    assert gone == {(grain, scope): -1 for grain in GRAINS for scope in ("", "north")}
    assert firsts(drained(machine, admitted((1, 1)))) == {key: -by for key, by in gone.items()}


def test_a_fact_taken_back_in_the_step_in_which_it_came_is_nothing_to_tell() -> None:
    machine = count()
    drained(machine, admitted((0, 1)))
    told = drained(machine, admitted((0, 2)), admitted((0, 2), sign=-1))
    assert told == {}


def test_a_fact_that_never_came_is_not_taken_back() -> None:
    with pytest.raises(TakenTwice):
        count().apply([admitted((0, 1), sign=-1)])


def test_buckets_are_forgotten_once_nothing_can_fall_into_them_or_be_taken_back() -> None:
    machine = count(replace(POLICY, retention=10 * DAY), partitions=1)
    drained(machine, admitted(*((0, subject) for subject in range(1, 2000))))
    kept = machine.nbytes
    midnight = (START // 1440 + 1) * 1440 - START  # of UTC: dedupe remembers ids by its days
    for tick, forgotten in ((10 * 1440 - 1, False), (10 * 1440, True)):
        newest = (START + midnight + tick) * 60_000
        drained(machine, admitted((tick, 1), mark=2 * newest, newest=newest))
        assert (machine.nbytes < kept) == forgotten


def slots(route: Route, **indicators: dict[str, object]) -> dict[str, list[ScopeKey]]:
    """The scopes in which each indicator sees facts of a route."""
    given: dict[str, object] = {"unit": "count", "title": {"en": "x", "fr": "x"}, "description": {"en": "x", "fr": "x"}}
    read = TypeAdapter[dict[str, Indicator]](dict[str, Indicator])
    whole = replace(
        catalog(),
        subjects={"who": Subject(field="who", on=("made",)), "site": Subject(field="site", on=("made", "used"))},
        indicators=read.validate_python({name: given | each for name, each in indicators.items()}),
        kpis={},
    )
    plans = Plans(whole)
    number = plans.routes.ids([msgspec.msgpack.encode(route)])
    found: dict[str, list[ScopeKey]] = {}
    for owner, slot, *_ in (plans.counted.expand(number), plans.addends(number), plans.distinct.expand(number)):
        assert not owner.any()
        for each in slot.tolist():
            name = plans.indicators[plans.slots.indicator[each]]
            found.setdefault(name, []).append(plans.slots.scopes.names[plans.slots.scope[each]])
    return found


def test_events_are_counted_by_their_main_fact_and_subjects_by_their_own() -> None:
    indicators: dict[str, dict[str, object]] = {
        "events": {"kind": "count", "on": ("made",)},
        "worth": {"kind": "sum", "on": ("made",), "measure": "size"},
        "people": {"kind": "distinct", "on": ("made",)},
        "sites": {"kind": "distinct", "on": ("made",), "of": "site"},
        "users": {"kind": "distinct", "on": ("used",)},
    }
    assert slots(("made", "who", (), ("size",)), **indicators).keys() == {"events", "worth", "people"}
    assert slots(("made", "site", (), ()), **indicators).keys() == {"sites"}
    assert slots(("used", "site", (), ()), **indicators).keys() == {"users"}


def test_a_scope_of_two_dimensions_needs_both() -> None:
    indicator: dict[str, object] = {"kind": "count", "on": ("made",), "by": ("shop+how", "how"), "overall": False}
    both, one = (("shop", "north"), ("how", "hard")), (("shop", None), ("how", "hard"))
    assert slots(("made", "who", both, ()), n=indicator) == {
        "n": [(("how", "hard"), ("shop", "north")), (("how", "hard"),)]
    }
    assert slots(("made", "who", one, ()), n=indicator) == {"n": [(("how", "hard"),)]}
