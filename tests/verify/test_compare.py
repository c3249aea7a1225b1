"""Whatever is spoilt is reported as what it is, in words that name the place."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from aiokafka import ConsumerRecord

from service.verify.compare import Comparison, Difference, compare_rejects, compare_updates, same
from service.verify.figures import Key
from service.verify.published import Published
from tests.verify.handmade import RawLog, count, delivered, opened
from tests.verify.publish import key_of, rejects_of, update_of, updates_of

RECOUNT = count(RawLog().send(opened(), delivered(), delivered(campaign="autumn"), b"{", None)).recount
DAY = Key("open_ratio", (), "day", "2026-11-24")
NAMED = "open_ratio {} day 2026-11-24"


def record(topic: str, key: bytes | None, value: bytes | None, offset: int = 0) -> ConsumerRecord:
    return ConsumerRecord(topic, 0, offset, 0, 0, key, value, None, 0, 0, ())


def published(updates: dict[bytes, bytes], rejects: list[bytes] | None = None) -> Published:
    found = Published("kpi.updates")
    found.add(record("kpi.updates", key, value) for key, value in updates.items())
    found.add(record("kpi.rejects", None, value) for value in rejects or [])
    return found


def compared(updates: dict[bytes, bytes]) -> Comparison:
    figures, broken = published(updates).figures()
    return compare_updates(RECOUNT.figures, figures).and_broken(broken)


def test_what_the_recount_says_compares_equal() -> None:
    comparison = compared(updates_of(RECOUNT.figures))
    assert comparison == Comparison("updates", len(RECOUNT.figures))
    assert comparison.compared > 20


@pytest.mark.parametrize(
    ("changed", "field", "expected", "found"),
    [
        ({"value": 0.500001}, "value", 0.5, 0.500001),
        ({"value": None}, "value", 0.5, None),
        ({"numerator": 2.0}, "numerator", 1.0, 2.0),
        ({"denominator": None}, "denominator", 2.0, None),
        ({"inputs": {"opens": 1, "delivered": 3}}, "inputs.delivered", 2, 3),
        ({"inputs": {"opens": 1}}, "inputs.delivered", 2, "absent"),
        ({"inputs": {"opens": 1, "delivered": 2, "x": 0}}, "inputs.x", "absent", 0),
        ({"unit": "count"}, "unit", "ratio", "count"),
    ],
)
def test_a_changed_field_is_named_with_both_values(
    changed: dict[str, object], field: str, expected: object, found: object
) -> None:
    updates = updates_of(RECOUNT.figures) | {key_of(DAY): update_of(DAY, RECOUNT.figures[DAY], **changed)}
    comparison = compared(updates)
    assert comparison.differing == (Difference(NAMED, field, expected, found),)
    assert (comparison.differing_keys, comparison.missing, comparison.extra) == (1, (), ())


@pytest.mark.parametrize("field", ["start", "end"])
def test_a_window_moved_by_a_second_differs(field: str) -> None:
    said = RECOUNT.figures[DAY]
    moved = {field: orjson.loads(update_of(DAY, said))[field].replace(":00Z", ":01Z")}
    comparison = compared(updates_of(RECOUNT.figures) | {key_of(DAY): update_of(DAY, said, **moved)})
    assert [difference.field for difference in comparison.differing] == [field]


def rolling() -> Key:
    return next(key for key, said in RECOUNT.figures.items() if not key.bucket and said.start is not None)


@pytest.mark.parametrize(
    ("start", "end", "differing"), [(-60, -60, []), (60, 60, ["start", "end"]), (-60, 0, ["start"])]
)
def test_a_rolling_window_may_be_an_earlier_one_but_no_later_and_no_longer_one(
    start: int, end: int, differing: list[str]
) -> None:
    said = RECOUNT.figures[rolling()]
    assert said.start and said.end
    moved = replace(said, start=said.start + timedelta(seconds=start), end=said.end + timedelta(seconds=end))
    comparison = compared(updates_of(RECOUNT.figures) | {key_of(rolling()): update_of(rolling(), moved)})
    assert [difference.field for difference in comparison.differing] == differing


def test_an_objective_judged_otherwise_differs() -> None:
    said = RECOUNT.figures[DAY]
    assert said.objective is not None
    judged = replace(said, objective=said.objective.model_copy(update={"status": "breached"}))
    comparison = compared(updates_of(RECOUNT.figures) | {key_of(DAY): update_of(DAY, judged)})
    assert comparison.differing == (Difference(NAMED, "objective.status", "met", "breached"),)


def test_an_objective_that_is_gone_differs() -> None:
    gone = update_of(DAY, replace(RECOUNT.figures[DAY], objective=None))
    comparison = compared(updates_of(RECOUNT.figures) | {key_of(DAY): gone})
    assert [difference.field for difference in comparison.differing] == ["objective"]


def test_a_missing_and_an_extra_key_are_named() -> None:
    updates = updates_of(RECOUNT.figures)
    del updates[key_of(DAY)]
    other = replace_bucket(DAY, "2026-11-25")
    updates[key_of(other)] = update_of(other, RECOUNT.figures[DAY])
    comparison = compared(updates)
    assert (comparison.missing, comparison.extra) == ((NAMED,), ("open_ratio {} day 2026-11-25",))
    assert comparison.differing == ()


def replace_bucket(key: Key, bucket: str) -> Key:
    return key._replace(bucket=bucket)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda key, _: (key, b"{"), "Invalid JSON"),
        (
            lambda key, value: (key, value.replace(b'"kpi":"open_ratio"', b'"kpi":"opens"')),
            "the value is of another key",
        ),
        (lambda key, value: (key.replace(b":", b": "), value), "the key is not written as it must be"),
        (lambda key, value: (key, value.replace(b'"revision":1', b'"revision":0')), "revision"),
    ],
)
def test_a_record_that_breaks_the_contract_differs(
    spoil: Callable[[bytes, bytes], tuple[bytes, bytes]], reason: str
) -> None:
    updates = updates_of(RECOUNT.figures)
    key, value = spoil(key_of(DAY), updates.pop(key_of(DAY)))
    comparison = compared(updates | {key: value})
    assert reason in comparison.differing[0].where
    assert comparison.missing == (NAMED,)


def test_the_last_record_of_a_key_counts_and_a_tombstone_takes_it_away() -> None:
    found = published(updates_of(RECOUNT.figures))
    wrong = record("kpi.updates", key_of(DAY), update_of(DAY, RECOUNT.figures[DAY], value=9.0, revision=2))
    right = record("kpi.updates", key_of(DAY), update_of(DAY, RECOUNT.figures[DAY], revision=3))
    found.add([wrong, right])
    assert compare_updates(RECOUNT.figures, found.figures()[0]).equal
    found.add([record("kpi.updates", key_of(DAY), None)])
    assert compare_updates(RECOUNT.figures, found.figures()[0]).missing == (NAMED,)


def test_rejects_are_compared_by_place_and_reason_each_once() -> None:
    right = rejects_of(RECOUNT.refusals)
    assert compare_rejects(RECOUNT.refusals, published({}, right).refusals) == Comparison("rejects", 2)
    wrong = [right[0].replace(b"invalid_json", b"invalid_utf8"), right[1], right[1]]
    comparison = compare_rejects(RECOUNT.refusals, published({}, wrong).refusals)
    assert comparison.missing == ("mail/0@3 invalid_json",)
    assert comparison.extra == ("mail/0@3 invalid_utf8",)
    assert comparison.differing == (Difference("mail/0@4 empty", "times", 1, 2),)


def test_a_reject_that_cannot_be_read_is_kept_with_its_place() -> None:
    found = published({}, [b"[]"])
    assert found.refusals == Counter()
    assert found.unreadable[0].startswith("kpi.rejects/0@0: ")


@pytest.mark.parametrize(
    ("expected", "found", "equal"),
    [
        (1.0, 1.0 + 1e-13, True),
        (1.0, 1.0 + 1e-11, False),
        (10**15, 10**15 + 1, False),
        (3.0, 3, True),
        (0.0, 1e-13, False),
        (None, 0.0, False),
        (None, None, True),
        ("met", "met", True),
    ],
)
def test_integers_are_compared_exactly_and_floats_but_for_the_last_digits(
    expected: object, found: object, equal: bool
) -> None:
    assert same(expected, found) is equal
