"""Pure functions of lives: what is known after each fact, and what a life adds; one trap each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from schemas.facts import ABSENT
from service.kpi.lives.entity import Moment, Told, Worth, held, known, share
from service.kpi.lives.stretches import NEVER, different

NOT = np.zeros(1, np.bool_)
ADDED = np.ones(1, np.bool_)


def told(*facts: tuple[int, int, int, int, int]) -> Told:
    """Facts of (life, tick, state, value, amount); the type is the state's number, 9 where there is none."""
    life, tick, state, value, amount = np.array(facts, np.int64).reshape(-1, 5).T
    kind = np.where(state == NEVER, 9, state)
    return Told(life, tick, kind, state, value[:, None], amount[:, None])


def test_a_run_goes_on_until_the_state_is_another_one() -> None:
    life = known(told((7, 1, 0, 0, 0), (7, 2, 1, 0, 0), (7, 3, NEVER, 0, 0), (7, 4, 1, 0, 0), (8, 5, NEVER, 0, 0)), NOT)
    assert life.entry.tolist() == [1, 4]
    assert life.last.tolist() == [3, 4]
    assert life.state.tolist() == [0, 1, 1, 1, NEVER]


def test_a_null_leaves_what_there_was_and_another_life_knows_nothing_of_it() -> None:
    facts = told((1, 1, 0, 5, 30), (1, 2, 0, NEVER, ABSENT), (2, 1, 0, NEVER, ABSENT), (2, 2, 0, 6, 1))
    assert known(facts, NOT).values[:, 0].tolist() == [5, 5, NEVER, 6]
    assert known(facts, NOT).amounts[:, 0].tolist() == [30, 30, ABSENT, 1]


def test_what_is_added_up_begins_anew_with_each_life() -> None:
    facts = told((1, 1, 0, 0, 30), (1, 2, 0, 0, 5), (2, 1, 0, 0, ABSENT), (2, 2, 0, 0, 7))
    assert known(facts, ADDED).amounts[:, 0].tolist() == [30, 35, ABSENT, 7]


def test_nothing_is_known_of_nobody() -> None:
    life = known(told(), NOT)
    assert len(life.first) == len(life.last) == len(life.state) == 0


def test_a_sum_over_the_cap_is_cut_where_it_passes_it() -> None:
    facts = told((1, 1, 3, 0, 40), (1, 2, 3, 0, 40), (1, 3, 3, 0, 40), (2, 1, 3, 0, 40))
    amounts = np.column_stack((facts.amounts, np.array([100, ABSENT, ABSENT, ABSENT])))
    capped = Told(facts.life, facts.tick, facts.kind, facts.state, facts.values, amounts)
    life = known(capped, np.zeros(2, np.bool_))
    assert Moment((3,), 0, 1).of(capped, life).tolist() == [40, 40, 20, 40]
    assert Moment((3,), 0, None).of(capped, life).tolist() == [40, 40, 40, 40]
    assert Moment((4,), 0, 1).of(capped, life).tolist() == [0, 0, 0, 0]


def test_a_weight_that_is_not_given_weighs_nothing() -> None:
    amounts = np.array([[1000, 25], [1000, ABSENT], [ABSENT, 25]], np.int64)
    assert Worth(0, 1).of(amounts).tolist() == [250, 0, 0]
    assert Worth(0).of(amounts).tolist() == [1000, 1000, 0]
    assert Worth().of(amounts).tolist() == [1, 1, 1]


def test_what_is_held_ends_with_the_next_fact_and_the_last_holds_on() -> None:
    facts = told((1, 1, 0, 0, 0), (1, 4, 0, 0, 0), (2, 9, 0, 0, 0))
    rows = np.arange(3)
    parts = held((rows + 100, facts.tick, np.array([5, 6, 7])), rows, known(facts, NOT))
    assert [[column.tolist() for column in part] for part in parts] == [
        [[100, 101, 102], [1, 4, 9], [5, 6, 7]],
        [[100], [4], [-5]],
    ]


@given(st.integers(-(2**62), 2**62), st.integers(0, 100))
def test_a_share_is_rounded_half_even(amount: int, percent: int) -> None:
    whole, rest = divmod(amount * percent, 100)
    wanted = whole + (rest > 50 or (rest == 50 and whole % 2 == 1))
    assert share(np.array([amount]), np.array([percent])).tolist() == [wanted]


@pytest.mark.parametrize("large", [5, 2**40])
@given(data=st.data())
def test_rows_are_different_where_tuples_are(large: int, data: st.DataObject) -> None:
    line = st.lists(st.integers(-1, large), min_size=3, max_size=3)
    lines = data.draw(st.lists(line, min_size=1, max_size=30))
    rows: NDArray[np.int64] = np.array(lines + lines[:3], np.int64)
    position, which = different(rows)
    assert rows[position][which].tolist() == rows.tolist()
    assert len(position) == len(set(map(tuple, rows.tolist())))
