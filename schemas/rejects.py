"""A raw record that could not be counted, on `kpi.rejects`: where it stands, why, and what may be shown of it."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

ReasonCode = Literal[
    "empty",
    "too_large",
    "invalid_utf8",
    "invalid_json",
    "unknown_type",
    "missing_id",
    "invalid_field",
    "time_in_future",
    "before_horizon",
    "conflict",
]
"""Why a record was rejected, in the order in which it is judged; the first that applies is given.

| code | the record |
|---|---|
| `empty` | has no value (a tombstone) or an empty one |
| `too_large` | is longer than the limit on one event |
| `invalid_utf8` | is not UTF-8 |
| `invalid_json` | is not a JSON object (broken, nested too deep, another JSON value) |
| `unknown_type` | has no `type`, or one that this raw topic does not carry |
| `missing_id` | has no `id`, an empty one, or one that is not a string |
| `invalid_field` | has a field that its model refuses; `detail` names it |
| `time_in_future` | has an event time later than its record's timestamp plus the tolerance |
| `before_horizon` | has an event time earlier than the newest record timestamp of its partition so far, its own
  included, less the retention |
| `conflict` | has the id of an event already counted, with another payload; the first one stands |
"""

REASON_CODES: tuple[ReasonCode, ...] = get_args(ReasonCode)


class Reject(BaseModel):
    """One rejected record. `payload` shows its shape with the values taken out, for personal data stays out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: ReasonCode
    detail: str = Field(description="What is wrong, and in which field; never a value from the payload")
    topic: str
    partition: int = Field(ge=0)
    offset: int = Field(ge=0)
    size: int | None = Field(ge=0, description="Bytes of the payload; null where only its fact was left (`conflict`)")
    payload: str | None = Field(description="The payload's fields with values replaced by their kind and length")
