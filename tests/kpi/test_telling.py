"""What ingest tells of an event: a fact for each subject that is read, what they carry, and corrections."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import pytest
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from schemas.definitions import (
    CountIndicator,
    DistinctIndicator,
    EnteredIndicator,
    Entity,
    Indicator,
    MomentsIndicator,
    Subject,
    SumIndicator,
    Visit,
    VisitsIndicator,
)
from schemas.events.base import Event, Key
from schemas.events.control import controls_of
from schemas.facts import ABSENT, Facts, Route, salted
from schemas.money import Money
from service.kpi.catalog import Catalog
from service.kpi.derive.derivations import Derivations
from service.kpi.ingest.asked import asked_of
from service.kpi.ingest.machine import Ingest
from service.kpi.ingest.moments import millisecond, milliseconds
from service.kpi.ingest.pseudonym import Pseudonym
from service.machine import Output, Record
from service.sources.decoder import Decoder
from service.sources.instants import UNREAD, Instants
from service.sources.redact import Redact
from tests.kpi.pipeline import DAY, POLICY, TOPICS

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STAMP = int(NOON.timestamp() * 1000)
PARTITIONS = 3
KEY = b"key"


class Thing(Event):
    thing: Key
    maker: Key | None = None
    colour: Key | None = None
    shop: Key | None = None


class Made(Thing):
    type: Literal["made"]
    worth: Money | None = None
    weight: int | None = None


class Broken(Thing):
    type: Literal["broken"]
    loss: Money = 0


class Seen(Thing):
    type: Literal["seen"]


class Dropped(Event):
    """Nobody asks for these."""

    type: Literal["dropped"]
    thing: Key


ANY = Annotated[Made | Broken | Seen | Dropped, Field(discriminator="type")]
MODELS: dict[str, type[Event]] = {
    "made": Made,
    "broken": Broken,
    "seen": Seen,
    "dropped": Dropped,
    **controls_of(ANY),
}
SUBJECTS = {
    "thing": Subject(field="thing", direct=False, on=("made", "broken", "seen", "dropped")),
    "maker": Subject(field="maker", on=("made", "broken", "seen")),
}
WORDS: Any = {"unit": "count", "title": {"en": "x", "fr": "x"}, "description": {"en": "x", "fr": "x"}}
ENTITY = Entity(subject="thing", states={"made": "whole", "broken": "broken"}, set=("worth",), add=("loss",))
VISIT = Visit(subject="maker", on=("made", "seen"), gap="30m", cut=("shop", "day"), counts="seen")

MAKES = CountIndicator(kind="count", on=("made",), by=("colour+shop",), **WORDS)
MAKERS = DistinctIndicator(kind="distinct", on=("made",), of="maker", by=("shop",), **WORDS)
MASS = SumIndicator(kind="sum", on=("made",), measure="weight", where={"shop": "north"}, **WORDS)
WHOLE = EnteredIndicator(kind="entered", entity="item", state=("whole",), by=("colour",), measure="worth", **WORDS)
LOSSES = MomentsIndicator(kind="moments", entity="item", on=("broken",), measure="loss", cap="worth", **WORDS)
LOOKS = VisitsIndicator(kind="visits", visit="look", by=("colour",), **WORDS)


def catalog(**indicators: Indicator) -> Catalog:
    return Catalog(
        subjects=SUBJECTS,
        derivations=Derivations({}, {}),
        entities={"item": ENTITY},
        visits={"look": VISIT},
        indicators=indicators,
        kpis={},
        formulas={},
        families={},
        resolution=60,
        fingerprint="test",
    )


def ingest(**indicators: Indicator) -> Ingest:
    decode, redact = Decoder(MODELS), Redact(MODELS)
    policy = replace(POLICY, future_tolerance=60_000, retention=10 * DAY)
    return Ingest("things", 0, catalog(**indicators), policy, TOPICS, PARTITIONS, decode, redact, Pseudonym(KEY))


def event(kind: str = "made", identity: str = "e1", **fields: Any) -> dict[str, Any]:
    return {"id": identity, "type": kind, "time": NOON.isoformat(), "thing": "T-1", **fields}


def correction(by: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    kind = {"type": "event_retracted"} if by is None else {"type": "event_corrected", "by": by}
    return {"id": "c1", "time": NOON.isoformat(), "event": "e1", **kind, **fields}


def read(machine: Ingest, *events: dict[str, Any]) -> list[Output]:
    first = machine.outcomes.read
    machine.apply([Record(first + n, STAMP, json.dumps(each).encode()) for n, each in enumerate(events)])
    step = machine.drain()
    assert step is not None
    return list(step.outputs)


def told(machine: Ingest, *events: dict[str, Any]) -> list[dict[str, Any]]:
    """The facts in the order of their offsets, as plain data."""
    decode = msgspec.msgpack.Decoder(Facts).decode
    outputs = [output for output in read(machine, *events) if output.topic == TOPICS.facts.name]
    found = [fact for output in outputs for fact in unpacked(decode(output.value), output.partition)]
    return sorted(found, key=lambda fact: fact["offset"])


def unpacked(facts: Facts, partition: int | None) -> list[dict[str, Any]]:
    routes = [msgspec.msgpack.decode(route, type=Route) for route in facts.routes]
    places = np.frombuffer(facts.route, np.uint32).tolist()
    amounts = iter(np.frombuffer(facts.amounts, np.int64).tolist())
    versions = np.frombuffer(facts.version, np.uint64).tolist() or [0] * len(places)
    kinds = {
        "tick": np.uint32,
        "subject": np.uint64,
        "id": np.uint64,
        "content": np.uint64,
        "offset": np.int64,
        "horizon": np.uint32,
    }
    columns = {name: np.frombuffer(getattr(facts, name), kind).tolist() for name, kind in kinds.items()}
    return [
        {name: column[n] for name, column in columns.items()}
        | {"type": routes[place][0], "role": routes[place][1], "dimensions": dict(routes[place][2])}
        | {"measures": {name: next(amounts) for name in routes[place][3]}, "version": versions[n], "to": partition}
        for n, place in enumerate(places)
    ]


def hashed(text: str) -> int:
    return xxhash.xxh3_64_intdigest(text.encode())


def signed(number: int) -> int:
    return int.from_bytes(number.to_bytes(8), signed=True)


def test_a_fact_is_told_of_each_subject_that_an_indicator_reads() -> None:
    first, second = told(ingest(makes=MAKES, makers=MAKERS), event(maker="Ada", shop="north", colour="red"))
    assert (first["role"], first["dimensions"]) == ("thing", {"colour": "red", "shop": "north"})
    assert (second["role"], second["dimensions"]) == ("maker", {"shop": "north"})
    assert first["subject"] == hashed("t-1"), "no direct identifier: no key"
    assert second["subject"] == int.from_bytes(Pseudonym(KEY).digest("ada"))


def test_facts_of_one_event_meet_in_one_partition_and_have_ids_of_their_own() -> None:
    machine = ingest(makes=MAKES, makers=MAKERS)
    facts = told(machine, *(event(identity=f"e{n}", maker="m") for n in range(20)))
    for n in range(20):
        main, further = facts[2 * n : 2 * n + 2]
        assert main["id"] == hashed(f"e{n}") and further["id"] == salted(main["id"], 1)
        assert main["to"] == further["to"] == main["id"] % PARTITIONS
        assert main["offset"] == further["offset"] == n
    assert len({fact["to"] for fact in facts}) == PARTITIONS


def test_a_subject_that_is_null_or_that_nothing_reads_makes_no_fact() -> None:
    assert [fact["role"] for fact in told(ingest(makes=MAKES, makers=MAKERS), event(maker=None))] == ["thing"]
    assert [fact["role"] for fact in told(ingest(makes=MAKES), event(maker="m"))] == ["thing"]


def test_the_main_subject_is_told_wherever_another_one_is_read() -> None:
    main, further = told(ingest(makers=MAKERS), event(maker="m", shop="north"))
    assert (main["role"], main["dimensions"], main["measures"]) == ("thing", {}, {})
    assert (further["role"], further["dimensions"]) == ("maker", {"shop": "north"})


def test_a_type_that_nothing_reads_is_ignored() -> None:
    machine = ingest(makes=MAKES)
    assert told(machine, event("dropped"), event("broken")) == []
    assert machine.outcomes.ignored == 2


@pytest.mark.parametrize(("given", "travels"), [(None, ABSENT), (5, 5), (-3, -3)])
def test_a_number_is_told_as_it_is_and_null_as_absent(given: int | None, travels: int) -> None:
    (fact,) = told(ingest(mass=MASS), event(weight=given))
    assert (fact["measures"], fact["dimensions"]) == ({"weight": travels}, {"shop": None})


@pytest.mark.parametrize(("given", "travels"), [(None, ABSENT), (12, 12_000), ("12.5", 12_500), ("0.001", 1)])
def test_money_is_told_in_thousandths_of_a_minor_unit(given: int | str | None, travels: int) -> None:
    (fact,) = told(ingest(whole=WHOLE), event(worth=given))
    assert fact["measures"]["worth"] == travels


def test_a_life_is_told_of_every_event_of_its_subject_with_what_that_event_has() -> None:
    kinds = ("made", "broken", "seen")
    facts = told(ingest(whole=WHOLE, losses=LOSSES), *(event(kind, f"e-{kind}", colour="red") for kind in kinds))
    assert [fact["type"] for fact in facts] == list(kinds)
    assert [list(fact["measures"]) for fact in facts] == [
        ["time", "id", "worth"],
        ["time", "id", "loss"],
        ["time", "id"],
    ]
    assert all(fact["dimensions"] == {"colour": "red"} for fact in facts)
    for kind, fact in zip(kinds, facts, strict=True):
        assert (fact["measures"]["time"], fact["measures"]["id"]) == (STAMP, signed(hashed(f"e-{kind}")))


def test_a_visit_is_told_of_its_types_with_the_dimensions_that_cut_it() -> None:
    machine = ingest(looks=LOOKS)
    of_made, of_its_maker = told(machine, event(maker="m"))
    of_seen, of_its_other_maker = told(machine, event("seen", "e2", maker="m"))
    assert told(machine, event("broken", "e3", maker="m")) == []
    assert (of_made["role"], of_made["measures"]) == (of_seen["role"], of_seen["measures"]) == ("thing", {})
    for fact in (of_its_maker, of_its_other_maker):
        assert (fact["role"], sorted(fact["dimensions"])) == ("maker", ["colour", "shop"])
        assert list(fact["measures"]) == ["time", "id"]


def test_the_main_subject_comes_first_and_each_role_has_what_it_is_asked_for() -> None:
    asked = asked_of(catalog(makes=MAKES, makers=MAKERS, mass=MASS, looks=LOOKS, whole=WHOLE), "made")
    assert {role.name: (sorted(each.dimensions), each.ordered) for role, each in asked.items()} == {
        "thing": (["colour", "shop"], True),
        "maker": (["colour", "shop"], True),
    }
    assert [role.number for role in asked] == [0, 1]


MIXED = (
    event("made", "e1", maker="m", worth=5, weight=2, colour="red"),
    event("made", "e1", maker="n", weight=3),
    event("seen", "e2", maker="m", shop="north"),
    event("broken", "e3", maker="m", loss=1),
    event("dropped", "e4"),
    event("made", "e5", weight=1 << 70, maker="m"),
    event("made", "e6", time="2031-01-01T00:00:00Z"),
    event("made", "e7", time="2026-11-24T12:00:00.25Z", maker="M"),
    event("gone", "e8"),
    correction(),
    correction(event("seen", "e1", maker="m"), id="c2"),
    correction(event("made", "e1", weight=1 << 70), id="c3"),
    correction(event("dropped", "e1"), id="c4"),
    correction(event("made", "e1", time="2031-01-01T00:00:00Z"), id="c5"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(MIXED), max_size=20), st.lists(st.integers(0, DAY * 20), min_size=20, max_size=20))
def test_how_many_records_come_at_once_changes_nothing_that_is_told(
    events: list[dict[str, Any]], stamps: list[int]
) -> None:
    together, alone = (ingest(makes=MAKES, makers=MAKERS, mass=MASS, whole=WHOLE, looks=LOOKS) for _ in range(2))
    payloads = enumerate(json.dumps(each).encode() for each in events)
    records = [Record(n, STAMP + stamp, payload) for (n, payload), stamp in zip(payloads, stamps, strict=False)]
    together.apply(records)
    for record in records:
        alone.apply([record])
    assert collected(together) == collected(alone)
    assert together.outcomes == alone.outcomes


def collected(machine: Ingest) -> list[Any]:
    """The facts of a step by partition, in the order in which they travel, and its rejects."""
    step, decode = machine.drain(), msgspec.msgpack.Decoder(Facts).decode
    outputs = step.outputs if step else ()
    facts = TOPICS.facts.name
    return [unpacked(decode(o.value), o.partition) if o.topic == facts else json.loads(o.value) for o in outputs]


def test_a_number_beyond_64_bits_is_refused_and_nothing_of_the_event_is_told() -> None:
    machine = ingest(mass=MASS, makers=MAKERS)
    assert told(machine, event(weight=1 << 63, maker="m"), correction(event(weight=-(1 << 63)))) == []
    assert machine.outcomes.rejected == {"invalid_field": 2}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-11-24T12:00:00Z", 0),
        ("2026-11-24T12:00:00.5Z", 500),
        ("2026-11-24T12:00:00.0519Z", 51),
        ("2026-11-24T12:00:00.999999Z", 999),
        ("2026-11-24T14:30:00.120000+02:30", 120),
        ("2026-11-24T09:00:00.000999-03:00", 0),
    ],
)
def test_the_millisecond_of_a_time_is_the_one_it_lies_in(text: str, wanted: int) -> None:
    (read,) = Instants().seconds([text])
    second = int(datetime.fromisoformat(text).timestamp()) if read <= UNREAD else read
    assert [millisecond(text, second), *milliseconds([text], np.array([second]))] == [STAMP + wanted] * 2


def test_a_retraction_names_the_event_by_its_plain_id() -> None:
    (fact,) = told(ingest(makes=MAKES, makers=MAKERS), correction())
    assert (fact["type"], fact["role"], fact["dimensions"], fact["measures"]) == ("event_retracted", "", {}, {})
    assert fact["id"] == hashed("e1") and fact["to"] == hashed("e1") % PARTITIONS
    assert fact["version"] == STAMP << 20 | hashed("c1") & 0xFFFFF


def test_a_correction_takes_back_and_tells_anew_under_one_version() -> None:
    taken, main, further = told(ingest(makes=MAKES, makers=MAKERS), correction(event(maker="m", shop="north")))
    assert [each["type"] for each in (taken, main, further)] == ["event_retracted", "made", "made"]
    assert taken["version"] == main["version"] == further["version"] > 0
    assert taken["content"] == main["content"] == further["content"]
    assert main["id"] == hashed("e1") and further["id"] == salted(hashed("e1"), 1)


def test_a_correction_by_what_nobody_asks_for_takes_back_only() -> None:
    machine = ingest(makes=MAKES)
    (fact,) = told(machine, correction(event("dropped")))
    assert (fact["type"], machine.outcomes.ignored) == ("event_retracted", 0)


def test_the_later_of_two_corrections_ranks_higher_whatever_their_order() -> None:
    later = (NOON + timedelta(milliseconds=1)).isoformat()
    one, two = told(ingest(makes=MAKES), correction(time=later), correction(id="c2"))
    assert one["version"] > two["version"]


def test_a_correction_may_hold_for_events_up_to_its_own_time_and_the_tolerance() -> None:
    (fact,) = told(ingest(makes=MAKES), correction(time=(NOON - timedelta(hours=1)).isoformat()))
    assert fact["horizon"] == (STAMP - 10 * DAY) // 60_000
    assert fact["tick"] == (STAMP - 3_600_000 + 60_000) // 60_000


@pytest.mark.parametrize(
    ("changes", "by", "reason", "field"),
    [
        ({"time": "2026-11-24T12:01:01Z"}, None, "time_in_future", "time: "),
        ({"time": "2026-11-14T11:59:59Z"}, None, "before_horizon", "time: "),
        ({}, {"time": "2026-11-24T12:01:01Z"}, "time_in_future", "by.time: "),
        ({}, {"time": "2026-11-14T11:59:59Z"}, "before_horizon", "by.time: "),
        (
            {"time": "2026-11-24T11:00:00Z"},
            {"time": "2026-11-24T11:01:01Z"},
            "time_in_future",
            "by.time: later than the",
        ),
        ({"event": "e2"}, {}, "invalid_field", "by: its id"),
        ({"event": ""}, None, "invalid_field", "event: "),
    ],
)
def test_a_correction_out_of_time_or_of_another_id_is_refused(
    changes: dict[str, Any], by: dict[str, Any] | None, reason: str, field: str
) -> None:
    given = correction(None if by is None else event(**by), **changes)
    outputs = read(ingest(makes=MAKES), given)
    (reject,) = [json.loads(output.value) for output in outputs if output.topic == TOPICS.rejects.name]
    assert reject["reason"] == reason
    assert reject["detail"].startswith(field)


def test_a_correction_at_the_limits_of_time_is_taken() -> None:
    machine = ingest(makes=MAKES)
    early, late = (
        dict[str, Any](time=(NOON + offset).isoformat()) for offset in (-timedelta(days=10), timedelta(minutes=1))
    )
    assert len(told(machine, correction(event(**early)), correction(event(**late), id="c2"), correction(**late))) == 5
    assert machine.outcomes.rejected == {}
