"""Whom or what events are about: subjects, and what their events make together."""

from typing import Annotated

from pydantic import Field

from schemas.definitions.terms import Listed, Name, Names, Strict


class Subject(Strict):
    """Whom or what events are about: the field that holds the identity, and the event types that have it.

    The main subject of an event type is the first in the catalog that names it; its field is required there.
    """

    field: Name
    direct: bool = Field(default=True, description="Direct identifiers leave ingest only as keyed hashes")
    on: Listed


class Entity(Strict):
    """The life of a subject, told by its facts in the order of event time (see docs/decisions/0006)."""

    subject: Name
    states: Annotated[dict[Name, Name], Field(min_length=1)]
    """By event type; a type of the subject that is not here keeps the state there was."""
    set: Names = Field(default=(), description="Measures of which the latest that is given stands")
    add: Names = Field(default=(), description="Measures that are added up over the life")


class Visit(Strict):
    """Runs of a subject's events in which no gap reaches `gap`."""

    subject: Name
    on: Listed
    gap: Annotated[str, Field(pattern=r"^[1-9][0-9]*[smh]\z")]
    cut: Names = Field(default=(), description="A new value of these dimensions begins a visit; `day`: midnight")
    counts: Name = Field(description="The event type that is a view; a visit has at least one")
    key: Names = Field(default=(), description="The event types that are key events")
