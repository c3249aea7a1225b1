"""compose alone: objectives, evaluation, stocks, rolling windows, snapshots."""

from random import Random

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.definitions import Objective
from schemas.facts import Changes, ScopeKey
from service.kpi.compose.cells import Cells
from service.kpi.compose.evaluate import Evaluator
from service.kpi.compose.layout import Stock
from service.kpi.compose.machine import Compose
from service.kpi.compose.objective import Goal, attainment
from service.kpi.compose.rolling import RollingSums
from service.kpi.compose.stocks import Stocks
from service.kpi.period.buckets import ISO
from service.kpi.period.calendar import ReportingCalendar
from service.machine import Record
from tests.kpi.definitions import catalog
from tests.kpi.pipeline import POLICY, TOPICS


def objective(**direction: float) -> Objective:
    return Objective.model_validate({**direction, "over": ("day",), "minimum_sample": 10, "severity": "info"})


@pytest.mark.parametrize(
    ("given_objective", "value", "sample", "wanted"),
    [
        (objective(at_least=0.5), 0.5, 10, "met"),
        (objective(at_least=0.5), 0.49, 10, "breached"),
        (objective(at_most=0.5), 0.5, 10, "met"),
        (objective(at_most=0.5), 0.51, 10, "breached"),
        (objective(at_least=0.5), 0.9, 9, "unknown"),
        (objective(at_least=0.5), 0.9, None, "unknown"),
        (objective(at_least=0.5), None, 10, "unknown"),
    ],
)
def test_a_value_is_judged_only_on_a_large_enough_sample(
    given_objective: Objective, value: float | None, sample: float | None, wanted: str
) -> None:
    column, denominator = (np.array([number], np.float64) for number in (value, sample))
    goal = Goal.of(given_objective)
    judged = goal.judge(column, None if sample is None else denominator)
    assert goal.at(judged, 0).status == wanted


def test_an_attainment_that_no_float_holds_is_undefined() -> None:
    assert np.array_equal(attainment(np.array([1e308, np.nan]), 1e-308), [np.nan, np.nan], equal_nan=True)
    assert attainment(np.array([3.0]), 2).tolist() == [1.5]


def test_a_composite_reads_the_attainments_of_its_parts() -> None:
    columns = tuple(catalog().indicators)
    values = {"used_people": 2, "made_people": 4, "used_total": 3, "made_total": 4}
    line = np.array([[values.get(name, 0) for name in columns]])
    evaluation = Evaluator(catalog(), columns)(line, lambda _: np.ones(1, np.bool_))["score"].at(0)
    assert evaluation.inputs == {"attainment(use_rate)": 0.5 / 0.4, "attainment(use_ratio)": 0.75 / 0.5}
    assert evaluation.value == 0.5 / 0.4 + 0.75 / 0.5 * 2
    assert (evaluation.numerator, evaluation.denominator) == (None, None)


cells = st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 6), st.integers(0, 1), st.integers(-5, 5)), max_size=30)


@given(st.lists(cells, max_size=4))
def test_a_stock_is_what_the_buckets_of_its_scope_left(steps: list[list[tuple[int, int, int, int]]]) -> None:
    stocks = Stocks(
        [
            Stock(2, {0: 1, 1: -1}, "start"),
            Stock(3, {0: 1, 1: -1}, "end"),
            Stock(4, {0: 1}, "end"),
            Stock(5, {0: 1}, "end", "week"),
            Stock(6, {1: 1}, "end", "year"),
        ],
        ISO,
        lambda _: True,
    )
    table, known = Cells(7), list[tuple[int, int, int, int]]()
    for step in steps:
        columns = np.array(step, np.int64).reshape(-1, 4).T
        table.add(*columns)
        known += step
        before = table.value[:, 2:].copy()
        stocks.take(table)
        for row, (scope, bucket) in enumerate(zip(table.scope.tolist(), table.bucket.tolist(), strict=True)):
            flow = [(b, n if column == 0 else -n, column) for s, b, column, n in known if s == scope and b <= bucket]
            opening, ending = sum(n for b, n, _ in flow if b < bucket), sum(n for _, n, _ in flow)
            held = sum(n for _, n, column in flow if column == 0)
            # From day 4 on it is another week, a Monday; from day 0 on another year.
            weekly = sum(n for b, n, column in flow if column == 0 and (b < 4) == (bucket < 4))
            yearly = -sum(n for b, n, column in flow if column == 1 and (b < 0) == (bucket < 0))
            assert table.value[row, 2:].tolist() == [opening, ending, held, weekly, yearly]
            assert (table.changed[row, 2:] | (table.value[row, 2:] == before[row])).all()
        table.rest()


