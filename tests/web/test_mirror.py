"""The mirror holds what a reader of `kpi.updates` holds: the last record per key, and nothing of a key that is gone."""

import random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.updates import Scope
from service.web.mirror.key import Place, placed
from service.web.mirror.mirror import Mirror
from service.web.mirror.series import value_of
from service.web.scope import scope_key
from tests.demo.fakes import objective, update
from tests.web.served import mirrored, record

TODAY, YESTERDAY = "2026-11-24", "2026-11-23"


def place(scope: Scope | None = None, window: str = "all") -> Place:
    return Place("open_rate", window, scope_key(scope or {}))


def raw(mirror: Mirror, at: Place) -> bytes:
    series = mirror.at(at)
    assert series is not None
    return series.raw


@given(st.dictionaries(st.text(), st.text(), max_size=3), st.sampled_from(["", TODAY]))
@settings(max_examples=300)
def test_a_key_is_cut_as_json_would_be_read(scope: Scope, bucket: str) -> None:
    key, _ = record(update(scope=dict(sorted(scope.items())), window="day", bucket=bucket))
    at, found = placed(key)
    assert (at.kpi, at.window, orjson.loads(at.scope), found) == ("open_rate", "day", scope, bucket)
    assert at.scope == scope_key(scope)


@pytest.mark.parametrize("key", [b"", b"{}", b"clicks", b'{"kpi":"clicks","scope":{},"window":"day"}', b"\xff\xfe"])
def test_a_key_of_another_topic_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match=r"kpi\.updates"):
        Mirror().take(key, b"{}")


def test_the_last_record_of_a_key_stands_byte_by_byte() -> None:
    last = update(value=0.2)
    assert raw(mirrored(update(value=0.1), last), place()) == record(last)[1]


def test_the_newest_bucket_is_shown_whatever_the_order() -> None:
    days = [update(value=0.2, window="day", bucket=TODAY), update(value=0.9, window="day", bucket=YESTERDAY)]
    for order in (days, days[::-1]):
        series = mirrored(*order).at(place(window="day"))
        assert series is not None and series.newest == TODAY
        assert series.history(9) == [(YESTERDAY, 0.9), (TODAY, 0.2)]


def test_random_records_leave_what_a_dictionary_would_hold() -> None:
    draw, mirror, last = random.Random(11), Mirror(), dict[bytes, bytes]()
    for _ in range(3_000):
        campaign, day = f"c{draw.randrange(5)}", f"2026-11-{draw.randrange(10, 14)}"
        key, value = record(update(value=draw.random(), scope={"campaign": campaign}, window="day", bucket=day))
        if draw.random() < 0.3:
            mirror.take(key, None)
            last.pop(key, None)
        else:
            mirror.take(key, value)
            last[key] = value
    held = {
        record(update(scope={"campaign": f"c{n}"}, window="day", bucket=bucket))[0]: value
        for n in range(5)
        if (series := mirror.at(place({"campaign": f"c{n}"}, "day")))
        for bucket, value in series.values.items()
    }
    assert held == last and mirror.keys == len(last)


def test_a_key_that_is_gone_leaves_the_bucket_before_it_and_then_nothing() -> None:
    days = [update(value=0.9, window="day", bucket=YESTERDAY), update(value=0.2, window="day", bucket=TODAY)]
    mirror = mirrored(*days)
    mirror.take(record(days[1])[0], None)
    series = mirror.at(place(window="day"))
    assert series is not None and series.newest == YESTERDAY and not mirror.runs("day", YESTERDAY)
    mirror.take(record(days[0])[0], None)
    assert mirror.at(place(window="day")) is None and mirror.keys == 0


def test_a_value_is_found_without_reading_the_update() -> None:
    for value in (None, 0, 0.25, -3, 1e-9, 123456789012.5):
        assert value_of(record(update(value=value, scope={"value": '"value":7'}))[1]) == value


def test_the_head_is_the_newest_as_of() -> None:
    assert mirrored(update()).head == "2026-11-24T12:00:00Z"
    assert Mirror().head == ""


def test_scopes_are_paged_in_the_order_in_which_they_came() -> None:
    mirror = mirrored(*(update(scope={"campaign": name}) for name in "bca"), update(scope={"country": "FR"}))
    assert mirror.kinds() == [("campaign",), ("country",)]
    assert list(mirror.scopes_after(("campaign",), 1, 5)) == [(2, b'{"campaign":"c"}'), (3, b'{"campaign":"a"}')]


def test_what_is_no_accounting_is_refused_and_changes_nothing() -> None:
    mirror = mirrored()
    for value in (None, b"{}", b"\xff"):
        with pytest.raises(ValueError, match="LaneAccounting"):
            mirror.account(b"key", value)
    assert not mirror.lanes


# ---- Breaches ---------------------------------------------------------------------------------------------------


def opened(mirror: Mirror) -> list[Place]:
    return list(mirror.steering.open)


def transition(kind: str, since: str = "2026-11-24T11:58:00Z", window: str = "all") -> tuple[bytes, bytes]:
    key = {"kpi": "open_rate", "scope": {}, "window": window}
    return orjson.dumps(key), orjson.dumps({"kind": kind, **key, "since": since})


def test_without_transitions_a_breach_is_a_breached_value_of_the_running_bucket() -> None:
    bad, good = update(objective=objective("breached")), update(objective=objective("met"))
    assert opened(mirrored(bad)) == [place()]
    assert opened(mirrored(bad, good)) == [] == opened(mirrored(good))


def test_a_breach_ends_with_its_day() -> None:
    bad = update(window="day", bucket=YESTERDAY, objective=objective("breached"))
    elsewhere = update("clicks", window="day", bucket=TODAY)
    assert opened(mirrored(bad)) == [place(window="day")]
    assert opened(mirrored(bad, elsewhere)) == [] == opened(mirrored(elsewhere, bad))


def test_a_breach_goes_with_its_key() -> None:
    bad = update(objective=objective("breached"))
    mirror = mirrored(bad)
    mirror.take(record(bad)[0], None)
    assert opened(mirror) == []


def test_once_transitions_are_told_they_alone_count() -> None:
    mirror = mirrored(update(objective=objective("breached")))
    mirror.note(*transition("breach", window="day"))
    assert opened(mirror) == [place(window="day")]
    assert mirror.steering.since(place(window="day")) == "2026-11-24T11:58:00Z"
    mirror.take(*record(update("clicks", objective=objective("breached"))))
    assert opened(mirror) == [place(window="day")], "hold may still keep it back"
    mirror.note(*transition("recovery", window="day"))
    assert opened(mirror) == [] and len(mirror.steering.recent) == 2
