"""`Ledger` and `Lives` against dicts, whatever the batches."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.kpi.keys.ledger import NONE, Ledger
from service.kpi.lives.lives import Lives, merged

few = st.integers(0, 12)
keys = st.one_of(few, st.integers(0, 2**64 - 1), few.map(lambda n: n << 56))


@given(st.lists(st.lists(keys, max_size=300), max_size=8), st.lists(keys, max_size=20))
def test_a_key_keeps_the_number_that_it_got_first(batches: list[list[int]], asked: list[int]) -> None:
    ledger, known = Ledger(), dict[int, int]()
    for batch in batches:
        wanted = [known.setdefault(key, len(known)) for key in batch]
        assert ledger.add(np.array(batch, np.uint64))[1].tolist() == wanted
    assert ledger.find(np.array(asked, np.uint64)).tolist() == [known.get(key, NONE) for key in asked]


facts = st.lists(st.tuples(few, few, st.integers(-2, 2), st.integers(0, 2)), max_size=60)


@given(st.lists(facts, max_size=10), st.randoms(use_true_random=False), st.sets(few))
def test_what_came_stands_until_it_is_taken_back_in_whatever_order_a_batch_says_so(
    batches: list[list[tuple[int, int, int, int]]], random: Random, kept: set[int]
) -> None:
    lives, wanted = Lives(4), set[tuple[int, int, int, int]]()
    for batch in batches:
        signed = [(fact, -1 if fact in wanted else 1) for fact in dict.fromkeys(batch)]
        # What comes and goes within a batch leaves nothing.
        both = [(fact, sign) for fact, _ in signed if random.random() < 0.2 for sign in (1, -1)]
        told = random.sample(signed + both, len(signed) + len(both))
        columns = np.array([fact for fact, _ in told], np.int64).reshape(-1, 4)
        rows = np.column_stack((columns[:, 1:3], np.zeros(len(told), np.int64), columns[:, 3]))
        touched, owner = np.unique(lives.ids(columns[:, 0].astype(np.uint64)), return_inverse=True)
        sign = np.array([sign for _, sign in told], np.int64)
        lives.put(touched, *merged(lives.facts(touched), owner, rows, sign))
        wanted ^= {fact for fact, _ in signed}
        assert contents(lives) == sorted(wanted)
        assert lives.standing == len(wanted)
    found = lives.find(np.array(sorted(kept), np.uint64))
    lives.only(found[found != NONE])
    assert contents(lives) == sorted(fact for fact in wanted if fact[0] in kept)


def contents(lives: Lives) -> list[tuple[int, ...]]:
    """Every fact that stands as (key, time, id, what came with it), by keys, else in the order in which they stand."""
    found, rows = lives.all()
    every = zip(found.tolist(), rows.tolist(), strict=True)
    return sorted(((key, time, identity, last) for key, (time, identity, _, last) in every), key=lambda fact: fact[0])
