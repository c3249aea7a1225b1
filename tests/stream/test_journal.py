"""The journal gives back exactly the state and the position, or refuses."""

import pytest

from schemas.journal import Entry, StepEntry
from service.stream.errors import BrokenChain, OtherDefinitions
from service.stream.journal import Place, Recovery, snapshot_outputs
from tests.stream.tally import Tally

PLACE = Place("journal", 3)


def recovery() -> Recovery:
    return Recovery(Tally(), "defs", "lane")


def fold(into: Recovery, *entries: Entry) -> Recovery:
    for entry in entries:
        into.fold(PLACE.output(entry).value)
    return into


def step(start: int, upto: int, change: bytes = b"1 1", fingerprint: str = "defs") -> StepEntry:
    return StepEntry(start, upto, fingerprint, change)


def test_steps_give_the_last_state_and_position() -> None:
    recovered = fold(recovery(), step(0, 4, b"4 10"), step(4, 9, b"9 45"))
    assert recovered.position == 9
    assert recovered.machine == Tally(count=9, total=45)


def test_a_step_that_does_not_follow_the_one_before_is_refused() -> None:
    with pytest.raises(BrokenChain, match="starts at 5, the one before ended at 4"):
        fold(recovery(), step(0, 4), step(5, 9))


def test_a_journal_of_other_definitions_is_refused_with_what_to_do() -> None:
    with pytest.raises(OtherDefinitions, match="VIGIE_GENERATION"):
        fold(recovery(), step(0, 4, fingerprint="other"))


def test_a_snapshot_replaces_what_was_before_it() -> None:
    recovered = fold(recovery(), step(0, 4, b"4 10"))
    for output in snapshot_outputs(PLACE, 4, "defs", Tally(count=4, total=10).snapshot()):
        recovered.fold(output.value)
    fold(recovered, step(4, 6, b"6 21"))
    assert (recovered.position, recovered.machine) == (6, Tally(count=6, total=21))


def test_a_journal_cut_before_its_snapshot_starts_with_it() -> None:
    recovered = recovery()
    for output in snapshot_outputs(PLACE, 40, "defs", Tally(count=40, total=7).snapshot()):
        recovered.fold(output.value)
    assert (recovered.position, recovered.machine) == (40, Tally(count=40, total=7))


def test_a_snapshot_that_lacks_a_part_is_refused() -> None:
    recovered = recovery()
    with pytest.raises(BrokenChain, match="snapshot of 2 parts, 1 found"):
        for output in snapshot_outputs(PLACE, 4, "defs", Tally().snapshot())[1:]:
            recovered.fold(output.value)


def test_bytes_since_the_snapshot_are_counted_apart_from_the_snapshot() -> None:
    recovered = recovery()
    for output in snapshot_outputs(PLACE, 4, "defs", [b"1" * 999, b"2"]):
        recovered.fold(output.value)
    assert recovered.since_snapshot == 0
    fold(recovered, step(4, 5))
    assert 0 < recovered.since_snapshot < 100 and recovered.snapshot_size == 1000
