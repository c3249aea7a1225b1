"""The pure state machine: hold, recover, what is remembered, and that nothing is decided twice."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kpi.columns import paired
from service.kpi.steering.kept import Decision, Left, Patience
from service.kpi.steering.states import States

KEY = 5
AT_ONCE = Patience(0, 0)


@dataclass
class Watched:
    """A machine whose decisions are written down as (now, breach, since, previous)."""

    patience: Patience = AT_ONCE
    states: States = field(init=False)

    def __post_init__(self) -> None:
        self.states = States(lambda _: self.patience)

    def look(self, now: int, bad: bool, left: Left = Left.MET) -> list[tuple[bool, int, Left]]:
        """At one key."""
        keys, none = np.array([KEY]), np.zeros(0, np.int64)
        return self._told(self.states.look(now, *((keys, none) if bad else (none, keys))), left)

    def pass_to(self, now: int, left: Left = Left.MET) -> list[tuple[bool, int, Left]]:
        """Without looking at it."""
        none = np.zeros(0, np.int64)
        return self._told(self.states.look(now, none, none), left)

    def _told(self, decisions: Iterable[Decision], left: Left) -> list[tuple[bool, int, Left]]:
        told = list(decisions)
        for decision in told:
            if not decision.breach:
                self.states.leave(decision.key, left)
        return [(each.breach, each.since, each.previous) for each in told]

    def restored(self) -> "Watched":
        """Another one, from a snapshot of this one."""
        other = Watched(self.patience)
        other.states.become(self.states.all())
        return other


def test_a_bad_value_is_one_breach_while_it_lasts_and_one_recovery() -> None:
    it = Watched()
    assert it.look(10, bad=False) == []
    assert it.look(20, bad=True) == [(True, 20, Left.UNKNOWN)]
    assert it.look(30, bad=True) == it.pass_to(40) == []
    assert it.look(50, bad=False) == [(False, 50, Left.BREACHED)]
    assert it.look(60, bad=False) == []
    assert it.look(70, bad=True) == [(True, 70, Left.MET)]


def test_a_value_must_be_bad_for_the_hold_before_it_is_a_breach() -> None:
    it = Watched(Patience(hold=600, recover=0))
    assert it.look(0, bad=True) == it.look(599, bad=True) == []
    assert it.look(600, bad=True) == [(True, 0, Left.UNKNOWN)]


def test_time_alone_ends_the_hold() -> None:
    it = Watched(Patience(hold=600, recover=300))
    assert it.look(0, bad=True) == it.pass_to(599) == []
    assert it.pass_to(700) == [(True, 0, Left.UNKNOWN)]
    assert it.look(800, bad=False) == it.pass_to(1099) == []
    assert it.pass_to(5000) == [(False, 800, Left.BREACHED)]
    assert it.pass_to(9000) == []


def test_a_value_that_is_good_again_within_the_hold_was_no_breach() -> None:
    it = Watched(Patience(hold=600, recover=0))
    assert it.look(0, bad=True) == it.look(300, bad=False) == it.look(400, bad=True) == it.pass_to(999) == []
    assert it.pass_to(1000) == [(True, 400, Left.UNKNOWN)]


def test_a_value_that_is_bad_again_within_the_recovery_is_the_same_breach() -> None:
    it = Watched(Patience(hold=0, recover=600))
    assert it.look(0, bad=True) == [(True, 0, Left.UNKNOWN)]
    assert it.look(100, bad=False) == it.look(200, bad=True) == it.pass_to(5000) == []
    assert it.look(6000, bad=False) == it.pass_to(6599) == []
    assert it.pass_to(6600) == [(False, 6000, Left.BREACHED)]


def test_what_was_good_when_the_hold_would_have_ended_between_two_looks_was_no_breach() -> None:
    it = Watched(Patience(hold=600, recover=0))
    assert it.look(0, bad=True) == it.look(3600, bad=False) == it.pass_to(9000) == []


@pytest.mark.parametrize("left", [Left.MET, Left.UNKNOWN])
def test_the_next_breach_says_what_the_recovery_left(left: Left) -> None:
    it = Watched()
    it.look(0, bad=True)
    assert it.look(1, bad=False, left=left) == [(False, 1, Left.BREACHED)]
    assert it.restored().look(2, bad=True) == it.look(2, bad=True) == [(True, 2, left)]


def test_a_restored_machine_repeats_nothing_and_waits_no_longer() -> None:
    it = Watched(Patience(hold=600, recover=600))
    it.look(0, bad=True)
    it = it.restored()
    assert it.pass_to(599) == []
    assert it.pass_to(600) == [(True, 0, Left.UNKNOWN)]
    it = it.restored()
    assert it.look(700, bad=True) == []
    it.look(800, bad=False)
    assert it.restored().pass_to(1400) == it.pass_to(1400) == [(False, 800, Left.BREACHED)]


def test_what_is_quiet_takes_no_room() -> None:
    states = States(lambda _: AT_ONCE)
    keys, none = np.arange(10_000), np.zeros(0, np.int64)
    states.look(0, none, keys)
    assert states.all() == states.changes() == []
    states.look(1, keys, none)
    assert len(states.all()) == len(keys)
    states.look(2, none, keys)
    assert states.all() == []
    assert len(states.changes()) == len(keys)


@dataclass
class Plain:
    """The same by the letter of decision 0009, for one key."""

    patience: Patience
    breached: bool = False
    bad: bool = False
    since: int = 0

    def look(self, now: int, bad: bool | None) -> list[tuple[bool, int]]:
        if bad is not None and bad != self.bad:
            self.bad, self.since = bad, now
        wait = self.patience.hold if self.bad else self.patience.recover
        if self.bad == self.breached or now - self.since < wait:
            return []
        self.breached = self.bad
        return [(self.breached, self.since)]


lengths = st.integers(0, 4)
looks = st.lists(st.tuples(st.integers(0, 3), st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4)))


@given(looks, st.lists(st.tuples(lengths, lengths), min_size=4, max_size=4), st.randoms(use_true_random=False))
def test_many_keys_at_once_do_what_each_would_alone(
    steps: list[tuple[int, list[bool | None]]], patience: list[tuple[int, int]], random: object
) -> None:
    keys = [int(paired(np.array([number]), np.array([7])).item()) for number in range(4)]
    rules = {key: Patience(*each) for key, each in zip(keys, patience, strict=True)}
    plain, states, now = [Plain(rules[key]) for key in keys], States(rules.__getitem__), 0
    replayed = States(rules.__getitem__)
    for ahead, seen in steps:
        now += ahead
        bad, good = (
            np.array([k for k, v in zip(keys, seen, strict=True) if v is side], np.int64) for side in (True, False)
        )
        # Out of order, and good ones twice, as those of a bucket that turned are.
        told = states.look(now, bad, np.concatenate((good[::-1], good)))
        alone = [(key, *each) for key, it, v in zip(keys, plain, seen, strict=True) for each in it.look(now, v)]
        assert [(each.key, each.breach, each.since) for each in told] == alone
        replayed.become(states.changes())
        assert replayed.all() == states.all()
        if random.random() < 0.3:  # type: ignore[attr-defined]
            states = States(rules.__getitem__)
            states.become(replayed.all())
