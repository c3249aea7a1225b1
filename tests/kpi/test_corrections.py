"""What dedupe sends for corrected events, whatever the order: the net sum is what stands."""

from collections import Counter
from dataclasses import replace
from random import Random

import msgspec
import numpy as np
import pytest

from schemas.facts import Admitted
from service.kpi.accounting import Admission
from service.kpi.dedupe.machine import Dedupe
from service.kpi.policy import Policy
from service.machine import Output, Record
from tests.kpi.entries import (
    FIRST_TICK,
    SOURCES,
    TICKS,
    Entry,
    Told,
    copies,
    net,
    record,
    records,
    sent,
    some,
    standing,
)
from tests.kpi.pipeline import DAY, POLICY, TOPICS

POLICY_OF_DAYS = replace(POLICY, retention=10 * DAY)
ALWAYS = range(FIRST_TICK - 1, FIRST_TICK + TICKS)


def dedupe(policy: Policy = POLICY_OF_DAYS) -> Dedupe:
    return Dedupe(0, 60, policy, TOPICS, 2, SOURCES)


def drained(machine: Dedupe, *given: Record) -> list[Output]:
    machine.apply(given)
    step = machine.drain()
    assert step is not None
    return list(step.outputs)


def told(number: int, tick: int = FIRST_TICK) -> Told:
    return ("made", "thing", (), ("worth",)), tick, number, (number * 10,)


def event(*facts: Told, content: int = 1, identity: int = 7) -> Entry:
    return Entry(identity, facts, content << 40)


def control(version: int, *facts: Told, holds: range = ALWAYS, content: int = 1, identity: int = 7) -> Entry:
    return Entry(identity, facts, content << 40, version, holds.start, holds.stop - 1)


