"""Cells, their closing, and that a step costs what it touches and not what there ever was."""

import time
from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import Changes, ScopeKey
from service.kpi.columns import Ints, grouped, paired, unpaired
from service.kpi.compose.cells import Cells
from service.kpi.compose.closing import Closing
from service.kpi.compose.machine import Compose
from service.machine import Record
from tests.kpi.test_compose import compose

FIRST = 29_600_000


def ints(*values: int) -> Ints:
    return np.array(values, np.int64)


@given(st.lists(st.tuples(st.integers(0, 2**27 - 1), st.integers(-(2**35), 2**35 - 1)), max_size=50))
def test_pairs_come_back_and_keep_their_order(pairs: list[tuple[int, int]]) -> None:
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    keys = paired(left, right)
    assert list(zip(*(column.tolist() for column in unpaired(keys)), strict=True)) == pairs
    assert [pairs[i] for i in np.argsort(keys, kind="stable")] == sorted(pairs)


@given(st.lists(st.integers(-3, 3)))
def test_groups_hold_every_position_once_in_order(keys: list[int]) -> None:
    found = {key: places.tolist() for key, places in grouped(np.array(keys, np.int64))}
    assert found == {key: [i for i, other in enumerate(keys) if other == key] for key in sorted(set(keys))}


@pytest.mark.parametrize("bucket", [-7, 0, 2**31 - 1, 2**31, 2**33])
def test_a_bucket_of_a_second_has_its_place_before_1970_and_after_2038(bucket: int) -> None:
    table = Cells(1)
    table.add(ints(3), ints(bucket), ints(0), ints(5))
    table.add(ints(3), ints(bucket), ints(0), ints(2))
    assert (table.scope.tolist(), table.bucket.tolist(), table.value.tolist()) == ([3], [bucket], [[7]])


def test_only_what_was_touched_is_changed_until_the_next_rest() -> None:
    table = Cells(2)
    table.add(ints(0, 1, 2), ints(5, 5, 5), ints(0, 1, 0), ints(1, 1, 1))
    table.rest()
    table.add(ints(2, 1), ints(5, 5), ints(1, 1), ints(1, 1))
    assert table.touched.tolist() == [1, 2]
    assert table.changed.tolist() == [[False, False], [False, True], [False, True]]
    table.rest()
    assert not table.changed.any() and not len(table.touched)


buckets = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=12)


@given(st.lists(st.tuples(buckets, st.integers(0, 12)), max_size=6))
def test_a_row_closes_once_as_soon_as_its_bucket_has_ended(steps: list[tuple[list[tuple[int, int]], int]]) -> None:
    table, closing, limit = Cells(1), Closing(lambda bucket: bucket + 1), 0
    for step, ahead in steps:
        scope, bucket = np.array(step, np.int64).reshape(-1, 2).T
        table.add(scope, bucket, np.zeros(len(step), np.int64), np.ones(len(step), np.int64))
        limit = max(limit, ahead)
        ended = closing.ended(table, limit)
        assert not table.final[ended].any()
        table.close(ended)
        assert table.final.tolist() == (table.bucket + 1 <= limit).tolist()


def change(day: int, shops: int) -> Record:
    """One event in each shop on a day."""
    n = np.arange(shops)
    names: list[ScopeKey] = [(("shop", f"shop-{i}"),) for i in range(shops)]
    tick = np.full(shops, FIRST + day * 1440)
    columns = (n.astype(np.uint32), (n * 0).astype(np.uint16), tick.astype(np.uint32), n * 0 + 1)
    buffers = [*(column.tobytes() for column in columns), *[b""] * 5]
    packed = Changes(0, int(tick[0]) * 60_000, int(tick[0]), names, ["used_total"], *buffers)
    return Record(0, 0, msgspec.msgpack.encode(packed))


def fastest(work: Callable[[], object], times: int = 15) -> float:
    """CPU seconds of the fastest of several runs."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def grown(days: int, shops: int) -> Compose:
    machine = compose()
    for day in range(days):
        machine.apply([change(day, shops)])
        machine.drain()
    return machine


def test_a_step_after_a_year_of_many_shops_costs_what_one_after_a_day_of_one_does() -> None:
    def step(machine: Compose, day: int) -> None:
        machine.apply([change(day, 1)])
        assert machine.drain() is not None

    young, old = grown(1, 1), grown(365, 100)
    costs = fastest(lambda: step(young, 0)), fastest(lambda: step(old, 364))
    print("seconds", costs)
    assert costs[1] < 2 * costs[0]
