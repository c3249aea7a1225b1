"""Visits, counted by hand: where one ends and the next begins, and what it is worth."""

from datetime import datetime, timedelta
from typing import Any

from tests.verify.handmade import NOON, Counted, RawLog, count
from tests.verify.things import things

PLAN = things()
Sight = tuple[str, float, dict[str, Any]]


def seen(*events: Sight, start: datetime = NOON) -> Counted:
    """Events of one visitor: type, minutes from the start, fields."""
    records = [
        {"id": f"{n}", "type": kind, "time": (start + timedelta(minutes=minutes)).isoformat(), "who": "w"} | fields
        for n, (kind, minutes, fields) in enumerate(events)
    ]
    return count(RawLog(NOON + timedelta(days=30), "things").send(*reversed(records)), PLAN)


def view(minutes: float, **fields: Any) -> Sight:
    return "seen", minutes, fields


def press(minutes: float, **fields: Any) -> Sight:
    return "pressed", minutes, fields


def visits(*events: Sight) -> float:
    return seen(*events).value("walks", "all") or 0


def test_a_gap_of_exactly_the_limit_begins_a_new_visit() -> None:
    assert visits(view(0), view(29.999), view(59)) == 1
    assert visits(view(0), view(30)) == 2


def test_the_gap_is_to_the_event_before_and_any_event_keeps_a_visit_alive() -> None:
    assert visits(view(0), press(20), view(40), press(60)) == 1


def test_a_visit_without_any_view_is_none() -> None:
    assert not any(key.kpi == "walks" for key in seen(press(0), press(1)).recount.figures)
    assert visits(press(0), press(1), view(2)) == 1


def test_a_value_that_is_not_the_visits_own_begins_the_next() -> None:
    assert visits(view(0, camp="x"), view(1, camp="x"), view(2), view(3, camp="x")) == 1
    assert visits(view(0, camp="x"), view(1, camp="y"), view(2, camp="x")) == 3
    assert visits(view(0), view(1, camp="x")) == 2


def test_what_is_a_visits_own_is_forgotten_with_it_in_every_dimension() -> None:
    # The third visit begins by its shop: that of the second is none, for its first event gave none.
    assert visits(view(0, camp="x", shop="s"), view(1, camp="y"), view(2, shop="s")) == 3
    assert visits(view(0, camp="x"), view(40), view(41, camp="x")) == 3


def test_a_visit_has_the_dimensions_and_the_tick_of_its_first_event() -> None:
    counted = seen(press(0, shop="north"), view(20), view(40))
    assert {key.scope for key in counted.recount.figures if key.kpi == "walks"} == {(), (("shop", "north"),)}
    assert counted.buckets("walks", "each_10m") == {"2026-11-24T12:00:00Z": 1}


def test_midnight_of_the_zone_cuts_only_where_that_is_asked_for() -> None:
    midnight = datetime.fromisoformat("2026-11-25T00:00+01:00")
    counted = seen(view(-10, shop="north"), view(10, shop="north"), start=midnight)
    assert (counted.value("walks", "all"), counted.value("day_walks", "all")) == (1, 2)


def test_seconds_are_whole_ones_and_views_are_the_counted_events() -> None:
    counted = seen(view(0), press(1), view(2.9999))
    assert (counted.value("walk_seconds", "all"), counted.value("walk_views", "all")) == (179, 2)


def test_a_short_visit_has_at_most_so_much_of_each() -> None:
    def short(*events: Sight) -> float:
        return seen(*events).buckets("short_all", "all").get("") or 0

    assert short(view(0), view(10)) == 1
    assert short(view(0), view(10 + 1 / 60_000)) == 0
    assert short(view(0), view(1), view(2)) == 0
    assert short(view(0), press(1)) == 0
    assert seen(view(0), press(1)).value("short_views", "all") == 1
