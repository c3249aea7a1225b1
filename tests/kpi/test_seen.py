"""`Seen` and `Tally` against a Python set and a counter, whatever the batches."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.kpi.keys.seen import Seen, TakenTwice, Tally, pieces

few = st.integers(0, 40)
keys = st.one_of(few, st.integers(0, 2**64 - 1), st.integers(0, 40).map(lambda n: n << 56))
batches = st.lists(st.lists(keys, max_size=120), max_size=12)


def array(values: list[int]) -> NDArray[np.uint64]:
    return np.array(values, np.uint64)


def firsts(batch: list[int], known: set[int]) -> list[bool]:
    return [not (key in known or known.add(key)) for key in batch]  # type: ignore[func-returns-value]


@given(batches)
def test_a_key_is_first_where_a_set_says_so(given_batches: list[list[int]]) -> None:
    seen, known = Seen(), set[int]()
    for batch in given_batches:
        assert seen.add(array(batch)).tolist() == firsts(batch, known)
        assert len(seen) == len(known)
        assert sorted(seen.keys().tolist()) == sorted(known)


@given(st.lists(st.lists(st.tuples(keys, st.integers(-3, 300)), max_size=120), max_size=12))
def test_a_key_turns_where_a_counter_says_so(given_batches: list[list[tuple[int, int]]]) -> None:
    tally, known = Tally(), Counter[int]()
    for batch in given_batches:
        net = Counter[int]()
        for key, times in batch:
            net[key] += times
        batch = [*batch, *((key, -times) for key, times in net.items() if known[key] + times < 0)]  # never below 0
        before = {key for key, times in known.items() if times}
        known.update({key: sum(times for other, times in batch if other == key) for key in {key for key, _ in batch}})
        turned = tally.shift(array([key for key, _ in batch]), np.array([times for _, times in batch], np.int64))
        after = {key for key, times in known.items() if times}
        told = [(batch[n][0], by) for n, by in enumerate(turned.tolist()) if by]
        assert sorted(told) == sorted([*((key, 1) for key in after - before), *((key, -1) for key in before - after)])
        assert contents(tally) == {key: known[key] for key in after}


@given(batches)
def test_to_add_keys_is_to_add_each_of_them_once(given_batches: list[list[int]]) -> None:
    plain, counted = Tally(), Tally()
    for batch in given_batches:
        once = np.ones(len(batch), np.int64)
        for turned in (plain.shift(array(batch)), counted.shift(array(batch), once)):
            assert (turned >= 0).all()
        assert len(plain) == len(counted) == len(plain.items()[0])
    assert contents(plain) == contents(counted) == Counter(key for batch in given_batches for key in batch)


def contents(tally: Tally) -> dict[int, int]:
    stands, times = tally.items()
    return dict(zip(stands.tolist(), times.tolist(), strict=True))


def test_the_same_key_many_times_in_one_batch_is_counted_exactly() -> None:
    tally = Tally()
    assert tally.shift(array([5] * 1000)).sum() == 1
    assert tally.items()[1].tolist() == [1000]
    assert tally.shift(array([5]), np.array([-745])).sum() == 0
    assert tally.shift(array([5]), np.array([-254])).sum() == 0
    assert tally.shift(array([5]), np.array([-1])).tolist() == [-1]
    with pytest.raises(TakenTwice):
        tally.shift(array([5]), np.array([-1]))


def test_many_keys_of_one_neighbourhood_survive_growth() -> None:
    seen = Seen()
    crowd = np.arange(200_000, dtype=np.uint64)
    for batch in np.array_split(crowd, 37):
        assert seen.add(batch).all()
    assert not seen.add(crowd[::-1].copy()).any()
    assert sorted(seen.keys().tolist()) == crowd.tolist()


def test_adding_the_keys_of_one_set_to_another_makes_them_equal() -> None:
    one, other = Seen(), Seen()
    one.add(array([0, 1, 1, 2**64 - 1]))
    other.add(one.keys())
    assert sorted(other.keys().tolist()) == [0, 1, 2**64 - 1]


def test_every_piece_of_a_set_is_spread_over_the_whole_of_a_smaller_one() -> None:
    full, restored = Seen(), Seen()
    full.add(np.arange(100_000, dtype=np.uint64))
    stored = full.keys()
    for piece in pieces(len(stored), 10_000):
        part = Seen()
        part.add(stored[piece])
        lower = np.count_nonzero(np.isin(part.keys()[: len(part) // 2], stored[: len(stored) // 2]))
        assert 0.9 < lower / (len(part) // 2) <= 1
        assert 0.4 < np.isin(stored[piece], stored[: len(stored) // 2]).mean() < 0.6
        restored.add(stored[piece])
    assert sorted(restored.keys().tolist()) == sorted(stored.tolist())


def test_a_key_costs_less_than_thirty_bytes() -> None:
    seen = Seen()
    seen.add(np.random.default_rng(1).integers(0, 2**63, 100_000).astype(np.uint64))
    assert seen.nbytes / len(seen) < 30
