"""What became of the raw records, on `kpi.accounting`: every lane of ingest and of dedupe tells its part, absolute.

Of a raw partition the parts add up: read = counted + duplicate + rejected + ignored, once everything read is through.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.rejects import ReasonCode

Accountant = Literal["ingest", "dedupe"]


class AccountingKey(BaseModel):
    """The record key: the lane that tells. The last record of each key stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent: Accountant
    topic: str = Field(description="The topic that the lane reads")
    partition: int = Field(ge=0)


class Outcomes(BaseModel):
    """What a lane knows of one raw partition, since its first record; 0 where another agent knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str
    partition: int = Field(ge=0)
    read: int = Field(ge=0, description="By ingest: records read")
    counted: int = Field(ge=0, description="By dedupe: events that came for the first time")
    duplicate: int = Field(ge=0, description="By dedupe: the same event again")
    rejected: dict[ReasonCode, int] = Field(description="By reason; `conflict` by dedupe, all others by ingest")
    ignored: int = Field(ge=0, description="By ingest: valid events of a type that no indicator reads")


class LaneAccounting(BaseModel):
    """The record value: the part of one lane, by raw topic and partition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent: Accountant
    topic: str
    partition: int = Field(ge=0)
    outcomes: list[Outcomes]
