"""What stands after corrections: beside a plain reading on random logs, and by hand."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
import xxhash

from service.verify.records import Raw
from tests.verify.corrected import RETENTION, TOLERANCE, log, newest, standing
from tests.verify.handmade import NOON, Counted, RawLog, count
from tests.verify.oracle import Oracle
from tests.verify.test_oracle import ZONE, assert_same, values
from tests.verify.things import things

PLAN = things(ZONE, retention=RETENTION, future_tolerance=TOLERANCE)
HOUR = timedelta(hours=1)


def recounted(records: list[Raw]) -> Counted:
    return count(RawLog(NOON, "things", records), PLAN)


@pytest.mark.parametrize("first", range(0, 100, 10))
def test_what_stands_is_what_a_plain_reading_says(first: int) -> None:
    print("seeds", first, "to", first + 9)
    records = [record for seed in range(first, first + 10) for record in log(seed)]
    events = standing_by_log(first)
    oracle = Oracle(PLAN.definitions, events, ZONE)
    oracle.head = max(newest(log(seed)) for seed in range(first, first + 10))
    wanted = oracle.keys()
    assert len(wanted) > 500
    assert_same(values(recounted(own_partitions(records))), wanted)


def standing_by_log(first: int) -> list[Any]:
    return [event for seed in range(first, first + 10) for event in standing(log(seed))]


def own_partitions(records: list[Raw]) -> list[Raw]:
    """Logs of several seeds as partitions of one topic: a new one begins where offsets begin again."""
    number, found = -1, []
    for record in records:
        number += record.offset == 0
        found.append(Raw(record.topic, number, record.offset, record.timestamp, record.value))
    return found


def told(*events: tuple[timedelta, dict[str, Any]]) -> Counted:
    """A log of one partition: when each record is sent (after noon), and its event."""
    stamps = (round((NOON + after).timestamp() * 1000) for after, _ in events)
    records = [
        Raw("things", 0, n, stamp, orjson.dumps(event))
        for n, (stamp, (_, event)) in enumerate(zip(stamps, events, strict=True))
    ]
    return recounted(records)


def made(after: timedelta = 0 * HOUR, **fields: Any) -> tuple[timedelta, dict[str, Any]]:
    """The event `e`, at that time after noon and sent then."""
    time = (NOON + after).isoformat()
    return after, {"id": "e", "type": "made", "time": time, "thing": "t", "shop": "north"} | fields


def control(after: timedelta, name: str = "c", by: dict[str, Any] | None = None, sent: timedelta | None = None) -> Any:
    """What is told of `e` at that time after noon."""
    kind = "event_retracted" if by is None else "event_corrected"
    given = {"id": name, "type": kind, "time": (NOON + after).isoformat(), "event": "e"}
    return (after if sent is None else sent), given | ({} if by is None else {"by": by})


SOUTH = made(shop="south")[1]
EAST = made(shop="east")[1]


def shops(counted: Counted) -> dict[str, float | None]:
    figures = counted.recount.figures.items()
    found = [(key.scope, said.value) for key, said in figures if (key.kpi, key.window) == ("made_total", "all")]
    return {scope[0][1]: value for scope, value in found if len(scope) == 1}


def test_what_is_taken_back_leaves_no_key() -> None:
    assert told(made(), control(HOUR)).recount.figures == {}


def test_a_correction_stands_for_the_event_whichever_comes_first() -> None:
    assert shops(told(made(), control(HOUR, by=SOUTH))) == {"south": 1}
    assert shops(told(control(HOUR, by=SOUTH, sent=-HOUR), made())) == {"south": 1}


def test_of_several_corrections_the_latest_by_its_own_time_stands() -> None:
    later, earlier = control(2 * HOUR, "b", SOUTH), control(HOUR, "a", EAST, sent=3 * HOUR)
    assert shops(told(made(), later, earlier)) == {"south": 1}
    assert shops(told(made(), control(HOUR), control(2 * HOUR, by=EAST))) == {"east": 1}


def test_in_one_millisecond_the_higher_hash_stands() -> None:
    hashes = {name: xxhash.xxh3_64_intdigest(name.encode()) % (1 << 20) for name in "pqrstuv"}
    highest = max(hashes, key=lambda name: hashes[name])
    both = [control(HOUR, name, SOUTH if name == highest else EAST) for name in hashes]
    assert shops(told(made(), *both)) == {"south": 1}


def test_a_correction_of_an_event_that_never_came_changes_nothing() -> None:
    assert told(control(HOUR, by=SOUTH)).recount.figures == {}


def test_a_control_event_speaks_of_what_had_happened() -> None:
    after = TOLERANCE + timedelta(minutes=1)
    assert shops(told(made(after), control(0 * HOUR))) == {"north": 1}
    assert shops(told(made(TOLERANCE), control(0 * HOUR))) == {}
    (refused,) = told(made(), control(0 * HOUR, by=made(after)[1], sent=after)).recount.refusals
    assert refused[3] == "time_in_future"


def test_an_event_on_the_horizon_can_be_taken_back_and_one_before_it_not() -> None:
    assert shops(told(made(), control(RETENTION))) == {}
    assert shops(told(made(), control(RETENTION + timedelta(minutes=1)))) == {"north": 1}


def test_a_correction_into_what_is_too_old_is_refused() -> None:
    (refused,) = told(made(RETENTION), control(RETENTION, by=made(-HOUR)[1])).recount.refusals
    assert refused == ("things", 0, 1, "before_horizon")


def test_what_could_stand_before_the_horizon_can_not_be_taken_back() -> None:
    log = [made(HOUR), control(HOUR, "a", made()[1]), control(RETENTION + HOUR, "b")]
    counted = told(*log)
    assert counted.buckets("made_total", "each_10m") == {"2026-11-24T12:00:00Z": 1}


def test_an_event_may_become_one_of_another_type_or_one_that_nothing_reads() -> None:
    seen = {"id": "e", "type": "seen", "time": NOON.isoformat(), "who": "w"}
    assert told(made(), control(HOUR, by=seen)).value("walks", "all") == 1
    assert told(made(), control(HOUR, by=seen | {"type": "noticed"})).recount.figures == {}
    noticed = (0 * HOUR, seen | {"type": "noticed"})
    assert told(noticed, control(HOUR, by=SOUTH)).recount.figures == {}


def test_control_events_are_accounted_for_like_any_other() -> None:
    south = control(HOUR, by=SOUTH)
    conflict = control(HOUR, by=EAST)
    nothing = (0 * HOUR, {"id": "z", "type": "event_retracted", "time": NOON.isoformat(), "event": "never"})
    counted = told(made(), south, south, conflict, nothing)
    assert counted.recount.accounting["things", 0] == {"counted": 3, "duplicate": 1, "rejected": 1}
    assert counted.recount.refusals == {("things", 0, 3, "conflict")}
    assert shops(counted) == {"south": 1}


def test_the_id_of_a_control_event_is_not_that_of_an_event() -> None:
    counted = told(control(HOUR, "e"), made())
    assert counted.recount.accounting["things", 0] == {"counted": 2}
