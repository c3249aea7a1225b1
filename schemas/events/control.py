"""Control events, which every raw topic carries beside the events of its family: an earlier event is taken back or
corrected, by its id. They may come before the event, twice, and in any order; the latest by their own `time` stands.

A control event speaks of what had happened by its own `time`. See docs/decisions/0006.
"""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from schemas.events.base import Event, Key

AnyEvent = TypeVar("AnyEvent")


class Control(Event):
    """Something about the event whose id is `event`. `id` and `time` are the control event's own."""

    event: Key


class EventRetracted(Control):
    """The event did not happen, or must not count."""

    type: Literal["event_retracted"]


class EventCorrected(Control, Generic[AnyEvent]):
    """The event was as `by` says: a whole event of the same raw topic with the id that is corrected."""

    type: Literal["event_corrected"]
    by: Annotated[AnyEvent, Field(description="The whole event as it should have been; its id is that in `event`")]

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """As the JSON Schema calls it, whatever the family."""
        return cls.__name__

    @field_validator("by")
    @classmethod
    def of_that_id(cls, by: AnyEvent, info: ValidationInfo) -> AnyEvent:
        """Another id would be another event."""
        if "event" in info.data and getattr(by, "id", None) != info.data["event"]:
            raise PydanticCustomError("another_id", "its id is not the one that `event` names")
        return by


def controls_of(family: Any) -> dict[str, type[Event]]:
    """The control events of a raw topic by type; `family`: the union of its events."""
    return {"event_retracted": EventRetracted, "event_corrected": EventCorrected[family]}
