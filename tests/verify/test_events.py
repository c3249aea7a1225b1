"""Each id is counted once; of several payloads one stands; dimensions come from the rules."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from tests.verify.handmade import NOON, Counted, RawLog, count, delivered, event, opened

DAY = "2026-11-24"


def outcomes(counted: Counted, partition: int = 0) -> Counter[str]:
    return counted.recount.accounting["mail", partition]


def conflicts(counted: Counted) -> set[tuple[int, int]]:
    refusals = counted.recount.refusals
    return {(partition, offset) for _, partition, offset, reason in refusals if reason == "conflict"}


def test_the_same_payload_again_is_a_duplicate_and_counts_once() -> None:
    counted = count(RawLog().send(opened(), opened(), opened()).send(opened(), partition=1))
    assert counted.value("opens", "all") == 1
    assert outcomes(counted) == {"counted": 1, "duplicate": 2}
    assert outcomes(counted, 1) == {"duplicate": 1}


def test_of_two_payloads_in_one_partition_the_first_stands() -> None:
    log = RawLog().send(opened(id="x", campaign="first"), opened(id="x", campaign="second"))
    counted = count(log)
    assert counted.value("opens", "all", campaign="first") == 1
    assert conflicts(counted) == {(0, 1)}
    assert outcomes(counted) == {"counted": 1, "rejected": 1}


def test_the_first_stands_even_if_the_service_refused_it() -> None:
    log = RawLog().send(opened(id="x", campaign="first"), opened(id="x", campaign="second"))
    assert conflicts(count(log, conflicts=[("mail", 0, 0)])) == {(0, 1)}


@pytest.mark.parametrize(("refused", "stands"), [(0, "right"), (1, "left")])
def test_of_two_payloads_in_two_partitions_the_one_not_refused_stands(refused: int, stands: str) -> None:
    log = RawLog().send(opened(id="x", campaign="left")).send(opened(id="x", campaign="right"), partition=1)
    counted = count(log, conflicts=[("mail", refused, 0)])
    assert counted.value("opens", "all", campaign=stands) == 1
    assert conflicts(counted) == {(refused, 0)}


def test_exactly_one_of_several_payloads_must_stand() -> None:
    log = RawLog().send(opened(id="x", campaign="left")).send(opened(id="x", campaign="right"), partition=1)
    for refused in ([], [("mail", 0, 0), ("mail", 1, 0)]):
        assert conflicts(count(log, conflicts=refused)) == {(1, 0)} != {place[1:] for place in refused}


def test_a_payload_that_came_first_nowhere_cannot_stand() -> None:
    left, right, never = (opened(id="x", campaign=name) for name in ("left", "right", "never"))
    log = RawLog().send(left, never).send(right, never, partition=1)
    counted = count(log, conflicts=[("mail", 0, 0), ("mail", 1, 0)])
    assert conflicts(counted) == {(0, 1), (1, 0), (1, 1)}


def test_a_payload_that_came_again_may_stand_all_the_same() -> None:
    left, right = (opened(id="x", campaign=name) for name in ("left", "right"))
    log = RawLog().send(left, left).send(right, partition=1)
    counted = count(log, conflicts=[("mail", 1, 0)])
    assert conflicts(counted) == {(1, 0)}
    assert outcomes(counted) == {"counted": 1, "duplicate": 1}


def test_a_refused_record_leaves_its_id_free() -> None:
    counted = count(RawLog().send(opened(NOON + timedelta(days=9), id="x"), opened(id="x")))
    assert outcomes(counted) == {"counted": 1, "rejected": 1}
    assert counted.recount.refusals == {("mail", 0, 0, "time_in_future")}


def test_an_event_that_nothing_reads_is_ignored_as_often_as_it_comes_and_takes_no_id() -> None:
    sent = event("mail_sent", NOON, id="x")
    counted = count(RawLog().send(sent, sent, opened(id="x")))
    assert outcomes(counted) == {"ignored": 2, "counted": 1}


def test_every_record_read_has_one_outcome() -> None:
    log = RawLog().send(opened(), opened(), None, b"{", event("mail_sent", NOON)).send(delivered(), partition=3)
    counted = count(log)
    assert {place: outcomes.total() for place, outcomes in counted.recount.accounting.items()} == counted.read


def test_ids_that_two_partitions_may_have_brought_first_are_told_apart_from_the_others() -> None:
    log = RawLog().send(opened(), delivered()).send(opened(), partition=1)
    shared = count(log).recount.shared
    assert {place: (told.counted, told.possible) for place, told in shared.items()} == {
        ("mail", 0): (1, 1),
        ("mail", 1): (0, 1),
    }


@pytest.mark.parametrize(
    ("fields", "machine"),
    [
        ({"machine": True, "user_agent": "GoogleImageProxy"}, "true"),
        ({"user_agent": "via ggpht.com googleIMAGEproxy"}, "false"),
        ({"user_agent": "Robot/1 ImageProxy"}, "false"),
        ({"user_agent": "ROBOT/1"}, "true"),
        ({"user_agent": "a Robot/1"}, "false"),
        ({"machine": False}, "false"),
        ({}, "false"),
    ],
)
def test_the_first_rule_that_holds_decides_whatever_the_case(fields: dict[str, Any], machine: str) -> None:
    counted = count(RawLog().send(opened(**fields)))
    assert counted.value("opens", "all", machine=machine) == 1
    people = counted.buckets("human_opens", "day")
    assert people == ({DAY: 1} if machine == "false" else {})


def test_a_quote_in_a_name_is_only_a_quote() -> None:
    counted = count(RawLog().send(opened(campaign='it\'s "new"\u0000 ⛵')))
    assert counted.value("opens", "all", campaign='it\'s "new"\u0000 ⛵') == 1
