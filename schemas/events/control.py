"""Control events, which every raw topic carries beside the events of its family.

An earlier event is taken back or corrected, by its id: such may come before the event, twice, and in any order; the
latest by their own `time` stands. One speaks of what had happened by its own `time`. See docs/decisions/0006.

An exchange rate is told. It is an event like others, counted by its id and taken back or corrected by it: see
docs/decisions/0011.
"""

from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from schemas.currencies import Currency
from schemas.events.base import Event, Key
from schemas.rates import Day, Rate, parts_of

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


class ExchangeRateSet(Event):
    """From a day on, until a later one has a rate, one unit of a currency is worth so much of another one.

    Of several for one day the latest by `time` stands. No rate is made of others: not the inverse, and not by a third
    currency.
    """

    type: Literal["exchange_rate_set"]
    from_currency: Currency
    to_currency: Currency
    rate: Annotated[Rate, Field(description="What one unit (a euro, not a cent) of `from_currency` is worth")]
    valid_from: Annotated[Day, Field(description="The first day, in the reporting zone")]

    @field_validator("to_currency")
    @classmethod
    def of_another(cls, currency: str, info: ValidationInfo) -> str:
        """A currency is always worth itself."""
        if currency == info.data.get("from_currency"):
            raise PydanticCustomError("same_currency", "it is the currency that the rate is from")
        return currency

    @field_validator("rate")
    @classmethod
    def above_nothing(cls, rate: str) -> str:
        """Nothing is worth nothing."""
        if not parts_of(rate):
            raise PydanticCustomError("no_rate", "a rate is above 0")
        return rate


def controls_of(family: Any) -> dict[str, type[Event]]:
    """The control events of a raw topic by type; `family`: the union of its events."""
    carried: Any = Union[(*get_args(get_args(family)[0]), ExchangeRateSet)]
    corrected = EventCorrected[Annotated[carried, Field(discriminator="type")]]
    return {"event_retracted": EventRetracted, "event_corrected": corrected, "exchange_rate_set": ExchangeRateSet}
