"""Neutral events with every sort of field, and the plan of a small catalog with every kind of indicator over them."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.events.base import Event, Key
from schemas.events.control import controls_of
from service.settings import Settings
from service.verify.definitions import load_definitions
from service.verify.plan import Plan
from service.verify.recipes import recipes
from service.verify.windows import resolution_of

KINDS = Path(__file__).parent / "kinds"
Amount = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]


class Thing(Event):
    """Something that happened to one thing, perhaps by someone."""

    thing: Key
    who: Key | None = None
    shop: Key | None = None
    colour: Key | None = None
    worth: Amount | None = None
    chance: Annotated[int, Field(ge=0, le=100)] | None = None
    back: Amount | None = None


class Made(Thing):
    type: Literal["made"]


class Changed(Thing):
    type: Literal["changed"]


class Left(Thing):
    type: Literal["left"]
    how: Literal["hard", "soft"]


class Revived(Thing):
    type: Literal["revived"]


class Returned(Thing):
    type: Literal["returned"]


class Seen(Event):
    type: Literal["seen"]
    who: Key
    shop: Key | None = None
    camp: Key | None = None


class Pressed(Event):
    type: Literal["pressed"]
    who: Key
    shop: Key | None = None
    camp: Key | None = None


class Noticed(Event):
    """Nothing counts these."""

    type: Literal["noticed"]
    who: Key


AnyThing = Annotated[Made | Changed | Left | Revived | Returned | Seen | Pressed | Noticed, Field(discriminator="type")]
MODELS: dict[str, type[Event]] = {
    "made": Made,
    "changed": Changed,
    "left": Left,
    "revived": Revived,
    "returned": Returned,
    "seen": Seen,
    "pressed": Pressed,
    "noticed": Noticed,
    **controls_of(AnyThing),
}


def things(zone: str = "Europe/Paris", **settings: Any) -> Plan:
    """The plan."""
    definitions = replace(load_definitions(KINDS), models=MODELS)
    given = tuple(recipes(definitions))
    base = Plan.of(Settings(zone=zone, **settings))
    return replace(
        base,
        definitions=definitions,
        recipes=given,
        resolution=resolution_of(window for recipe in given for window in recipe.windows),
        topics={"things": MODELS},
    )
