"""Whether a raw record may be counted, judged from the log alone, in the order of `ReasonCode`.

What an event must look like is told by the pydantic models of `schemas/`, which ingest asks too where its fast reading
refuses: a shared contract, not shared code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from pydantic import ValidationError
from pydantic_core import from_json

from schemas.events.base import Event
from schemas.events.control import EventCorrected
from schemas.rejects import ReasonCode
from service.settings import Settings

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A record's timestamp, and the newest in its partition up to and including it; ms since the epoch."""

    own: int
    newest: int


Models = Mapping[str, type[Event]]
"""Event type → model, for one raw topic."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a record may be, and how far its time may be from the timestamps of the log."""

    bytes: int
    tolerance: timedelta
    retention: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that the service was given."""
        return cls(settings.max_event_bytes, settings.future_tolerance, settings.retention)


def judge(value: bytes | None, stamp: Stamp, models: Models, limits: Limits) -> Event | ReasonCode:
    """The event in a raw record, or why there is none.

    >>> from schemas.events import MODELS
    >>> judge(b"[1]", Stamp(0, 0), MODELS["mail"], Limits(100, timedelta(0), timedelta(0)))
    'invalid_json'
    """
    if not value:
        return "empty"
    if len(value) > limits.bytes:
        return "too_large"
    found = _parse(value, models)
    return _in_time(found, stamp, limits) if isinstance(found, Event) else found


def _parse(value: bytes, models: Models) -> Event | ReasonCode:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return "invalid_utf8"
    try:
        # Python's own parser would let NaN and lone surrogates through.
        given = from_json(text, allow_inf_nan=False)
    except ValueError:
        return "invalid_json"
    return _model(given, text, models) if isinstance(given, dict) else "invalid_json"


def _model(given: dict[str, object], text: str, models: Models) -> Event | ReasonCode:
    kind, identity = given.get("type"), given.get("id")
    model = models.get(kind) if isinstance(kind, str) else None
    if model is None:
        return "unknown_type"
    if not isinstance(identity, str) or not identity:
        return "missing_id"
    try:
        # From the text, for strict models take times only from JSON.
        return model.model_validate_json(text)
    except ValidationError:
        return "invalid_field"


def _in_time(event: Event, stamp: Stamp, limits: Limits) -> Event | ReasonCode:
    reason = _out_of_time(event, stamp, limits)
    if reason is None and isinstance(event, EventCorrected):
        reason = _out_of_time(event.by, stamp, limits) or _foretold(event, limits)
    return reason or event


def _out_of_time(event: Event, stamp: Stamp, limits: Limits) -> ReasonCode | None:
    # A difference and not a shifted time: times near the years 1 and 9999 cannot be shifted.
    since = event.time - EPOCH
    if since - stamp.own * MILLISECOND > limits.tolerance:
        return "time_in_future"
    return "before_horizon" if stamp.newest * MILLISECOND - since > limits.retention else None


def _foretold(event: EventCorrected[Any], limits: Limits) -> ReasonCode | None:
    """A control event speaks of what had happened by its own time, to the millisecond."""
    late = ms_of(event.by.time) - ms_of(event.time) > limits.tolerance // MILLISECOND
    return "time_in_future" if late else None


def ms_of(time: datetime) -> int:
    """Whole milliseconds since the epoch."""
    return (time - EPOCH) // MILLISECOND


def tick_of(time: datetime, resolution: int) -> int:
    """Event time in ticks of `resolution` seconds since the epoch, rounded down."""
    return (time - EPOCH) // _MICROSECOND // (resolution * 1_000_000)
