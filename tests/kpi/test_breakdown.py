"""The slots of lives, by breakdown: those that each life's own scopes would give, and none from before."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from schemas.definitions import EnteredIndicator, Lived
from schemas.facts import ID, TIME, Dimension, Route
from service.kpi.lives.lived import Entered, Words
from service.kpi.lives.profiles import Profile
from service.kpi.lives.stretches import NEVER
from service.kpi.lives.vocabulary import Vocabulary
from service.kpi.plans import Slots, holds
from service.kpi.scopes import scopes_of

SHOPS, TEAMS = ("north", "south"), ("red", "blue")
STATES = {"open": 0, "won": 1}
TITLE = {"en": "things", "fr": "choses"}


def entered(**given: object) -> EnteredIndicator:
    told = {"kind": "entered", "entity": "deal", "unit": "count", "title": TITLE, "description": TITLE} | given
    return EnteredIndicator.model_validate(told)


MINE: Mapping[int, EnteredIndicator] = {
    0: entered(state=["open", "won"], by=["shop", "shop+team"]),
    1: entered(state=["won"], by=["team+shop", "team"], overall=False),
    3: entered(state=["won"], by=["shop"], where={"team": "red"}),
}


def vocabulary() -> Vocabulary:
    """One that has heard of every shop and team."""
    made = Vocabulary(("opened",), ("shop", "team"), ())
    routes: list[Route] = [
        ("opened", "deal", (("shop", shop), ("team", team)), (TIME, ID)) for shop in SHOPS for team in TEAMS
    ]
    made.routes.ids([msgspec.msgpack.encode(route) for route in routes])
    return made


def by_itself(each: Lived, position: int, state: int, dimensions: Mapping[str, Dimension], slots: Slots) -> list[int]:
    if state not in {STATES[name] for name in each.state} or not holds(each, dimensions):
        return []
    return [slots.of(position, each, dimensions)[n] for n, _ in enumerate(scopes_of(each, dimensions))]


def slots_of(kind: Entered, profile: Profile) -> list[int]:
    found: list[int] = kind.profiles.slots(np.array([profile]))[1].tolist()
    return found


@given(st.lists(st.tuples(st.sampled_from([NEVER, 0, 1]), *[st.sampled_from([NEVER, 0, 1])] * 2), min_size=1))
def test_breakdown_by_breakdown_a_life_is_in_the_slots_of_its_own_scopes(lives: list[tuple[int, int, int]]) -> None:
    slots, words = Slots(["a", "b", "c", "d"]), vocabulary()
    kind = Entered(MINE, Words(slots, words, STATES))
    for state, shop, team in lives:
        values = (_number(words, SHOPS, shop), _number(words, TEAMS, team))
        dimensions = words.dimensions_of(values)
        expected = [slot for i, each in MINE.items() for slot in by_itself(each, i, state, dimensions, slots)]
        assert sorted(slots_of(kind, (state, *values))) == sorted(expected)


def test_after_slots_were_given_anew_none_is_remembered() -> None:
    slots, words = Slots(["a", "b", "c", "d"]), vocabulary()
    kind = Entered(MINE, Words(slots, words, STATES))
    north, south = ((1, words.values.known(shop), words.values.known("red")) for shop in SHOPS)
    before = slots_of(kind, north)
    slots.clear()
    kind.forget()
    slots_of(kind, south)
    assert slots_of(kind, north) != before
    assert {slots.scopes.names[slots.scope[slot]] for slot in slots_of(kind, north)} == {
        (), (("shop", "north"),), (("shop", "north"), ("team", "red")), (("team", "red"),)
    }  # fmt: skip


def _number(words: Vocabulary, names: Sequence[str], place: int) -> int:
    return NEVER if place == NEVER else words.values.known(names[place])
