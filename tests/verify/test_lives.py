"""Lives of entities, counted by hand: when an entity counts, with what, and for how long it is held."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.verify.handmade import NOON, Counted, RawLog, count
from tests.verify.things import things

PLAN = things()
DAY = "2026-11-24"


def told(*events: tuple[str, float, dict[str, Any]], thing: str = "t") -> Counted:
    """Events of one thing: type, days from noon of the 24th, fields."""
    records = [
        {"id": f"{n}", "type": kind, "time": _at(days).isoformat(), "thing": thing} | fields
        for n, (kind, days, fields) in enumerate(events)
    ]
    return count(RawLog(NOON + timedelta(days=30), "things").send(*reversed(records)), PLAN)


def _at(days: float) -> datetime:
    return NOON + timedelta(days=days)


def nonzero(counted: Counted, kpi: str, window: str = "day") -> dict[str, float | None]:
    return {bucket: value for bucket, value in counted.buckets(kpi, window).items() if value}


def test_an_entity_counts_once_and_in_the_bucket_of_its_first_event() -> None:
    counted = told(("made", 0, {}), ("changed", 1, {}), ("left", 2, {"how": "hard"}), ("revived", 3, {}))
    assert nonzero(counted, "opened") == {DAY: 1}
    assert nonzero(counted, "closed") == {}


def test_an_entity_that_changes_its_state_is_taken_out_of_the_period_it_was_counted_in() -> None:
    before = told(("made", 0, {}), ("left", 1, {"how": "hard"}))
    after = told(("made", 0, {}), ("left", 1, {"how": "hard"}), ("revived", 5, {}), ("left", 9, {"how": "soft"}))
    assert (nonzero(before, "closed"), nonzero(after, "closed")) == ({"2026-11-25": 1}, {"2026-12-03": 1})


def test_a_run_begins_with_the_first_event_of_its_state_and_ends_with_the_last_of_any_kind() -> None:
    hard = {"how": "hard"}
    counted = told(("made", 0, {}), ("left", 1, hard), ("left", 2, hard), ("changed", 3, {}), ("returned", 4, {}))
    assert nonzero(counted, "closed") == {"2026-11-25": 1}
    assert nonzero(counted, "latest") == {"2026-11-28": 1}


def test_an_attribute_is_the_latest_that_was_given() -> None:
    counted = told(("made", 0, {"shop": "north"}), ("changed", 1, {"shop": "south"}), ("changed", 2, {"shop": None}))
    values = {key.scope: said.value for key, said in counted.recount.figures.items() if key[::2] == ("opened", "all")}
    assert values == {(): 1, (("shop", "south"),): 1}


def test_a_measure_is_the_latest_that_was_given() -> None:
    counted = told(("made", 0, {"worth": 100, "chance": 100}), ("changed", 1, {"worth": 7}), ("changed", 2, {}))
    assert nonzero(counted, "chances") == {DAY: 7}


@pytest.mark.parametrize(
    ("worth", "chance", "value"), [(1, 50, 0), (3, 50, 2), (5, 50, 2), (-3, 50, -2), (7, 33, 2), (10, 100, 10)]
)
def test_a_weighted_measure_is_rounded_half_to_even(worth: int, chance: int, value: int) -> None:
    counted = told(("made", 0, {"worth": worth, "chance": chance}))
    assert (counted.buckets("chances", "day").get(DAY) or 0) == value


def test_a_measure_without_its_weight_adds_nothing() -> None:
    assert nonzero(told(("made", 0, {"worth": 10})), "chances") == {}


def test_what_is_held_is_seen_in_every_bucket_that_it_changes_and_adds_up() -> None:
    counted = told(
        ("made", 0, {"worth": 10, "chance": 50}), ("changed", 1, {"chance": 90}), ("left", 3, {"how": "hard"})
    )
    assert counted.buckets("open_now", "day") == {DAY: 1, "2026-11-27": 0}
    assert counted.buckets("open_chances", "day") == {DAY: 5, "2026-11-25": 9, "2026-11-27": 0}
    assert counted.buckets("open_now", "all") == {}


def test_what_is_held_moves_with_the_attribute_known_then() -> None:
    counted = told(("made", 0, {"shop": "north"}), ("changed", 1, {"shop": "south"}))
    held = {
        (key.scope, key.bucket): said.value
        for key, said in counted.recount.figures.items()
        if key.kpi == "open_now" and key.window == "day"
    }
    north, south = (("shop", "north"),), (("shop", "south"),)
    assert held == {((), DAY): 1, (north, DAY): 1, (north, "2026-11-25"): 0, (south, "2026-11-25"): 1}


def test_what_ends_in_the_tick_in_which_it_began_was_never_held() -> None:
    counted = told(("made", 0, {}), ("left", 0.0001, {"how": "hard"}))
    assert counted.buckets("open_now", "day") == {}


def test_a_life_without_a_state_counts_nowhere_but_in_its_moments() -> None:
    counted = told(("changed", 0, {}), ("returned", 0, {"back": 5}))
    assert {key.kpi for key in counted.recount.figures if key.kpi.startswith(("open", "closed", "latest"))} == set()
    assert nonzero(counted, "returns") == {DAY: 5}


def test_moments_never_add_up_to_more_than_the_cap_as_it_ends_up() -> None:
    counted = told(
        ("made", 0, {"worth": 900}),
        ("returned", 1, {"back": 60}),
        ("returned", 2, {"back": 60}),
        ("changed", 3, {"worth": 100}),
        ("returned", 4, {"back": 60}),
    )
    assert counted.buckets("returns", "day") == {"2026-11-25": 60, "2026-11-26": 40}
    assert counted.value("returns", "all") == 100


def test_a_cap_that_no_event_gave_caps_nothing() -> None:
    assert told(("made", 0, {}), ("returned", 1, {"back": 60})).value("returns", "all") == 60


def test_moments_may_fall_into_the_bucket_of_the_first_event_and_ask_for_a_state() -> None:
    events = [("made", 0, {"worth": 100}), ("returned", 2, {"back": 60})]
    assert nonzero(told(*events), "returns_first") == {DAY: 60}
    assert nonzero(told(*events), "returns_closed") == {}
    assert nonzero(told(*events, ("left", 3, {"how": "hard"})), "returns_closed") == {"2026-11-26": 1}


def test_money_is_added_in_thousandths_and_shown_in_minor_units() -> None:
    red = {"shop": "n", "colour": "red"}
    counted = told(("made", 0, {"worth": 1} | red), ("changed", 0, {"worth": 2_500} | red))
    said = counted.figures("worth_total", "day", DAY, colour="red", shop="n")
    assert (said.value, said.inputs, said.unit) == (2.501, {"worth_total": 2.501}, "money")


def test_what_is_not_counted_over_everything_has_no_such_key() -> None:
    counted = told(("made", 0, {"worth": 1, "shop": "n", "colour": "red"}))
    scopes = {tuple(name for name, _ in key.scope) for key in counted.recount.figures if key.kpi == "worth_total"}
    assert scopes == {("colour", "shop")}
