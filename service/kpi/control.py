"""Control events as the decoder hands them out: an earlier event taken back, or corrected by another one."""

from typing import Any

import msgspec


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
