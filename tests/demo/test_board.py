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


def test_most_goes_on_in_the_scope_with_the_largest_input() -> None:
    small = update(scope={"campaign": "a"}, inputs={"delivered": 10, "opened": None})
    large = update(scope={"campaign": "b"}, inputs={"delivered": 20})
    both = update(scope={"campaign": "b", "country": "FR"}, inputs={"delivered": 99})
    assert only(board(update(), large, small, both)).busiest == large
    assert only(board(update())).busiest is None


def test_what_is_not_told_over_everything_has_a_row_for_each_of_two_currencies() -> None:
    money = [update(value=5, scope={"currency": each}, unit="money") for each in ("USD", "EUR", "XOF")]
    in_paris = update(value=3, scope={"currency": "EUR", "country": "FR"}, unit="money", inputs={"net": 3})
    euros, dollars = board(*money, in_paris).rows(["open_rate"])
    assert (euros.everywhere.scope, dollars.everywhere.scope) == ({"currency": "EUR"}, {"currency": "USD"})
    assert euros.busiest == in_paris and dollars.busiest is None
    assert euros.all_time == euros.everywhere


def test_rows_stand_in_the_order_given_and_hold_only_what_was_published() -> None:
    made = board(update("clicks"), update("opens"))
    assert [row.kpi for row in made.rows(["opens", "sent", "clicks"])] == ["opens", "clicks"]


def test_a_row_holds_the_busiest_scope_over_the_same_window() -> None:
    everywhere = update(value=0.3, window="day", bucket="2026-11-24")
    today = update(value=0.5, scope={"campaign": "a"}, window="day", bucket="2026-11-24")
    row = only(board(everywhere, today))
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
