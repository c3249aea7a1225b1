"""Whatever the last record says, a log that went back on a promise is found out."""

from datetime import datetime, timedelta

import orjson
import pytest

from service.verify.history import History
from tests.verify.handmade import NOON

Said = tuple[int, str, datetime]
PROVISIONAL, FINAL = "provisional", "final"


def followed(*log: Said) -> list[tuple[str, object, object]]:
    history = History()
    for revision, status, as_of in log:
        history.follow(b"{}", orjson.dumps({"revision": revision, "status": status, "as_of": as_of, "value": 1}))
    return [(each.field, each.expected, each.found) for each in history.differences(NOON)]


def test_a_key_that_grows_and_stays_final_keeps_every_promise() -> None:
    assert followed((1, PROVISIONAL, NOON - timedelta(hours=1)), (5, FINAL, NOON), (6, FINAL, NOON)) == []


@pytest.mark.parametrize("second", [3, 2])
def test_a_revision_that_does_not_grow_is_found_though_a_later_one_does(second: int) -> None:
    assert followed((3, FINAL, NOON), (second, FINAL, NOON), (9, FINAL, NOON)) == [("revision", "above 3", second)]


def test_a_final_value_that_is_provisional_again_is_found_though_it_ends_final() -> None:
    found = followed((1, FINAL, NOON), (2, PROVISIONAL, NOON), (3, FINAL, NOON))
    assert found == [("status", "final, as before", PROVISIONAL)]


def test_an_update_cannot_know_of_an_event_newer_than_the_newest() -> None:
    later = NOON + timedelta(seconds=1)
    assert followed((1, PROVISIONAL, later), (2, PROVISIONAL, NOON)) == [("as_of", NOON, later)]


def test_with_nothing_counted_no_update_is_right() -> None:
    history = History()
    history.follow(b"{}", orjson.dumps({"revision": 1, "status": FINAL, "as_of": NOON}))
    assert [each.field for each in history.differences(None)] == ["as_of"]


def test_keys_do_not_mix_and_an_unreadable_record_is_passed_over() -> None:
    history = History()
    for key, value in ((b"a", b'{"revision": 4, "status": "final", "as_of": "2026-11-24T00:00:00Z"}'), (b"a", b"{")):
        history.follow(key, value)
    history.follow(b"b", b'{"revision": 1, "status": "provisional", "as_of": "2026-11-24T00:00:00Z"}')
    assert list(history.differences(NOON)) == []
