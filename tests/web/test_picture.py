"""What a reader of the stream is told: everything once, then only what changed, also after a break."""

from typing import Any

import orjson

from schemas.updates import Update
from service.web.definitions import Definitions
from service.web.mirror.mirror import Mirror
from service.web.picture import Event, Picture
from tests.demo.fakes import objective, update
from tests.web.served import CATALOG, mirrored, more, record


def picture(**changed: Any) -> Picture:
    return Picture(Definitions(CATALOG), **({"scope": {}, "window": "all"} | changed))


def data(event: Event | None) -> Any:
    assert event is not None
    return orjson.loads(event[1])


def told(event: Event | None) -> list[tuple[str, float | None]]:
    return [(row["kpi"], row["update"]["value"]) for row in data(event)["rows"]]


CLICKS, RATE = update("clicks", 1, unit="count"), update(value=0.1)


def test_the_first_picture_has_every_row_and_its_history() -> None:
    event = picture().whole(mirrored(CLICKS, RATE))
    assert sorted(told(event)) == [("clicks", 1), ("open_rate", 0.1)]
    assert all("history" in row for row in data(event)["rows"])


def test_after_it_only_what_changed_is_told() -> None:
    mirror, seen = mirrored(CLICKS, RATE), picture()
    seen.whole(mirror)
    assert seen.changes(mirror) is None
    more(mirror, [update(value=0.2)])
    assert told(seen.changes(mirror)) == [("open_rate", 0.2)]
    assert seen.changes(mirror) is None


def test_what_changes_in_another_scope_is_not_told() -> None:
    mirror, seen = mirrored(RATE), picture()
    seen.whole(mirror)
    more(mirror, [update(scope={"campaign": "a"})])
    assert seen.changes(mirror) is None
    assert told(picture(scope={"campaign": "a"}).whole(mirror)) == [("open_rate", 0.25)]


def test_a_new_row_comes_with_its_history_and_a_lost_one_is_named() -> None:
    mirror, seen = mirrored(RATE), picture()
    seen.whole(mirror)
    more(mirror, [CLICKS])
    assert "history" in data(seen.changes(mirror))["rows"][0]
    mirror.take(record(CLICKS)[0], None)
    assert data(seen.changes(mirror))["gone"] == [{"kpi": "clicks", "window": "all", "scope": {}}]


def test_after_a_break_the_rest_is_told_and_which_rows_there_are() -> None:
    mirror, seen = mirrored(CLICKS, RATE), picture()
    seen.whole(mirror)
    more(mirror, [update(value=0.9)])
    mirror.take(record(CLICKS)[0], None)
    event = picture().resumed(mirror, seen.version)
    assert told(event) == [("open_rate", 0.9)]
    assert [place["kpi"] for place in data(event)["places"]] == ["open_rate"]


def missed(campaign: str, window: str = "all") -> Update:
    scope = {"campaign": campaign} if campaign else {}
    return update(scope=scope, window=window, objective=objective("breached"))


def breaches(mirror: Mirror, **changed: Any) -> Any:
    return data(picture(**changed).whole(mirror))["breaches"]


def test_breaches_of_the_scope_are_told_and_of_others_how_many_there_are() -> None:
    mirror = mirrored(*(missed(f"c{n}") for n in range(100)), missed(""))
    for scope in ({}, {"campaign": "c7"}):
        found = breaches(mirror, scope=scope)
        assert found["total"] == 101 and [row["scope"] for row in found["rows"]] == [scope]


def test_a_breach_over_several_windows_is_told_once() -> None:
    (row,) = breaches(mirrored(*(missed("", window) for window in ("all", "month", "week"))))["rows"]
    assert (row["window"], row["also"]) == ("week", ["month", "all"])


def test_breaches_are_told_again_only_when_they_changed() -> None:
    mirror, seen = mirrored(missed("a"), RATE), picture()
    seen.whole(mirror)
    more(mirror, [update(value=0.3)])
    assert "breaches" not in data(seen.changes(mirror))
    more(mirror, [update(scope={"campaign": "a"}, objective=objective("met"))])
    assert data(seen.changes(mirror))["breaches"]["total"] == 0