moves = st.lists(st.tuples(cells, st.integers(0, 4)), max_size=8)


@given(moves, st.lists(st.integers(1, 5), max_size=3, unique=True))
def test_a_rolling_sum_is_that_of_the_last_ticks(
    steps: list[tuple[list[tuple[int, int, int, int]], int]], lengths: list[int]
) -> None:
    sums, known, head = RollingSums(lengths, 2), list[tuple[int, int, int, int]](), 10
    for step, ahead in steps:
        head += ahead
        added = [(scope, head + min(tick - 6, 0), column, n) for scope, tick, column, n in step]
        known += added
        scope, tick, column, amount = np.array(added, np.int64).reshape(-1, 4).T
        before = sums.sums.copy()
        sums.move(head)
        sums.add(scope, column, tick, amount)
        for window, length in enumerate(lengths):
            wanted = np.zeros_like(sums.sums[window])
            for s, t, c, n in known:
                wanted[s, c] += n * (head - length < t <= head)
            assert (sums.sums[window] == wanted).all()
            assert sums.changed[window][before[window] != wanted].all()
        sums.rest()


def test_many_entries_of_one_tick_are_kept_as_one() -> None:
    sums, one = RollingSums([5], 1), np.array([0])
    sums.move(7)
    for _ in range(100):
        sums.add(one, one, np.array([7]), np.array([1]))
    assert sums.sums[0, 0, 0] == 100
    assert len(list(sums.entries())) < 20


def changes(seed: int, scopes: int, entries: int) -> bytes:
    rng = np.random.default_rng(seed)
    scope, tick = rng.integers(0, scopes, entries), 29_600_000 + rng.integers(0, 3000, entries)
    columns = (
        scope.astype(np.uint32),
        np.zeros(entries, np.uint16),
        tick.astype(np.uint32),
        np.ones(entries, np.int64),
    )
    names: list[ScopeKey] = [(("shop", f"shop-{n:05}"),) for n in range(scopes)]
    buffers = [*(column.tobytes() for column in columns), *[b""] * 5]
    packed = Changes(0, 0, 29_603_000, names, ["used_total"], *buffers)
    return msgspec.msgpack.encode(packed)


def compose() -> Compose:
    return Compose(0, catalog(), ReportingCalendar("Europe/Paris", 60), POLICY, TOPICS, 1)


def test_a_snapshot_comes_in_parts_of_a_megabyte_and_holds_everything() -> None:
    machine, restored = compose(), compose()
    machine.apply([Record(0, 0, changes(1, 600, 40_000))])
    step = machine.drain()
    assert step is not None
    parts = list(machine.snapshot())
    assert len(parts) > 3
    assert max(map(len, parts)) < 1.3 * (1 << 20)
    restored.restore(step.change)
    restored.load(parts)
    for each in (machine, restored):
        each.apply([Record(0, 0, changes(2, 600, 500))])
    ours, theirs = machine.drain(), restored.drain()
    assert ours is not None and theirs is not None and ours.outputs == theirs.outputs


def test_only_what_changed_is_published_again() -> None:
    machine = compose()
    machine.apply([Record(0, 0, changes(1, 50, 2000))])
    first = machine.drain()
    machine.apply([Record(0, 0, changes(Random(1).randrange(9), 1, 1))])
    second = machine.drain()
    assert first is not None and second is not None
    assert len(first.outputs) > 1000 > 30 > len(second.outputs) > 0
    assert machine.drain() is None
