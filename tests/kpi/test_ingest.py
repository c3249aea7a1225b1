"""ingest alone: judgement, accounting, marks and the limit on rejects."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import Facts, Route
from schemas.rejects import Reject
from service.kpi.ingest.machine import Ingest
from service.kpi.ingest.pseudonym import Pseudonym
from service.kpi.ingest.routes import Routes
from service.kpi.policy import Policy, RejectLimit
from service.kpi.reject_limit import RejectWatch, TooManyRejects
from service.machine import Output, Record
from service.sources.decoder import Decoder
from service.sources.redact import Redact
from tests.kpi.definitions import MODELS, TOPIC, catalog
from tests.kpi.pipeline import POLICY, TOPICS

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STAMP = int(NOON.timestamp() * 1000)
KEY = b"key"


def ingest(policy: Policy = POLICY, partitions: int = 4) -> Ingest:
    decode, redact = Decoder(MODELS), Redact(MODELS)
    return Ingest(TOPIC, 5, catalog(), policy, TOPICS, partitions, decode, redact, Pseudonym(KEY))


def made(number: int = 0, **changes: Any) -> bytes:
    event = {"id": f"e{number}", "type": "made", "time": NOON.isoformat(), "who": "Ada@x", "shop": "north"}
    return json.dumps(event | changes).encode()


def drained(machine: Ingest, *payloads: bytes | None, stamp: int = STAMP) -> list[Output]:
    first = machine.outcomes.read
    machine.apply([Record(first + i, stamp, payload) for i, payload in enumerate(payloads)])
    step = machine.drain()
    assert step is not None
    return list(step.outputs)


def rejects(outputs: list[Output]) -> list[dict[str, Any]]:
    return [json.loads(output.value) for output in outputs if output.topic == TOPICS.rejects.name]


def facts(outputs: list[Output]) -> list[tuple[int | None, Facts]]:
    decode = msgspec.msgpack.Decoder(Facts).decode
    return [(output.partition, decode(output.value)) for output in outputs if output.topic == TOPICS.facts.name]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (None, "empty"),
        (b"", "empty"),
        (b"\xff" * 3000, "too_large"),
        (b"\xff{", "invalid_utf8"),
        (b"{", "invalid_json"),
        (b'{"id":""}', "unknown_type"),
        (b'{"type":"made","id":""}', "missing_id"),
        (made(who="nobody", time="2036-01-01T00:00:00Z"), "invalid_field"),
        (made(time="2036-01-01T00:00:00Z"), "time_in_future"),
        (made(time="9999-12-31T23:59:59-14:00"), "time_in_future"),
        (made(time="0001-01-01T00:00:00+14:00"), "before_horizon"),
        (made(time="2020-01-01T00:00:00Z"), "before_horizon"),
    ],
)
def test_the_first_reason_that_applies_is_given(payload: bytes | None, reason: str) -> None:
    machine = ingest()
    outputs = drained(machine, payload)
    (reject,) = rejects(outputs)
    assert (reject["reason"], reject["topic"], reject["partition"]) == (reason, TOPIC, 5)
    assert reject["size"] == len(payload or b"")
    assert "nobody" not in json.dumps(reject)
    assert machine.outcomes.rejected == {reason: 1}
    assert [output.partition for output in outputs if output.topic == TOPICS.rejects.name] == [5 % 4]


@pytest.mark.parametrize(
    ("micros", "accepted"),
    [
        (POLICY.future_tolerance * 1000, True),
        (POLICY.future_tolerance * 1000 + 1, False),
        (-POLICY.retention * 1000, True),
        (-POLICY.retention * 1000 - 1, False),
    ],
)
def test_the_limits_of_time_are_exact(micros: int, accepted: bool) -> None:
    time = datetime.fromtimestamp(STAMP / 1000, UTC) + np.timedelta64(micros, "us").astype(object)
    machine = ingest()
    drained(machine, made(time=time.isoformat()))
    assert (machine.outcomes.rejected == {}) == accepted


def test_a_fact_goes_to_the_partition_of_its_id_and_hides_its_subject() -> None:
    outputs = facts(drained(ingest(), *(made(n) for n in range(50))))
    total = 0
    for partition, record in outputs:
        ids = np.frombuffer(record.id, np.uint64)
        total += len(ids)
        assert set((ids % np.uint64(4)).tolist()) <= {partition}
        wanted = int.from_bytes(hmac.digest(KEY, b"ada@x", hashlib.sha256)[:8])
        assert set(np.frombuffer(record.subject, np.uint64).tolist()) <= {wanted}
        assert b"ada" not in msgspec.msgpack.encode(record).lower()
        for route in record.routes:
            assert msgspec.msgpack.decode(route, type=Route) == ("made", "who", (("shop", "north"),), ())
    assert total == 50


def test_a_type_that_nothing_reads_is_ignored_but_only_if_it_is_valid() -> None:
    machine = ingest()
    drained(machine, made(type="noticed"), made(type="noticed", who="nobody"))
    assert machine.outcomes.ignored == 1
    assert machine.outcomes.rejected == {"invalid_field": 1}


def test_a_mark_is_told_to_all_partitions_only_when_it_has_moved_far_enough() -> None:
    machine = ingest(replace(POLICY, mark_step=1000))
    assert len(facts(drained(machine, made()))) == 4
    assert machine.drain() is None
    machine.advance(STAMP + 999)
    assert machine.drain() is None
    machine.advance(STAMP + 1000)
    step = machine.drain()
    assert step is not None
    assert {record.mark for _, record in facts(list(step.outputs))} == {STAMP + 1000}
    machine.advance(0)
    assert machine.mark == STAMP + 1000


def test_the_horizon_is_the_newest_record_so_far_less_the_retention() -> None:
    machine, late, oldest = ingest(), STAMP + 3_600_000, STAMP - POLICY.retention
    time = datetime.fromtimestamp(oldest / 1000, UTC).isoformat()
    drained(machine, made(1, time=time))
    machine.apply([Record(1, late, b"{"), Record(2, STAMP, made(2, time=time))])
    assert machine.outcomes.rejected == {"invalid_json": 1, "before_horizon": 1}


def test_the_horizon_never_depends_on_the_clock_nor_on_the_steps() -> None:
    step, found = 86_400_000, []
    payloads = [made(n, time=datetime.fromtimestamp(STAMP / 1000 - 86_400 * n, UTC).isoformat()) for n in range(12)]
    records = [Record(n, STAMP + step * (n * 7 % 5), payload) for n, payload in enumerate(payloads)]
    for most, clock in ((1, None), (5, STAMP * 2), (12, None)):
        machine, kept = ingest(replace(POLICY, retention=10 * step)), list[int]()
        for at in range(0, len(records), most):
            outputs, machine = drained_and_restored(machine, records[at : at + most], clock)
            kept += [int(o) for _, record in facts(outputs) for o in np.frombuffer(record.offset, np.int64)]
            assert {record.newest for _, record in facts(outputs)} == {max(r.timestamp for r in records[: at + most])}
        found.append(sorted(kept))
    assert found[0] == found[1] == found[2]
    assert 0 < len(found[0]) < len(records)


def drained_and_restored(machine: Ingest, records: list[Record], clock: int | None) -> tuple[list[Output], Ingest]:
    """What a step sends, and the machine as it comes back from the journal."""
    machine.apply(records)
    if clock is not None:
        machine.advance(clock)
    step, restored = machine.drain(), ingest(replace(POLICY, retention=10 * 86_400_000, mark_step=0))
    assert step is not None
    restored.restore(step.change)
    return list(step.outputs), restored


def test_too_many_rejects_in_a_row_stop_the_partition_even_over_restarts() -> None:
    policy = replace(POLICY, reject_limit=RejectLimit(run=5))
    machine = ingest(policy)
    machine.apply([Record(i, STAMP, b"{") for i in range(4)])
    step, restored = machine.drain(), ingest(policy)
    assert step is not None
    restored.restore(step.change)
    told = r"things/5: 5 records in a row .* offset 4 \(invalid_json: .* on kpi\.rejects\..* VIGIE_REJECT_RUN \(now 5\)"
    with pytest.raises(TooManyRejects, match=told):
        restored.apply([Record(4, STAMP, b"{")])


def test_an_accepted_record_ends_a_run_of_rejects() -> None:
    machine = ingest(replace(POLICY, reject_limit=RejectLimit(run=3)))
    drained(machine, b"{", b"{", made(), b"{", b"{")
    assert machine.outcomes.rejected == {"invalid_json": 4}


def _a_reject() -> Reject:
    return Reject(reason="empty", detail="no value", topic=TOPIC, partition=5, offset=9, size=0, payload=None)


@given(st.lists(st.booleans(), min_size=1, max_size=80), st.integers(1, 12), st.sampled_from((0.25, 0.5, 1.0)))
def test_the_share_is_that_of_the_last_records(rejected: list[bool], over: int, share: float) -> None:
    watch, reject_ = RejectWatch(RejectLimit(run=1000, share=share, over=over), "kpi.rejects"), _a_reject()
    for number, reject in enumerate(rejected, 1):
        window = rejected[max(0, number - over) : number]
        full = len(window) == over and sum(window) > share * over
        if reject and full:
            with pytest.raises(
                TooManyRejects, match=f"of the last {over} records .* VIGIE_REJECT_SHARE .now {share:g}"
            ):
                watch.rejected(number, reject_)
            return
        if reject:
            watch.rejected(number, reject_)
        assert not (full and reject)


def test_a_pseudonym_is_the_hmac_whatever_the_length_of_the_key() -> None:
    for key in (b"k", b"k" * 64, b"k" * 65):
        assert Pseudonym(key).digest("É@X") == hmac.digest(key, "é@x".encode(), hashlib.sha256)[:8]


def test_pseudonyms_are_the_same_after_the_memo_was_emptied() -> None:
    small = Pseudonym(KEY, remembered=2)
    names = [f"n{i}" for i in range(5)]
    assert [small.digest(name) for name in names] == [small.digest(name) for name in names]
    assert len(small.known) <= 2


@pytest.mark.parametrize(
    ("robot", "agent", "wanted"),
    [
        (True, "", True),
        (False, "bot", False),
        (None, "a BoT b", True),
        (None, "cURL/8", True),
        (None, "x curl/", False),
    ],
)
def test_the_first_rule_that_holds_decides(robot: bool | None, agent: str, wanted: bool) -> None:
    assert catalog().derivations.value("robot", {"robot": robot, "agent": agent}) is wanted


def test_routes_are_forgotten_between_steps_when_there_are_too_many() -> None:
    routes = Routes(catalog(), bound=3)
    (plan,) = routes.plans("made", ("id", "time", "who", "shop"))
    for shop in "abcde":
        plan.learn(shop)
    routes.recycle()
    assert (len(routes.names), plan.known) == (0, {})
    assert plan.learn("a") == 0


def test_the_long_texts_of_events_are_forgotten_sooner_than_their_routes_which_keep_their_numbers() -> None:
    routes = Routes(catalog(), bound=8)
    (plan,) = routes.plans("used", ("id", "time", "who", "shop", "agent", "robot"))
    agents = ("Mozilla/5.0", "a bot", "another bot")
    before = [plan.learn((agent, None, "a")) for agent in agents]
    routes.recycle()
    assert (plan.known, len(routes.names)) == ({}, 2)
    assert [plan.learn((agent, None, "a")) for agent in agents] == before == [0, 1, 1]
