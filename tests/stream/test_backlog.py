"""A step takes what fits, whatever the batches were; nothing is lost, doubled or reordered on the way."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from service.machine import Record
from service.stream.backlog import Backlog, StepSize
from service.stream.batch import Batch

SIZES = st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=8), min_size=1, max_size=8)


def batches(sizes: list[list[int]], hole: int = 0) -> list[Batch]:
    """Consecutive batches of records with values of these lengths, a hole in the offsets before each record."""
    made, position = list[Batch](), 0
    for lengths in sizes:
        offsets = [position + hole + i * (hole + 1) for i in range(len(lengths))]
        records = [Record(offset, 0, b"x" * n) for offset, n in zip(offsets, lengths, strict=True)]
        made.append(Batch(position, records))
        position = made[-1].upto
    return made


def steps(backlog: Backlog) -> list[Batch]:
    taken = []
    while backlog:
        taken.append(backlog.take())
    return taken


def bytes_of(batch: Batch) -> int:
    return sum(len(record.value or b"") for record in batch.records)


@given(SIZES, st.integers(1, 10), st.integers(1, 60), st.integers(0, 2))
def test_every_record_is_taken_once_in_order_in_steps_that_chain_and_fit(
    sizes: list[list[int]], records: int, size: int, hole: int
) -> None:
    backlog, given_ = Backlog(StepSize(records, size)), batches(sizes, hole)
    for batch in given_:
        backlog.put(batch)
    taken = steps(backlog)
    assert [r for step in taken for r in step.records] == [r for batch in given_ for r in batch.records]
    assert taken[0].start == 0 and all(one.upto == other.start for one, other in pairwise(taken))
    assert taken[-1].upto == given_[-1].upto
    assert all(len(step.records) <= records for step in taken)
    assert all(bytes_of(step) <= size or len(step.records) == 1 for step in taken)
    assert not backlog.holds(1)


@given(SIZES, st.integers(1, 10), st.integers(1, 60))
def test_a_step_leaves_nothing_behind_that_had_fitted(sizes: list[list[int]], records: int, size: int) -> None:
    backlog = Backlog(StepSize(records, size))
    for batch in batches(sizes):
        backlog.put(batch)
    for one, other in pairwise(steps(backlog)):
        next_one = len(other.records[0].value or b"")
        assert len(one.records) == records or bytes_of(one) + next_one > size


def test_a_deletion_has_no_bytes() -> None:
    backlog = Backlog(StepSize(10, 1))
    backlog.put(Batch(0, [Record(0, 0, None), Record(1, 0, None)]))
    assert len(backlog.take().records) == 2


def test_a_step_is_full_by_records_or_by_bytes() -> None:
    by_records, by_bytes = Backlog(StepSize(2, 1000)), Backlog(StepSize(1000, 2))
    for backlog in (by_records, by_bytes):
        (one, other) = batches([[1], [1]])
        backlog.put(one)
        assert not backlog.holds(1)
        backlog.put(other)
        assert backlog.holds(1) and not backlog.holds(2)
