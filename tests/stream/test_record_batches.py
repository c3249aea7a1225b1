"""The record batches of a step."""

import pytest
from aiokafka.record.default_records import DefaultRecordBatch

from service.machine import Output
from service.stream.errors import OutputTooLarge
from service.stream.record_batches import BATCH_BYTES, Batches, Owner

OWNER = Owner("lane", 7, 3)


def filled(outputs: list[Output], sequences: dict[tuple[str, int], int] | None = None) -> Batches:
    made = Batches(OWNER, 4 * BATCH_BYTES, dict(sequences or {}))
    made.fill(outputs, 1000)
    return made


def read(batch: bytes) -> DefaultRecordBatch:
    return DefaultRecordBatch(batch)


def test_order_holds_within_a_place_and_each_place_has_a_batch_of_its_own() -> None:
    made = filled([Output("t", p, None, b"%d" % n) for n in range(6) for p in (0, 1)])
    (only,) = made.rounds
    for place in (("t", 0), ("t", 1)):
        assert [record.value for record in read(only[place])] == [b"%d" % n for n in range(6)]


def test_what_does_not_fit_one_batch_goes_into_later_rounds_in_order() -> None:
    big = b"x" * (BATCH_BYTES // 2 + 1)
    made = filled(
        [Output("t", 0, b"a", big), Output("t", 0, b"b", big), Output("t", 1, b"c", b""), Output("t", 0, b"d", big)]
    )
    keys = [{place: [r.key for r in read(batch)] for place, batch in batches.items()} for batches in made.rounds]
    assert keys == [{("t", 0): [b"a"], ("t", 1): [b"c"]}, {("t", 0): [b"b"]}, {("t", 0): [b"d"]}]


def test_numbers_go_on_from_batch_to_batch_and_begin_anew_after_the_last_there_is() -> None:
    last = (1 << 31) - 1
    made = filled(
        [Output("t", 0, None, b"1"), Output("t", 0, None, b"2"), Output("u", 0, None, b"3")], {("t", 0): last}
    )
    assert made.sequences == {("t", 0): 1, ("u", 0): 1}
    assert read(made.rounds[0]["t", 0]).base_sequence == last


def test_a_batch_says_whose_it_is_and_that_it_belongs_to_a_transaction() -> None:
    batch = read(filled([Output("t", 0, None, b"1")]).rounds[0]["t", 0])
    assert (batch.producer_id, batch.producer_epoch, batch.is_transactional) == (7, 3, True)


def test_a_record_too_long_for_its_topic_is_named() -> None:
    with pytest.raises(OutputTooLarge, match="lane: a record of 4,194,304 bytes for t/0"):
        filled([Output("t", 0, None, b"x" * (4 * BATCH_BYTES))])
