"""The service's five numbers are held to the recount's, and to each other."""

from collections import Counter

import pytest

from service.verify.accounting import NUMBERS, Accounting, compare_accounting
from service.verify.compare import Comparison, Difference
from service.verify.told import Told
from tests.schemas.examples import EXAMPLES
from tests.verify.handmade import NOON, RawLog, count, delivered, event, opened
from tests.verify.publish import accounting_of

LOG = RawLog().send(opened(), delivered(), delivered(), b"{", event("spam_reported", NOON))
COUNTED = count(LOG)
TOLD = {("mail", 0): Counter(read=5, counted=2, duplicate=1, rejected=1, ignored=1)}


def compared(told: Accounting) -> Comparison:
    return compare_accounting("accounting", COUNTED.read, COUNTED.recount, told)


def test_the_same_five_numbers_compare_equal_and_none_of_them_is_0() -> None:
    assert compared(TOLD) == Comparison("accounting", 1)
    assert all(TOLD["mail", 0][number] for number in NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_number_of_the_service_that_is_off_by_one_is_found(number: str) -> None:
    told = TOLD["mail", 0] + Counter({number: 1})
    found = compared({("mail", 0): told}).differing
    assert Difference("mail/0", number, TOLD["mail", 0][number], told[number]) in found


def test_numbers_of_the_service_that_do_not_add_up_are_found() -> None:
    told = TOLD["mail", 0] - Counter(ignored=1)
    balance = Difference("mail/0", "counted + duplicate + rejected + ignored", 5, 4)
    assert balance in compared({("mail", 0): told}).differing


def test_a_partition_of_which_no_worker_tells_is_missing() -> None:
    assert compared({}).missing == ("mail/0",)
    assert compared(TOLD | {("mail", 1): Counter()}).equal
    assert compared(TOLD | {("mail", 1): Counter(read=1, ignored=1)}).extra == ("mail/1",)


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ((2, 1), (1, 1), True),
        ((1, 2), (2, 0), True),
        ((2, 1), (2, 0), False),
        ((1, 2), (1, 1), False),
        ((3, 0), (0, 2), False),
    ],
)
def test_an_id_of_two_partitions_may_be_counted_in_either_but_in_one(
    left: tuple[int, int], right: tuple[int, int], equal: bool
) -> None:
    log = RawLog().send(opened(), opened(), delivered()).send(opened(), delivered(campaign="autumn"), partition=1)
    both = count(log)
    told = {
        ("mail", partition): Counter(read=sum(numbers), counted=numbers[0], duplicate=numbers[1])
        for partition, numbers in enumerate((left, right))
    }
    assert compare_accounting("accounting", both.read, both.recount, told).equal is equal


# ---- kpi.accounting ---------------------------------------------------------------------------------------------


def told(records: dict[bytes, bytes]) -> Told:
    made = Told()
    for key, value in records.items():
        made.add(key, value)
    return made


def test_what_the_lanes_told_adds_up_to_the_recount() -> None:
    found, broken = told(accounting_of(COUNTED)).accounting()
    assert (found, broken) == (TOLD, [])


def test_the_last_word_of_a_lane_stands_and_is_not_added_to_the_one_before() -> None:
    records = accounting_of(COUNTED)
    ingest = next(key for key in records if b'"ingest"' in key)
    twice = told({ingest: records[ingest].replace(b'"read":5', b'"read":4')} | records)
    assert twice.accounting()[0] == TOLD


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (b"{}", b"{}", "validation error"),
        (b'{"agent":"ingest","topic":"mail","partition":0}', b"", "validation error"),
        (b'{"agent":"ingest","topic":"mail","partition":0}', (EXAMPLES / "accounting/of-a-raw-partition.json"), "lane"),
        (b'{"agent": "ingest","topic":"mail","partition":3}', (EXAMPLES / "accounting/of-a-raw-partition.json"), "key"),
    ],
)
def test_a_record_that_breaks_the_contract_is_named(key: bytes, value: object, said: str) -> None:
    found, (line,) = told({key: value if isinstance(value, bytes) else value.read_bytes()}).accounting()  # type: ignore[attr-defined]
    assert not found and line.startswith(key.decode()) and said in line
