"""What flows between the agents, packed in columns: one record holds what one step sends to one partition.

Columns are little-endian numpy buffers of equal length, one entry per fact or cell. Two times (ms since the epoch) go
with them. `mark` is the sender's promise: what it sends later happened, but for lateness, at or after it. A clock may
have moved it, so it says only what is final. `newest` is the newest record timestamp read so far, a function of the log
alone: what it sends later happened at or after `newest` less the retention, so it says what may be forgotten.
"""

import msgspec

Dimension = str | bool | None
Route = tuple[str, tuple[tuple[str, Dimension], ...]]
"""An event type and the (name, value) pairs of every dimension that its indicators read.

On the wire a route is the bytes of its MessagePack: dedupe passes them on unread, and a known one is told by its bytes.
"""


class Facts(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """ingest → dedupe. Facts of one raw partition whose ids belong to one dedupe partition, in raw order."""

    topic: str
    partition: int
    mark: int
    newest: int
    """Of its raw partition."""
    routes: list[bytes]
    """Each a `Route` in MessagePack."""
    route: bytes
    """uint32: index into `routes`."""
    tick: bytes
    """uint32: event time in the catalog's resolution (minutes, unless it says otherwise) since the epoch."""
    subject: bytes
    """uint64: first 8 bytes of the keyed hash of the subject."""
    id: bytes
    """uint64: hash of the event id."""
    content: bytes
    """uint64: hash of the payload; tells a repeated event from a conflicting one."""
    offset: bytes
    """int64: where the event stands in its raw partition."""


class Admitted(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """dedupe → count. Facts seen for the first time whose subjects belong to one count partition."""

    source: int
    """The dedupe partition that sends."""
    mark: int
    newest: int
    """The lowest of all raw partitions; 0 until each of them was heard."""
    routes: list[bytes]
    """Each a `Route` in MessagePack."""
    route: bytes
    """uint32: index into `routes`."""
    tick: bytes
    """uint32."""
    subject: bytes
    """uint64."""


ScopeKey = tuple[tuple[str, str], ...]
"""A scope as sorted (dimension, value) pairs; `()` is everything."""


class Changes(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """count → compose. What one step added to the cells of the scopes of one compose partition."""

    source: int
    """The count partition that sends."""
    mark: int
    head: int
    """Newest tick this count partition has counted (-1: none yet)."""
    scopes: list[ScopeKey]
    indicators: list[str]
    scope: bytes
    """uint32, index into `scopes`; one entry per changed count cell, as the next three."""
    indicator: bytes
    """uint16, index into `indicators`."""
    tick: bytes
    """uint32."""
    added: bytes
    """int64: events added to the cell."""
    distinct_scope: bytes
    """uint32, index into `scopes`; one entry per changed distinct cell, as the next four."""
    distinct_indicator: bytes
    """uint16."""
    grain: bytes
    """uint8, index into `GRAINS`."""
    day: bytes
    """int32: a day (days since the epoch, in the reporting zone) of the bucket."""
    distinct_added: bytes
    """int64: subjects seen for the first time in the bucket."""


GRAINS = ("day", "week", "month", "quarter", "year", "all")
