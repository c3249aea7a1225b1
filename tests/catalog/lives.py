"""A small right catalog of entities, visits, sums and subjects in several roles, over event types of its own."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from schemas.events import MODELS
from schemas.events.base import Event, Key
from service.catalog.event_types import TYPES
from tests.catalog.broken import written


class Made(Event):
    """A thing begins its life; somebody may own it."""

    type: Literal["made"]
    thing: Key
    owner: Annotated[str, Field(min_length=3)] | None = None
    colour: Key | None = None
    weight: int
    chance: int | None = None
    fresh: bool = False


class Mended(Event):
    """It goes on."""

    type: Literal["mended"]
    thing: Key
    place: Key | None = None
    parts: int


class Broken(Event):
    """It ends."""

    type: Literal["broken"]
    thing: Key
    how: Literal["hard", "soft"]


class Seen(Event):
    """Somebody looked."""

    type: Literal["seen"]
    owner: Key
    room: Key


SHOP: dict[str, type[Event]] = {"made": Made, "mended": Mended, "broken": Broken, "seen": Seen}

_WORDS = """unit = "count"
title = { en = "Things", fr = "Choses" }
description = { en = "How many things.", fr = "Combien de choses." }
"""


def _kpi(name: str, formula: str, more: str) -> str:
    inputs = ", ".join(f"{part} = 4" for part in formula.split(" / "))
    return f"""
[kpi.{name}]
formula = "{formula}"
unit = "count"
{more}
owner = "shop"
title = {{ en = "Things", fr = "Choses" }}
description = {{ en = "How many things.", fr = "Combien de choses." }}
source = "test"
example = {{ inputs = {{ {inputs} }}, value = {1 if "/" in formula else 4} }}
"""


LIVES = (
    f"""\
family = "shop"
topic = "shop"
title = {{ en = "Shop", fr = "Boutique" }}

[subject.thing]
field = "thing"
direct = false
on = ["made", "mended", "broken"]

[subject.owner]
field = "owner"
on = ["made", "seen"]

[entity.thing]
subject = "thing"
states = {{ made = "whole", broken = "gone" }}
set = ["weight", "chance"]
add = ["parts"]

[visit.room]
subject = "owner"
on = ["seen"]
gap = "30m"
cut = ["room", "day"]
counts = "seen"
key = ["seen"]

[indicator.mass]
kind = "sum"
on = "made"
measure = "weight"
by = ["colour", "colour+fresh"]
{_WORDS}
[indicator.owners]
kind = "distinct"
on = "made"
of = "owner"
{_WORDS}
[indicator.breaks]
kind = "count"
on = "broken"
by = ["how"]
{_WORDS}
[indicator.mends]
kind = "sum"
on = "mended"
measure = "parts"
{_WORDS}
[indicator.whole]
kind = "entered"
entity = "thing"
state = "whole"
where = {{ fresh = true }}
by = ["colour", "place"]
measure = "weight"
weight = "chance"
{_WORDS}
[indicator.there]
kind = "holding"
entity = "thing"
state = ["whole", "gone"]
overall = false
by = ["colour", "colour+how"]
{_WORDS}
[indicator.repairs]
kind = "moments"
entity = "thing"
on = ["mended"]
state = ["gone"]
measure = "parts"
cap = "weight"
{_WORDS}
[indicator.looks]
kind = "visits"
visit = "room"
by = ["room"]
short = {{ views = 1, keys = 0 }}
{_WORDS}
[indicator.left]
kind = "stock"
at = "end"
plus = "mass"
minus = "mends"
{_WORDS}
[indicator.massed]
kind = "to_date"
of = "mass"
since = "year"
{_WORDS}"""
    + _kpi("mass", "mass", 'by = ["fresh+colour"]\nwindows = ["1h", "day"]')
    + _kpi("there", "there", 'overall = false\nby = ["colour"]\nwindows = ["day", "all"]')
    + _kpi("left", "left / looks", 'windows = ["day", "all"]')
    + _kpi("massed", "massed", 'by = ["colour"]\nwindows = ["day", "month"]')
)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The event types of this catalog exist."""
    monkeypatch.setitem(MODELS, "shop", SHOP)
    for name, model in SHOP.items():
        # TYPES is read-only to everybody else.
        monkeypatch.setitem(TYPES, name, model)


def living(folder: Path, text: str = LIVES) -> Path:
    """The folder of a catalog with this family beside the mail."""
    return written(folder, lives=text)
