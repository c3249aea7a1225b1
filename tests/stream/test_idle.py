"""An idle partition's mark claims no more than a fetch has shown."""

from service.stream.idle import FetchState, IdleClock


def clock(*states: FetchState) -> IdleClock:
    left = iter(states)
    return IdleClock(lambda: next(left))


def test_the_first_look_claims_nothing() -> None:
    assert clock(FetchState(5, 5, 5, 1000)).idle_mark(5) is None


def test_a_later_answer_confirms_the_time_of_the_one_before() -> None:
    idle = clock(FetchState(5, 5, 5, 1000), FetchState(5, 5, 5, 2000))
    assert [idle.idle_mark(5), idle.idle_mark(5)] == [None, 1000]


def test_without_a_new_answer_nothing_new_is_known() -> None:
    idle = clock(FetchState(5, 5, 5, 1000), FetchState(5, 5, 5, 1000))
    assert [idle.idle_mark(5), idle.idle_mark(5)] == [None, None]


def test_records_not_yet_fetched_hold_the_mark_back() -> None:
    idle = clock(FetchState(5, 5, 5, 1000), FetchState(5, 5, 9, 2000))
    assert [idle.idle_mark(5), idle.idle_mark(5)] == [None, None]


def test_a_batch_on_its_way_to_the_lane_holds_the_mark_back() -> None:
    idle = clock(FetchState(5, 5, 5, 1000), FetchState(9, 9, 9, 2000))
    assert [idle.idle_mark(5), idle.idle_mark(5)] == [None, None]


def test_a_transaction_marker_at_the_end_does_not_hold_the_mark_back() -> None:
    idle = clock(FetchState(5, 6, 6, 1000), FetchState(5, 6, 6, 2000))
    assert [idle.idle_mark(5), idle.idle_mark(5)] == [None, 1000]


def test_lag_counts_what_was_not_folded_and_no_markers() -> None:
    assert clock(FetchState(5, 5, 9, 1000)).lag(5) == 4
    assert clock(FetchState(9, 9, 9, 1000)).lag(5) == 4
    assert clock(FetchState(5, 6, 6, 1000)).lag(5) == 0
