"""Pure functions of visits: where they begin and what is measured of them; one trap each."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from schemas.definitions import Short
from service.kpi.lives.stretches import NEVER
from service.kpi.lives.visits import Actions, Measured, Visited, cut, visited

GAP = 1_800_000


def found(
    times: list[int], values: list[int] | None = None, views: list[int] | None = None, day: int = 10**15
) -> Visited:
    """Visits of one subject."""
    time, n = np.array(times, np.int64), len(times)
    view = np.array([1] * n if views is None else views, np.bool_)
    given = np.array([NEVER] * n if values is None else values, np.int64)[:, None]
    return visited(Actions(np.zeros(n, np.int64), time, time // day, given, view, ~view), GAP)


def test_a_gap_of_exactly_the_limit_begins_a_visit() -> None:
    assert found([0, GAP - 1, 2 * GAP - 1]).first.tolist() == [0, 2]


def test_another_subject_begins_a_visit_however_near() -> None:
    nothing, views = np.zeros((2, 0), np.int64), np.ones(2, np.bool_)
    both = Actions(np.array([1, 2]), np.array([5, 5]), np.zeros(2, np.int64), nothing, views, ~views)
    assert visited(both, GAP).first.tolist() == [0, 1]


def test_midnight_begins_a_visit_where_days_are_told_apart() -> None:
    assert found([99, 100], day=100).first.tolist() == [0, 1]


def test_without_a_view_there_is_no_visit_but_other_events_keep_one_alive() -> None:
    assert found([0, 1], views=[0, 0]).first.tolist() == []
    alive = found([0, GAP - 1, 2 * GAP - 2], views=[1, 0, 1])
    assert alive.measured.tolist() == [[2, 3, 2 * GAP - 2, 1]]


def test_nobody_visits_where_nothing_happened() -> None:
    assert found([]).first.tolist() == []


def test_only_a_value_that_is_not_the_visits_own_cuts() -> None:
    assert found([0, 1, 2, 3, 4], values=[3, NEVER, 3, 4, NEVER]).first.tolist() == [0, 3]
    assert found([0, 1, 2], values=[NEVER, 3, 3]).first.tolist() == [0, 1]
    assert found([0, GAP, GAP + 1], values=[3, NEVER, 3]).first.tolist() == [0, 1, 2]


def test_short_is_to_the_millisecond_and_seconds_are_whole() -> None:
    ten = found([0, 10_000]), found([0, 10_001])
    assert [Measured.of(None, Short(seconds=10)).taken(each).tolist() for each in ten] == [[1], [0]]
    assert Measured.of("seconds", None).taken(ten[1]).tolist() == [10]
    assert Measured.of("views", Short(views=1)).taken(ten[0]).tolist() == [0]


@given(st.lists(st.tuples(st.booleans(), st.integers(-1, 2), st.integers(-1, 2)), max_size=40))
def test_cuts_are_where_a_loop_cuts(rows: list[tuple[bool, int, int]]) -> None:
    begins = np.array([n == 0 or begin for n, (begin, *_) in enumerate(rows)], np.bool_)
    values = np.array([given for _, *given in rows], np.int64).reshape(-1, 2)
    wanted, own = list[bool](), [NEVER, NEVER]
    for begin, line in zip(begins.tolist(), values.tolist(), strict=True):
        begin = begin or any(value not in (NEVER, mine) for value, mine in zip(line, own, strict=True))
        own = line if begin else own
        wanted.append(begin)
    assert cut(begins, values).tolist() == wanted
