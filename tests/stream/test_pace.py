"""When a step is due."""

import pytest

from service.stream.pace import Arrivals, Beat, Linger, Usual

BEAT = 0.4


def test_a_step_is_due_as_soon_as_all_that_a_beat_brings_is_here() -> None:
    pace = Linger(0.06, BEAT, apart=0.24)
    assert pace.left(Arrivals(first=10.0, last=9.9, here=8, usual=8), now=10.0) <= 0


def test_what_lacks_is_waited_for_but_not_for_ever() -> None:
    at = Arrivals(first=10.0, last=9.0, here=7, usual=8)
    assert Linger(0.06, BEAT).left(at, now=10.02) == pytest.approx(0.04)
    assert Linger(0.06, BEAT).left(at, now=10.06) <= 0


def test_stragglers_of_a_beat_wait_until_they_are_far_enough_from_its_step() -> None:
    at = Arrivals(first=10.1, last=10.0, here=1, usual=8)
    assert Linger(0.06, BEAT, apart=0.24).left(at, now=10.2) == pytest.approx(0.04)


def test_after_silence_nothing_is_usual_and_the_first_record_lingers() -> None:
    usual = Usual(BEAT)
    usual.took(8, now=10.0)
    assert usual(now=11.0) == 0
    assert Linger(0.06, BEAT).left(Arrivals(first=11.0, last=10.0, here=8, usual=0), now=11.0) == pytest.approx(0.06)


def test_a_beat_that_was_taken_in_two_steps_is_expected_whole_again() -> None:
    usual = Usual(BEAT)
    usual.took(8, now=9.6)
    usual.took(5, now=10.0)
    usual.took(3, now=10.1)
    assert usual(now=10.5) == 8


@pytest.mark.parametrize("pace", [Linger(0.06, BEAT, apart=0.24), Beat(BEAT)])
def test_a_clock_that_is_set_back_holds_no_step(pace: Linger | Beat) -> None:
    assert pace.left(Arrivals(first=1000.0, last=1000.0, here=1, usual=8), now=10.0) <= BEAT
