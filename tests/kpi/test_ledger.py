"""`Ledger` against a dict, whatever the batches; and the columns that stand beside it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.kpi.keys.dense import Dense
from service.kpi.keys.ledger import Ledger

few = st.integers(0, 40)
keys = st.one_of(few, st.integers(0, 2**64 - 1), few.map(lambda n: n << 56))
batches = st.lists(st.lists(keys, max_size=120), max_size=12)


def array(values: list[int]) -> NDArray[np.uint64]:
    return np.array(values, np.uint64)


@given(batches, st.lists(keys, max_size=40))
def test_a_key_has_the_number_of_different_keys_before_it(given_batches: list[list[int]], asked: list[int]) -> None:
    ledger, known = Ledger(), dict[int, int]()
    for batch in given_batches:
        is_new = [key not in known and key not in batch[:place] for place, key in enumerate(batch)]
        numbers = [known.setdefault(key, len(known)) for key in batch]
        new, number = ledger.add(array(batch))
        assert (new.tolist(), number.tolist()) == (is_new, numbers)
        assert ledger.find(array(asked)).tolist() == [known.get(key, -1) for key in asked]
    assert ledger.keys().tolist() == list(known)


def test_many_keys_of_one_neighbourhood_keep_their_numbers_as_it_grows() -> None:
    ledger = Ledger()
    crowd = np.arange(200_000, dtype=np.uint64)
    for batch in np.array_split(crowd, 37):
        assert ledger.add(batch)[0].all()
    new, number = ledger.add(crowd[::-1].copy())
    assert not new.any()
    assert (number == np.arange(200_000)[::-1]).all()


def test_a_ledger_may_begin_with_keys() -> None:
    begun = Ledger(array([5, 0, 7]))
    assert begun.find(array([7, 0, 5, 1])).tolist() == [2, 1, 0, -1]


def test_a_key_costs_less_than_twenty_three_bytes() -> None:
    ledger, rng = Ledger(), np.random.default_rng(1)
    for number in range(1, 301):
        ledger.add(rng.integers(0, 2**63, 1000).astype(np.uint64))
        assert number < 30 or ledger.nbytes / len(ledger) < 23


@given(st.lists(st.lists(st.integers(0, 9), max_size=20), max_size=20), st.integers(0, 9))
def test_a_dense_column_is_a_list(parts: list[list[int]], below: int) -> None:
    column, plain = Dense(np.int64), list[int]()
    for part in parts:
        column.append(np.array(part, np.int64))
        plain += part
        assert column.values.tolist() == plain
        assert column.nbytes <= (len(plain) * 9 // 8 + 1) * 8
    left = column.only(column.values < below)
    left.append(np.array([3], np.int64))
    assert left.values.tolist() == [value for value in plain if value < below] + [3]
    column.cut(len(plain) // 2)
    assert column.values.tolist() == plain[: len(plain) // 2]
