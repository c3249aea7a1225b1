"""`Numbered` and `Lives` against dicts, whatever the batches."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.kpi.lives import Lives, merged
from service.kpi.numbered import NONE, Numbered

few = st.integers(0, 12)
keys = st.one_of(few, st.integers(0, 2**64 - 1), few.map(lambda n: n << 56))


@given(st.lists(st.lists(keys, max_size=300), max_size=8), st.lists(keys, max_size=20))
def test_a_key_keeps_the_number_that_it_got_first(batches: list[list[int]], asked: list[int]) -> None:
    numbered, known = Numbered(), dict[int, int]()
    for batch in batches:
        wanted = [known.setdefault(key, len(known)) for key in batch]
        assert numbered.ids(np.array(batch, np.uint64)).tolist() == wanted
    assert numbered.find(np.array(asked, np.uint64)).tolist() == [known.get(key, NONE) for key in asked]


facts = st.lists(st.tuples(few, few, st.integers(-2, 2), st.booleans()), max_size=60)


@given(st.lists(facts, max_size=10), st.sets(few))
def test_the_last_thing_heard_of_a_fact_holds(batches: list[list[tuple[int, int, int, bool]]], kept: set[int]) -> None:
    lives, wanted = Lives(4), dict[tuple[int, int, int], int]()
    for number, batch in enumerate(batches):
        columns = np.array([each[:3] for each in batch], np.int64).reshape(-1, 3)
        sign = np.array([1 if each[3] else -1 for each in batch], np.int64)
        rows = np.column_stack((columns[:, 1:], np.zeros(len(batch), np.int64), np.arange(len(batch)) + 100 * number))
        touched, owner = np.unique(lives.ids(columns[:, 0].astype(np.uint64)), return_inverse=True)
        lives.put(touched, *merged(lives.facts(touched), owner, rows, sign))
        for (*fact, plus), row in zip(batch, rows.tolist(), strict=True):
            wanted.pop((fact[0], fact[1], fact[2]), None)
            if plus:
                wanted[fact[0], fact[1], fact[2]] = row[3]
        assert contents(lives) == [(*fact, last) for fact, last in sorted(wanted.items())]
        assert lives.standing == len(wanted)
    found = lives.find(np.array(sorted(kept), np.uint64))
    lives.only(found[found != NONE])
    assert contents(lives) == [(*fact, last) for fact, last in sorted(wanted.items()) if fact[0] in kept]


def contents(lives: Lives) -> list[tuple[int, ...]]:
    """Every fact that stands as (key, time, id, what came with it), by keys, else in the order in which they stand."""
    found, rows = lives.all()
    every = zip(found.tolist(), rows.tolist(), strict=True)
    return sorted(((key, time, identity, last) for key, (time, identity, _, last) in every), key=lambda fact: fact[0])
