"""The recount in SQL against the contract in plain Python, on random mixed streams."""

import pytest

from service.verify.figures import Key
from tests.verify.handmade import Counted, RawLog, count
from tests.verify.oracle import Oracle
from tests.verify.streams import START, stream
from tests.verify.things import things

ZONE = "Europe/Paris"
PLAN = things(ZONE)
NOW = START.replace(month=4, day=20)


def counted(events: list[dict[str, object]]) -> Counted:
    return count(RawLog(NOW, "things").send(*events), PLAN)


def values(recount: Counted) -> dict[Key, float | None]:
    return {key: said.value for key, said in recount.recount.figures.items()}


def assert_same(found: dict[Key, float | None], wanted: dict[Key, float | None]) -> None:
    assert sorted(found.keys() - wanted.keys()) == []
    assert sorted(wanted.keys() - found.keys()) == []
    assert {key: (found[key], wanted[key]) for key in wanted if found[key] != wanted[key]} == {}


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_every_key_and_value_is_that_of_the_contract_read_out_loud(first: int) -> None:
    # Twenty streams in one log, for the database takes longer to be asked than to answer; each has lives of its own.
    print("seeds", first, "to", first + 19)
    events = [event for seed in range(first, first + 20) for event in stream(seed)]
    wanted = Oracle(PLAN.definitions, events, ZONE).keys()
    assert len(wanted) > 1500
    assert_same(values(counted(events)), wanted)
