"""The schedules: decided by the seed, complete, and striking only workers that are there."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.chaos import faults
from tests.chaos.faults import Blow, BrokerCrash, Exchange, Extra, Kill, Zombie

SCHEDULES = [faults.full, faults.short, faults.zombies, faults.kills]
Schedule = Callable[[int, float], Iterator[Blow]]


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_seed_decides_the_schedule(schedule: Schedule) -> None:
    assert list(schedule(1, 6.0)) == list(schedule(1, 6.0))
    assert list(schedule(1, 6.0)) != list(schedule(2, 6.0))


@pytest.mark.parametrize("seed", range(20))
def test_the_full_schedule_has_every_kind_of_fault(seed: int) -> None:
    kinds = Counter(type(blow.fault) for blow in faults.full(seed, 6.0))
    assert kinds == {Kill: 3, Zombie: 2, Exchange: 1, Extra: 1, BrokerCrash: 1}


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("seed", range(20))
def test_only_workers_that_are_there_are_struck(schedule: Schedule, seed: int) -> None:
    present = {"A", "B"}
    for blow in schedule(seed, 6.0):
        match blow.fault:
            case Kill(worker) | Zombie(worker):
                assert worker in present
            case Exchange(worker, successor):
                assert worker in present and successor not in present | {"C"}
                present = present - {worker} | {successor}
            case Extra(worker):
                assert worker not in present


@pytest.mark.parametrize("seed", range(20))
def test_a_zombie_sleeps_longer_than_its_session(seed: int) -> None:
    frozen = [blow.fault.frozen for blow in faults.zombies(seed, 6.0) if isinstance(blow.fault, Zombie)]
    assert len(frozen) == 2
    assert min(frozen) > 6.0
