"""The board keeps what a reader of `kpi.updates` would: the newest bucket's last record per key."""

from schemas.updates import Update, UpdateKey
from service.demo.board import Board, Row
from tests.demo.fakes import objective, update


def board(*updates: Update) -> Board:
    made = Board()
    for each in updates:
        made.take(each.model_dump_json().encode())
    return made


def only(made: Board) -> Row:
    (row,) = made.rows(["open_rate"])
    return row


def test_the_last_record_of_a_key_stands() -> None:
    assert only(board(update(value=0.1), update(value=0.2))).everywhere.value == 0.2


def test_a_correction_of_an_older_day_does_not_replace_today() -> None:
    today = update(value=0.2, window="day", bucket="2026-11-24")
    yesterday = update(value=0.9, window="day", bucket="2026-11-23")
    assert only(board(today, yesterday)).everywhere == today
    assert only(board(yesterday, today)).everywhere == today


def test_a_window_with_an_objective_is_shown_before_a_shorter_one_without() -> None:
    hour = update(window="1h")
    month = update(window="month", bucket="2026-11", objective=objective("met"))
    assert only(board(hour, month)).window == "month"
    assert only(board(hour)).window == "1h"


def test_the_busiest_scope_has_the_largest_input_of_all_time() -> None:
    small = update(scope={"campaign": "a"}, inputs={"delivered": 10, "opened": None})
    large = update(scope={"campaign": "b"}, inputs={"delivered": 20})
    today = update(scope={"campaign": "c"}, inputs={"delivered": 99}, window="day", bucket="2026-11-24")
    assert board(large, small, today).busiest() == {"campaign": "b"}
    assert board(update()).busiest() is None


def test_rows_stand_in_the_order_given_and_hold_only_what_was_published() -> None:
    made = board(update("clicks"), update("opens"))
    assert [row.kpi for row in made.rows(["opens", "sent", "clicks"])] == ["opens", "clicks"]


def test_a_row_holds_the_busiest_scope_over_the_same_window() -> None:
    everywhere = update(value=0.3, window="day", bucket="2026-11-24")
    ever = update(value=0.7, scope={"campaign": "a"}, inputs={"delivered": 5})
    today = update(value=0.5, scope={"campaign": "a"}, window="day", bucket="2026-11-24")
    row = only(board(everywhere, ever, today))
    assert row.window == "day"
    assert row.busiest == today
    assert row.all_time is None


def test_a_key_that_is_gone_is_shown_no_more_and_older_ones_change_nothing() -> None:
    today = update(value=0.2, window="day", bucket="2026-11-24")
    made = board(today)
    made.drop(key_of(today, bucket="2026-11-23"))
    assert only(made).everywhere == today
    made.drop(key_of(today))
    assert list(made.rows(["open_rate"])) == []


def key_of(told: Update, **other: str) -> bytes:
    named = told.model_dump(include=set(UpdateKey.model_fields)) | other
    return UpdateKey.model_validate(named).model_dump_json().encode()
