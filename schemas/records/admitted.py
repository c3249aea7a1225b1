"""A record of `admitted`, and its rows."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from schemas.facts import Admitted
from schemas.records.parts import Milliseconds, Record, Told, hexadecimal, measured
from schemas.records.wire import Columns, routes, unpacked

_KINDS = {"route": "<u4", "tick": "<u4", "subject": "<u8"}


class AdmittedFact(Told):
    """A fact that counts from now on, or does not any more."""

    sign: Annotated[Literal[1, -1], Field(description="-1 takes an earlier fact back")]


class AdmittedRecord(Record):
    """dedupe → count: facts seen for the first time whose subjects belong to one count partition."""

    source: Annotated[int, Field(ge=0, description="The dedupe partition that sends")]
    mark: Annotated[Milliseconds, Field(description="What is sent later happened after it, but for lateness")]
    newest: Annotated[Milliseconds, Field(description="The lowest of all raw partitions; 0: not all were heard")]
    facts: list[AdmittedFact]

    @classmethod
    def of(cls, value: bytes | None) -> Self:
        """From the record's bytes. Raises ValidationError."""
        wire = unpacked(value, Admitted)
        return cls(source=wire.source, mark=wire.mark, newest=wire.newest, facts=list(_rows(wire)))


def _rows(wire: Admitted) -> Any:
    """Plain rows: what the model judges."""
    columns = Columns(wire, _KINDS)
    named = columns.pointed("route", routes("Admitted", wire.routes))
    signs = columns.optional("sign", wire.sign, "<i1", 1)
    amounts = columns.flat("amounts", wire.amounts, "<i8", [len(route[3]) for route in named])
    told = zip(named, amounts, signs, columns.rows(), strict=True)
    for (kind, role, dimensions, names), amount, sign, (_, tick, subject) in told:
        yield {
            "type": kind,
            "role": role,
            "dimensions": dict(dimensions),
            "tick": tick,
            "subject": hexadecimal(subject),
            **measured(dict(zip(names, amount, strict=True))),
            "sign": sign,
        }