class Journaled:
    """A machine that may be lost, with its journal."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._snapshot: list[bytes] | None = None
        self._steps: list[bytes] = []
        self.machine = dedupe()
        self.outputs: list[Output] = []

    def step(self, given: list[Record]) -> None:
        """Fold records, and lose the machine or cut the journal now and then."""
        self.machine.apply(given)
        step = self.machine.drain()
        assert step is not None
        self._steps.append(step.change)
        self.outputs += step.outputs
        match self._random.randrange(4):
            case 0:
                self._snapshot, self._steps = list(self.machine.snapshot()), []
            case 1:
                self.restart()

    def restart(self) -> None:
        self.machine = dedupe()
        if self._snapshot is not None:
            self.machine.load(self._snapshot)
        for step in self._steps:
            self.machine.restore(step)


def run(entries: list[Entry], random: Random, most: int) -> Journaled:
    """All of them in this order, in batches and steps of any size, over restarts."""
    journaled, given = Journaled(random), records(entries)
    while given:
        number = random.randrange(1, most + 1)
        journaled.step(given[:number])
        given = given[number:]
    return journaled


@pytest.mark.parametrize("seed", range(60))
def test_any_order_and_any_restarts_leave_what_stands(seed: int) -> None:
    print("seed", seed)
    random = Random(seed)
    entries = some(random, 60)
    repeated = copies(random, entries, len(entries))
    wanted, found = standing(entries + repeated), []
    for most in (1, 4, 1000):
        shuffled = random.sample(entries + repeated, len(entries) + len(repeated))
        journaled = run(shuffled, random, most)
        assert net(journaled.outputs) == wanted
        found.append(journaled.machine.outcomes)
    counted = [sum(each.counted for each in outcomes.values()) for outcomes in found]
    duplicate = [sum(each.duplicate for each in outcomes.values()) for outcomes in found]
    assert counted == [len(entries)] * 3
    assert duplicate == [len(repeated)] * 3
    assert sum(wanted.values()) > 40


@pytest.mark.parametrize("seed", range(10))
def test_what_was_sent_is_right_after_every_step(seed: int) -> None:
    print("seed", seed)
    random = Random(seed)
    entries = some(random, 12, corrected=0.8)
    entries += copies(random, entries, len(entries))
    random.shuffle(entries)
    journaled = Journaled(random)
    for n, entry in enumerate(entries, 1):
        journaled.step(records([entry]))
        assert net(journaled.outputs) == standing(entries[:n])


def test_what_never_stood_is_told_and_taken_back_at_once_for_the_head_must_not_depend_on_the_order() -> None:
    entries = [event(told(1)), control(5, told(2)), control(3, told(3)), control(9, told(4))]
    for seed in range(20):
        print("seed", seed)
        shuffled = Random(seed).sample(entries, len(entries))
        outputs = run(shuffled, Random(seed), 3).outputs
        assert {fact for fact, sign in all_sent(outputs) if sign > 0} == {told(number) for number in (1, 2, 3, 4)}
        assert net(outputs) == {told(4): 1}


def all_sent(outputs: list[Output]) -> list[tuple[Told, int]]:
    mine = [output.value for output in outputs if output.topic == TOPICS.admitted.name]
    return [each for value in mine for each in sent(msgspec.msgpack.decode(value, type=Admitted))]


def test_a_correction_takes_back_exactly_what_stood_with_its_amounts() -> None:
    machine = dedupe()
    drained(machine, record([event(told(1), told(3))]))
    facts = all_sent(drained(machine, record([control(5, told(5))])))
    assert sorted(facts) == sorted([(told(5), 1), (told(1), -1), (told(3), -1)])


def test_facts_without_corrections_travel_without_signs() -> None:
    outputs = drained(dedupe(), record([event(told(1)), event(told(3), identity=8)]))
    assert {msgspec.msgpack.decode(each.value, type=Admitted).sign for each in outputs} == {b""}


def test_a_retraction_holds_for_all_subjects_of_an_event() -> None:
    machine = dedupe()
    outputs = drained(machine, record([event(told(1), told(2), told(3))]))
    assert sum(net(outputs).values()) == 3
    assert net([*outputs, *drained(machine, record([control(5)]))]) == Counter()


def test_an_event_may_be_corrected_again_after_it_was_retracted_and_only_by_a_later_one() -> None:
    machine = dedupe()
    outputs = drained(machine, record([event(told(1))]))
    outputs += drained(machine, record([control(5)]))
    outputs += drained(machine, record([control(4, told(4))]))
    assert net(outputs) == Counter()
    outputs += drained(machine, record([control(6, told(6))]))
    assert net(outputs) == {told(6): 1}


def test_a_control_event_waits_for_its_event() -> None:
    machine = dedupe()
    outputs = drained(machine, record([control(5, told(5)), control(6, told(6), identity=8)]))
    assert net(outputs) == Counter()
    outputs += drained(machine, record([event(told(1))]))
    assert net(outputs) == {told(5): 1}


def test_a_control_event_counts_once_and_its_event_stays_counted() -> None:
    machine = dedupe()
    drained(machine, record([control(5), event(told(1)), event(told(1)), control(5), control(6), control(5)]))
    assert machine.outcomes["things", 0] == Admission(counted=3, duplicate=3)


def test_a_control_event_of_the_same_rank_with_another_payload_is_a_conflict() -> None:
    machine = dedupe()
    outputs = drained(machine, record([event(told(1)), control(5, told(5)), control(5, told(6), content=2)]))
    assert net(outputs) == {told(5): 1}
    assert machine.outcomes["things", 0] == Admission(counted=2, conflict=1)


def test_no_subject_of_a_conflicting_event_passes_not_even_one_that_is_new() -> None:
    machine = dedupe()
    outputs = drained(machine, record([event(told(1)), event(told(2), told(3), content=2)]))
    assert net(outputs) == {told(1): 1}
    assert machine.outcomes["things", 0] == Admission(counted=1, conflict=1)


def test_a_record_is_accounted_once_however_many_subjects_its_event_has() -> None:
    machine = dedupe()
    drained(machine, record([event(told(1), told(2), told(3)), event(told(1), told(2), told(3))]))
    assert machine.outcomes["things", 0] == Admission(counted=1, duplicate=1)


def test_entries_of_equal_offsets_in_two_partitions_are_two() -> None:
    machine = dedupe()
    drained(machine, record([event(told(1))]), record([replace(event(told(2), identity=8), source=1)]))
    assert [outcomes.counted for outcomes in machine.outcomes.values()] == [1, 1]


@pytest.mark.parametrize("first", ["event", "control"])
@pytest.mark.parametrize(("holds", "does"), [(range(5), False), (range(5, 6), True), (range(6, 9), False)])
def test_a_control_event_holds_for_the_ticks_it_names(first: str, holds: range, does: bool) -> None:
    it = event(told(1, FIRST_TICK + 5))
    retraction = control(5, holds=range(holds.start + FIRST_TICK, holds.stop + FIRST_TICK))
    entries = [it, retraction] if first == "event" else [retraction, it]
    machine = dedupe()
    outputs = [output for entry in entries for output in drained(machine, record([entry]))]
    assert (net(outputs) == Counter()) == does


def test_what_a_correction_moved_out_of_reach_stays() -> None:
    moved = control(5, told(5, FIRST_TICK + 1))
    late = control(6, told(6, FIRST_TICK + 9), holds=range(FIRST_TICK + 2, FIRST_TICK + 20))
    for entries in ([moved, late], [late, moved]):
        machine, outputs = dedupe(), list[Output]()
        for entry in (event(told(1, FIRST_TICK + 9)), *entries):
            outputs += drained(machine, record([entry]))
        assert net(outputs) == {told(5, FIRST_TICK + 1): 1}


@pytest.mark.parametrize("first", ["event", "control"])
def test_what_the_event_itself_came_too_late_for_is_not_put_in_its_place(first: str) -> None:
    it = replace(event(told(1, FIRST_TICK + 5)), horizon=FIRST_TICK + 3)
    early, late = control(8, told(8, FIRST_TICK + 2)), control(5, told(5, FIRST_TICK + 3))
    entries = [it, early, late] if first == "event" else [late, early, it]
    machine = dedupe()
    outputs = [output for entry in entries for output in drained(machine, record([entry]))]
    assert net(outputs) == {told(5, FIRST_TICK + 3): 1}


def heard(machine: Dedupe, day: int) -> None:
    """Both sources have come so far."""
    for source in range(len(SOURCES)):
        entry = Entry(1000 + day * 2 + source, (told(0, day * 1440),), 1, source=source)
        drained(machine, record([entry], newest=day * DAY))


def test_an_event_and_its_corrections_are_forgotten_together() -> None:
    day = FIRST_TICK // 1440
    known = control(5, told(5, FIRST_TICK + 2 * 1440), holds=range(FIRST_TICK, FIRST_TICK + 4 * 1440))
    machine = dedupe()
    drained(machine, record([event(told(1)), known]))
    heard(machine, day + 10)
    full = machine.nbytes
    heard(machine, day + 11)
    assert machine.nbytes < full
    late = control(9, holds=range(FIRST_TICK + 1440, FIRST_TICK + 9 * 1440))
    assert net(drained(machine, record([late, known]))) == Counter(), "its event is out of reach"
    assert machine.outcomes["things", 0].duplicate == 1, "the control event is known for as long as it may be repeated"


def test_a_waiting_correction_is_dropped_when_what_it_would_put_is_too_old() -> None:
    day = FIRST_TICK // 1440
    holds = range(FIRST_TICK, FIRST_TICK + 9 * 1440)
    waiting = [control(5, told(5)), control(6, told(6, FIRST_TICK + 8 * 1440), identity=8), control(7, identity=9)]
    machine = dedupe()
    drained(machine, record([replace(entry, horizon=holds.start, latest=holds.stop - 1) for entry in waiting]))
    heard(machine, day + 12)
    loaded = dedupe()
    loaded.load(list(machine.snapshot()))
    tick = FIRST_TICK + 5 * 1440
    for each in (machine, loaded):
        events = [event(told(number, tick), identity=number) for number in (7, 8, 9)]
        assert net(drained(each, record(events))) == {told(7, tick): 1, told(6, FIRST_TICK + 8 * 1440): 1}


@pytest.mark.parametrize("seed", range(20))
def test_what_forgetting_leaves_is_the_same_over_restarts(seed: int) -> None:
    print("seed", seed)
    random = Random(seed)
    entries = [_spread(random, entry) for entry in some(random, 80)]
    entries.sort(key=_time)
    lost, kept = Journaled(Random(seed)), Journaled(random)
    for at in range(0, len(entries), 5):
        batch = entries[at : at + 5]
        newest = max(map(_time, batch)) * 60_000
        given = [record([replace(entry, source=n % 2)], at, newest) for n, entry in enumerate(batch)]
        kept.step(given)
        lost.step(given)
        lost.restart()
        assert [output.value for output in lost.outputs] == [output.value for output in kept.outputs]
    assert lost.machine.outcomes == kept.machine.outcomes


def _time(entry: Entry) -> int:
    return entry.latest if entry.version else entry.facts[0][1]


def _spread(random: Random, entry: Entry) -> Entry:
    """The same over weeks instead of minutes, so that much of it is forgotten."""
    shift = random.randrange(40) * 1440
    facts = tuple((route, tick + shift, subject, amounts) for route, tick, subject, amounts in entry.facts)
    return replace(entry, facts=facts, horizon=entry.horizon + shift - 1440, latest=entry.latest + shift + 1440)


def test_many_entries_survive_a_snapshot_in_parts() -> None:
    random = Random(1)
    entries = some(random, 20_000, corrected=0.05)
    machine = dedupe()
    drained(machine, *records([replace(entry, source=0) for entry in entries]))
    parts = list(machine.snapshot())
    assert len(parts) > 2 and max(map(len, parts)) < 1 << 21
    loaded = dedupe()
    loaded.load(parts)
    again = [control(1 << 62, told(3), identity=entry.id) for entry in entries[::7]]
    assert drained(loaded, record(again)) == drained(machine, record(again))
    assert loaded.nbytes == pytest.approx(machine.nbytes, rel=0.2)


def test_an_event_of_one_subject_takes_less_than_fifty_bytes() -> None:
    machine, rng = dedupe(), np.random.default_rng(1)
    route = [("mail", "who", (), ())]
    for _ in range(100):
        ids = rng.integers(0, 2**63, 3000).tolist()
        machine.apply([record([Entry(i, ((route[0], FIRST_TICK, i, ()),), i) for i in ids])])
        machine.drain()
    assert machine.nbytes / 300_000 < 50


def test_control_events_wait_until_their_event_comes_and_a_restart_does_not_forget_them() -> None:
    machine = dedupe()
    change = machine_step(machine, control(3, told(1)), control(4), control(4, identity=8))
    assert machine.waiting == 3
    restored = dedupe()
    restored.restore(change)
    loaded = dedupe()
    loaded.load(list(machine.snapshot()))
    assert restored.waiting == loaded.waiting == 3
    machine_step(machine, event(told(1)))
    assert machine.waiting == 1
    machine_step(machine, event(told(1), identity=8))
    assert machine.waiting == 0


def machine_step(machine: Dedupe, *entries: Entry) -> bytes:
    machine.apply(records(entries))
    step = machine.drain()
    assert step is not None
    return step.change
