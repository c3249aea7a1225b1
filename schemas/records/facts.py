"""A record of `facts`, and its rows."""

from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from schemas.facts import RETRACTED, Facts
from schemas.rates import RATE_SET
from schemas.records.parts import Hash, Milliseconds, Name, Record, Tick, Told, hexadecimal, is_salted, measured
from schemas.records.wire import Columns, routes, unpacked

_KINDS = {
    "route": "<u4",
    "tick": "<u4",
    "subject": "<u8",
    "id": "<u8",
    "content": "<u8",
    "offset": "<i8",
}


NOBODY = (RETRACTED[0], RATE_SET)
"""Types of facts that have no subject."""


class Fact(Told):
    """What an event says of one of its subjects; or that an event is taken back."""

    id: Annotated[Hash, Field(description="Hash of the event id, salted with the number of the subject")]
    content: Annotated[Hash, Field(description="Hash of the payload: a repeated event from a conflicting one")]
    offset: Annotated[int, Field(ge=0, lt=1 << 63, description="Where the event stands in its raw partition")]
    version: Annotated[Hash | None, Field(description="Rank of the correction that it belongs to; null: of the event")]
    horizon: Annotated[Tick, Field(description="Before this tick the raw partition took no event any more")]

    @model_validator(mode="after")
    def of_a_subject(self) -> Self:
        """A rate and what takes an event back are about nobody; every other fact is about somebody."""
        if (not self.role) != (self.type in NOBODY):
            raise PydanticCustomError("about_nobody", "role: only a rate and what takes an event back have none")
        return self

    @model_validator(mode="after")
    def of_a_correction(self) -> Self:
        """An event is taken back by a correction."""
        if self.type == RETRACTED[0] and self.version is None:
            raise PydanticCustomError("no_version", "version: what takes an event back has one")
        return self

    @model_validator(mode="after")
    def of_one_event(self) -> Self:
        """The id in `at` and the salted one are of the same event."""
        if self.at is not None and not is_salted(self.id, self.at.id):
            raise PydanticCustomError("another_event", "its id is not that of `at`, salted for a subject")
        return self


class FactsRecord(Record):
    """ingest → dedupe: facts of one raw partition whose ids belong to one dedupe partition, in raw order."""

    topic: Annotated[Name, Field(description="Of the raw events")]
    partition: Annotated[int, Field(ge=0)]
    mark: Annotated[Milliseconds, Field(description="What is sent later happened after it, but for lateness")]
    newest: Annotated[Milliseconds, Field(description="The newest record timestamp of the raw partition so far")]
    facts: Annotated[list[Fact], Field(description="Those of an event follow each other, the main subject's first")]

    @field_validator("facts")
    @classmethod
    def in_raw_order(cls, facts: list[Fact]) -> list[Fact]:
        """dedupe tells the facts of one event by their equal offsets, so they must stand together."""
        for before, after in pairwise(facts):
            if after.offset < before.offset:
                words = {"offset": after.offset, "before": before.offset}
                raise PydanticCustomError("out_of_order", "offset {offset} stands after {before}", words)
        return facts

    @classmethod
    def of(cls, value: bytes | None) -> Self:
        """From the record's bytes. Raises ValidationError."""
        wire = unpacked(value, Facts)
        facts = list(_rows(wire))
        return cls(topic=wire.topic, partition=wire.partition, mark=wire.mark, newest=wire.newest, facts=facts)


def _rows(wire: Facts) -> Any:
    """Plain rows: what the model judges."""
    columns = Columns(wire, _KINDS)
    named = columns.pointed("route", routes("Facts", wire.routes))
    versions = columns.optional("version", wire.version, "<u8", 0)
    horizons = columns.optional("horizon", wire.horizon, "<u4", 0)
    amounts = columns.flat("amounts", wire.amounts, "<i8", [len(route[3]) for route in named])
    told = zip(named, amounts, versions, horizons, columns.rows(), strict=True)
    for (kind, role, dimensions, names), amount, version, horizon, row in told:
        _, tick, subject, identity, content, offset = row
        yield {
            "type": kind,
            "role": role,
            "dimensions": dict(dimensions),
            "tick": tick,
            "subject": hexadecimal(subject),
            **measured(dict(zip(names, amount, strict=True))),
            "id": hexadecimal(identity),
            "content": hexadecimal(content),
            "offset": offset,
            "version": hexadecimal(version) if version else None,
            "horizon": horizon,
        }
