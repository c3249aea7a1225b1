"""Seeded streams of neutral events: few subjects with long lives, close in time, with ties."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

START = datetime(2026, 3, 27, 20, tzinfo=UTC)
"""The clocks of Paris are moved in the night of the second day after it."""


def stream(seed: int, events: int = 60) -> list[dict[str, Any]]:
    """Events in no order."""
    random = Random(seed)
    return [_event(random, str(seed), str(number)) for number in range(events)]


def _event(random: Random, world: str, number: str) -> dict[str, Any]:
    kind = random.choice(("made", "made", "changed", "left", "revived", "returned", "returned", *("seen",) * 8))
    kind = random.choice((kind, kind, kind, kind, "pressed", "noticed"))
    event = {"id": f"{world}-{number}", "type": kind, "time": _time(random, kind).isoformat()} | _given(random)
    if kind in ("seen", "pressed", "noticed"):
        return event | {"who": random.choice("aAbc") + world, "camp": random.choice((None, None, "x", "y"))}
    return event | _thing(random, world) | ({"how": random.choice(("hard", "soft"))} if kind == "left" else {})


def _time(random: Random, kind: str) -> datetime:
    # Few different times for things, so that many meet in one millisecond; visits are dense in few hours.
    if kind in ("seen", "pressed"):
        day = random.choice((0, 1))
        return START + timedelta(days=day, minutes=random.randrange(300), milliseconds=random.choice((0, 500, 999)))
    return START + timedelta(hours=random.randrange(80), minutes=random.choice((0, 0, 30)))


def _given(random: Random) -> dict[str, Any]:
    return {"shop": random.choice(("north", "south", "été+1", None))}


def _thing(random: Random, world: str) -> dict[str, Any]:
    return {
        "thing": random.choice(("t1", "t2", "T2", "t3", "t4", "t5")) + world,
        "who": random.choice(("a" + world, "B" + world, "d", None)),
        "colour": random.choice(("red", "blue", None)),
        "worth": random.choice((None, 0, 5, 50, 150, 999, -20)),
        "chance": random.choice((None, 0, 10, 50, 90)),
        "back": random.choice((None, 1, 30, 400, -7)),
    }
