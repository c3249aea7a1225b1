"""Control events as the decoder hands them out: an earlier event taken back, or corrected by another one; a rate."""

from typing import Any, ClassVar

import msgspec

from schemas.rates import RATE_SET


class Retracted(msgspec.Struct, frozen=True):
    """The event whose id is `event` does not count. `id` and `time` (as text) are the control event's own."""

    id: str
    time: str
    event: str


class Corrected(msgspec.Struct, frozen=True):
    """The event whose id is `event` is as `by` says."""

    id: str
    time: str
    event: str
    by: Any
    """As the decoder hands out any event; its id is `event`."""
    second: int
    """The time of `by`, in whole seconds since the epoch."""


Control = Retracted | Corrected


class RateSet(msgspec.Struct, frozen=True, tag_field="type", tag=RATE_SET):
    """A rate is told as any event is, with the two currencies for its subject."""

    __money__: ClassVar[frozenset[str]] = frozenset()

    id: str
    time: str
    pair: str
    """Both currencies."""
    from_currency: str
    to_currency: str
    rate: int
    """In parts (`schemas.rates`)."""
    valid_from: int
    """Days since 1970-01-01."""
