"""A record of `changes`, and its rows: what one step of count added to cells."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from schemas.facts import GRAINS, Changes, RateTold, ScopeKey
from schemas.rates import Rate, parts_of, rate_of
from schemas.records.parts import Added, Milliseconds, Moment, Name, Record, Slot, Tick, day, hexadecimal
from schemas.records.wire import Columns, refused, unpacked
from schemas.updates import Scope

_COUNTED = {"scope": "<u4", "indicator": "<u2", "tick": "<u4", "added": "<i8"}
_DIFFERENT = {
    "distinct_scope": "<u4",
    "distinct_indicator": "<u2",
    "grains": "<u1",
    "slot": "<u4",
    "distinct_added": "<i8",
}
_PARTS = {
    "part_scope": "<u4",
    "part_currency": "<u2",
    "part_indicator": "<u2",
    "part_tick": "<u4",
    "part_added": "<i8",
}

Grain = Literal["day", "week", "month", "quarter", "year", "all", "fiscal_quarter", "fiscal_year"]


class Counted(Record):
    """What was added to what an indicator counted, or added up, in a tick."""

    scope: Scope
    indicator: Name
    tick: Tick
    added: Annotated[Added, Field(description="Events, or the sum of a measure; money in thousandths of minor units")]


class Different(Record):
    """How many subjects were first there at a slot, in its bucket of each of some grains; less those no longer.

    Who was known to be there, and now from an earlier slot on, is taken away at the later one.
    """

    scope: Scope
    indicator: Name
    grains: Annotated[list[Grain], Field(min_length=1)]
    slot: Slot
    added: Added


class PartAdded(Record):
    """What was added in one currency to what is put together from all of them, in the currency of the scope."""

    scope: Scope
    currency: Name
    indicator: Name
    tick: Tick
    added: Added


class RateChange(Record):
    """An exchange rate as an event tells it, or takes it back."""

    source: Name
    target: Annotated[Name, Field(description="One unit of the source is worth `rate` of it")]
    day: Annotated[date, Field(description="The first day that it is valid on, in the reporting zone")]
    at: Annotated[Moment, Field(description="Of the event: of the rates for one day the latest stands")]
    rate: Annotated[Rate, AfterValidator(lambda rate: _above_nothing(rate))]
    sign: Annotated[Literal[1, -1], Field(description="-1 takes it back")]

    @model_validator(mode="after")
    def of_another(self) -> Self:
        """A currency is always worth itself."""
        if self.source == self.target:
            raise PydanticCustomError("same_currency", "it is the currency that the rate is from")
        return self


class ChangesRecord(Record):
    """count → compose: what one step added to the cells of the scopes of one compose partition."""

    source: Annotated[int, Field(ge=0, description="The count partition that sends")]
    mark: Annotated[Milliseconds, Field(description="What is sent later happened after it, but for lateness")]
    head: Annotated[int, Field(ge=-1, lt=1 << 32, description="Newest tick that it has counted; -1: none yet")]
    counted: list[Counted]
    different: list[Different]
    parts: list[PartAdded]
    rates: Annotated[list[RateChange], Field(description="For every compose partition alike")]

    @classmethod
    def of(cls, value: bytes | None) -> Self:
        """From the record's bytes. Raises ValidationError."""
        wire = unpacked(value, Changes)
        scopes = [_scope(number, key) for number, key in enumerate(wire.scopes)]
        return cls.model_validate(
            {
                "source": wire.source,
                "mark": wire.mark,
                "head": wire.head,
                "counted": list(_counted(wire, scopes)),
                "different": list(_different(wire, scopes)),
                "parts": list(_parts(wire, scopes)),
                "rates": [_rate(told) for told in wire.rates],
            }
        )


def _scope(number: int, key: ScopeKey) -> Scope:
    names = [name for name, _ in key]
    if names != sorted(set(names)):
        error = PydanticCustomError("unsorted", "has dimensions out of order, or twice")
        raise refused("Changes", ("scopes", number), error)
    return dict(key)


def _counted(wire: Changes, scopes: Sequence[Scope]) -> Iterator[dict[str, Any]]:
    columns = Columns(wire, _COUNTED)
    named = zip(columns.pointed("scope", scopes), columns.pointed("indicator", wire.indicators), strict=True)
    for (scope, indicator), (_, _, tick, added) in zip(named, columns.rows(), strict=True):
        yield {"scope": scope, "indicator": indicator, "tick": tick, "added": added}


def _different(wire: Changes, scopes: Sequence[Scope]) -> Iterator[dict[str, Any]]:
    columns = Columns(wire, _DIFFERENT)
    named = zip(
        columns.pointed("distinct_scope", scopes),
        columns.pointed("distinct_indicator", wire.indicators),
        strict=True,
    )
    for (scope, indicator), (_, _, several, slot, added) in zip(named, columns.rows(), strict=True):
        grains = [grain for number, grain in enumerate(GRAINS) if several >> number & 1]
        yield {"scope": scope, "indicator": indicator, "grains": grains, "slot": slot, "added": added}


def _parts(wire: Changes, scopes: Sequence[Scope]) -> Iterator[dict[str, Any]]:
    columns = Columns(wire, _PARTS)
    named = zip(
        columns.pointed("part_scope", scopes),
        columns.pointed("part_currency", wire.currencies),
        columns.pointed("part_indicator", wire.indicators),
        strict=True,
    )
    for (scope, currency, indicator), (*_, tick, added) in zip(named, columns.rows(), strict=True):
        yield {"scope": scope, "currency": currency, "indicator": indicator, "tick": tick, "added": added}


def _rate(told: RateTold) -> dict[str, Any]:
    time, identity = told.rank
    return {
        "source": told.source,
        "target": told.target,
        "day": day(told.day),
        "at": {"time": time, "id": hexadecimal(identity)},
        "rate": rate_of(told.rate),
        "sign": told.sign,
    }


def _above_nothing(rate: str) -> str:
    if not parts_of(rate):
        raise PydanticCustomError("no_rate", "a rate is above 0")
    return rate
