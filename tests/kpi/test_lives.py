"""Entities and visits in count against plain loops: whatever the order, what is taken back, and the faults."""

from dataclasses import replace
from random import Random

import pytest

from service.kpi.columns import Names
from service.kpi.lives import reader
from tests.kpi.lives import START, Event, Machines, catalog, corrected, event, standing
from tests.kpi.pipeline import DAY, POLICY
from tests.kpi.plain import cells, gaps

MINUTE = 60_000


def assert_same(machines: Machines, events: list[Event]) -> int:
    wanted, found = cells(catalog(), events), machines.standing()
    different = {cell for cell in found | wanted if found.get(cell) != wanted.get(cell)}
    assert {cell: (found.get(cell), wanted.get(cell)) for cell in different} == {}
    return len(wanted)


@pytest.mark.parametrize("seed", range(15))
def test_any_order_with_corrections_and_faults_comes_to_what_stands(seed: int) -> None:
    print("seed", seed)
    assert run(Machines(), Random(seed)) > 0


@pytest.mark.parametrize("seed", range(100, 106))
def test_nothing_is_lost_where_little_is_remembered_at_a_time(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    print("seed", seed)
    monkeypatch.setattr(reader, "_FEW_ROUTES", 4)
    monkeypatch.setattr(reader, "_PART_BYTES", 300)  # so that parts of a snapshot share lives
    monkeypatch.setattr(Names, "full", property(lambda names: len(names) > 5))
    assert run(Machines(), Random(seed)) > 0


def run(machines: Machines, random: Random) -> int:
    """Random facts in random steps, with faults; how many cells were compared."""
    events = [event(random, days=random.choice((1, 4, 40))) for _ in range(random.choice((5, 60, 250)))]
    signed = list(corrected(random, events))
    compared, at, most = 0, 0, random.choice((1, 5, 100))
    while at < len(signed):
        number = random.randint(1, most)
        machines.step(signed[at : at + number])
        at += number
        if random.random() < 0.2:
            p = random.randrange(machines.partitions)
            machines.keep(p) if random.random() < 0.3 else machines.restart(p)
        if random.random() < 0.1:
            compared += assert_same(machines, standing(signed[:at]))
    return compared + assert_same(machines, standing(signed))


def test_the_cases_that_matter_are_met() -> None:
    found, apart = set[str](), set[int]()
    for seed in range(10):
        random = Random(seed)
        events = [event(random) for _ in range(60)]
        found |= {name for name, *_ in cells(catalog(), events)}
        apart |= {*gaps(events, "who"), *(-each for each in gaps(events, "thing"))}
    assert found == catalog().indicators.keys()
    assert {0, 30 * MINUTE, 30 * MINUTE - 1, -30 * MINUTE} <= apart


@pytest.mark.parametrize("seed", range(6))
def test_what_is_forgotten_is_missed_by_nobody(seed: int) -> None:
    print("seed", seed)
    random = Random(seed)
    policy = replace(POLICY, retention=2 * DAY)
    machines, kept = Machines(policy=policy), Machines()
    signed: list[tuple[int, Event]] = []
    sizes = list[int]()
    for now in range(START, START + 30 * DAY, DAY // 3):
        late = [replace(event(random), time=now - random.randrange(0, 12 * 24) * 10 * MINUTE) for _ in range(4)]
        may_go = [each for each in standing(signed) if each.time >= now - 2 * DAY]
        step = [*((1, each) for each in late), *((-1, each) for each in may_go if random.random() < 0.1)]
        for each in (machines, kept):
            each.step(step, newest=now)
            if random.random() < 0.2:
                each.keep(0)
                each.restart(0)
        signed += step
        sizes.append(sum(len(part) for p in machines.all for part in p.snapshot()))
    assert_same(machines, standing(signed))
    assert_same(kept, standing(signed))
    whole = sum(len(part) for p in kept.all for part in p.snapshot())
    assert sizes[-1] < 0.75 * whole  # lives stay


def test_a_run_that_goes_on_is_kept_from_its_beginning() -> None:
    random = Random(1)
    first = replace(
        event(random), kind="seen", subjects={"who": 7}, dimensions={"shop": None, "how": None}, measures={}
    )
    machines = Machines(partitions=1, policy=replace(POLICY, retention=DAY))
    run = [replace(first, id=n, time=START + n * 29 * MINUTE) for n in range(500)]  # ten days without a gap
    for each in run:
        machines.step([(1, each)], newest=each.time)
    assert_same(machines, run)
    assert machines.standing()["frees_seconds", (), "tick", START // MINUTE] == 499 * 29 * 60
