"""Dimensions that are made of others."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from schemas.definitions.terms import Name, Names, Strict, listed


class Host(Strict):
    """The host of a URL, in small letters and without its port; absent where there is no `scheme://host`."""

    kind: Literal["host"]
    of: Name


class Parameter(Strict):
    """A parameter of a URL's query: its first value, decoded; absent where it is missing or empty.

    Of several `names`, the first that is there: `["gclid", "gbraid"]`.
    """

    kind: Literal["parameter"]
    of: Name
    names: Annotated[tuple[str, ...], Field(strict=False, min_length=1), BeforeValidator(listed)]


class UrlPath(Strict):
    """The path of a URL as it stands, without query and fragment; `/` where there is a host alone.

    Absent where the text begins neither with `scheme://host` nor with `/`. It is cut at 128 characters.
    """

    kind: Literal["path"]
    of: Name


class Ruled(Strict):
    """What a versioned rule table (a file in `rules/`) makes of its inputs."""

    kind: Literal["rules"]
    rules: str
    inputs: Annotated[Names, Field(min_length=1)]


class SiteName(Strict):
    """The name of a known site (the files in `sites/`) by one of its hosts or tags; else the text as it is."""

    kind: Literal["site"]
    of: Name


class SiteCategory(Strict):
    """The category of a known site, by its name or one of its hosts or tags; absent for any other."""

    kind: Literal["category"]
    of: Name


class Bot(Strict):
    """Whether a user agent is a machine's, as the library `crawlerdetect` knows them; absent ones are no bots."""

    kind: Literal["bot"]
    of: Name


class Coded(Strict):
    """The code that a versioned reference list (a file in `lists/`) has for a text; see `schemas.lists`."""

    kind: Literal["code"]
    list: str
    of: Name


class Band(Strict):
    """How a number is called: the last of `starts`, by the number each begins at, that it reaches.

    Absent where there is no number, or one below them all.
    """

    kind: Literal["band"]
    of: Name
    starts: Annotated[dict[str, int], Field(min_length=1)]

    @model_validator(mode="after")
    def rising(self) -> Self:
        """Each begins above the one before."""
        numbers = tuple(self.starts.values())
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            raise ValueError("each band begins above the one before")
        return self


class Given(Strict):
    """True where an event gives the field, even a number or what identifies people; absent where it is null or empty.

    Never false: of a life, what is given later stands, and an event that leaves the field out says nothing.
    """

    kind: Literal["given"]
    of: Name


Derivation = Annotated[
    Host | Parameter | UrlPath | Ruled | SiteName | SiteCategory | Bot | Coded | Band | Given,
    Field(discriminator="kind"),
]
"""A dimension made of raw fields or of other derivations.

It exists for the event types whose models have every raw field that it rests on, and hides a raw field of its own
name; that field is what it means itself by that name.
"""
