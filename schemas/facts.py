"""What flows between the agents, packed in columns: one record holds what one step sends to one partition.

Columns are little-endian numpy buffers of equal length, one entry per fact or cell. Two times (ms since the epoch) go
with them. `mark` is the sender's promise: what it sends later happened, but for lateness, at or after it. A clock may
have moved it, so it says only what is final. `newest` is the newest record timestamp read so far, a function of the log
alone: what it sends later happened at or after `newest` less the retention, so it says what may be forgotten.
"""

import msgspec

Dimension = str | bool | None
Route = tuple[str, str, tuple[tuple[str, Dimension], ...], tuple[str, ...]]
"""Event type, role (the name of the subject), the (name, value) pairs of every dimension that is read, and measures.

On the wire a route is the bytes of its MessagePack: a known one is told by its bytes, and dedupe passes them on.
"""


RETRACTED: Route = ("event_retracted", "", (), ())
"""What takes the facts of an event back, whatever their roles; its id is the unsalted one.

It stands before the facts that correct the event, if any do. Its `tick` is the last one of an event that it may hold
for: that of its own time and the tolerance.
"""

TIME, ID = "time", "id"
"""Measures of what must be put in order: ms since the epoch, and the hash of the event id as int64."""

ABSENT = -(1 << 63)
"""A measure that the event does not give."""

SLOT_SECONDS = 900
"""Of a slot, a quarter of an hour. Every offset of a zone in use is a multiple of it, so days begin with one."""

MAX_SUBJECTS = 4
"""How many subjects an event type may have."""

_SALT = 0xC2B2AE3D27D4EB4F
_UINT64 = (1 << 64) - 1


def salted(identity: int, number: int) -> int:
    """The id of an event's fact about its subject of this number (from 0, in the catalog's order): a uint64.

    >>> salted(7, 0), salted(salted(7, 1), 1)
    (7, 7)
    """
    return identity ^ (_SALT * number & _UINT64)


class Facts(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """ingest → dedupe. Facts of one raw partition whose ids belong to one dedupe partition, in raw order.

    Those of one event follow each other and have one `offset`; the first is that of its main subject, or `RETRACTED`.
    """

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
    """uint64: hash of the event id, salted with the number of the subject; `RETRACTED` has it as it is."""
    content: bytes
    """uint64: hash of the payload; tells a repeated event from a conflicting one."""
    offset: bytes
    """int64: where the event stands in its raw partition."""
    amounts: bytes = b""
    """int64, flat: for each fact as many as its route has measures."""
    version: bytes = b""
    """uint64: 0 for an event, else the rank of its correction; empty: all are 0."""
    horizon: bytes = b""
    """uint32: the tick before which its raw partition took no event any more when it was read; empty: all are 0."""


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
    amounts: bytes = b""
    """int64, flat: for each fact as many as its route has measures."""
    sign: bytes = b""
    """int8: −1 takes an earlier fact back; empty: all are +1."""


ScopeKey = tuple[tuple[str, str], ...]
"""A scope as sorted (dimension, value) pairs; `()` is everything."""


class RateTold(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An exchange rate as an event tells it, or is taken back."""

    source: str
    target: str
    """Currencies: one unit of the source is worth `rate` of the target."""
    day: int
    """The first day that it is valid on: days since 1970-01-01, in the reporting zone."""
    rank: tuple[int, int]
    """The event's time in ms and the hash of its id as int64: of the rates for one day the highest stands."""
    rate: int
    """In parts of one (`schemas.rates`)."""
    sign: int
    """−1 takes it back."""


class _Cells(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What one step added to the cells of the scopes of one compose partition."""

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
    grains: bytes
    """uint8: bit n is `GRAINS[n]`."""
    slot: bytes
    """uint32: a quarter of an hour since the epoch; it tells the bucket of each of the grains."""
    distinct_added: bytes
    """int64: subjects that were first there, in their bucket of each of the grains, at that slot. One that comes to be
    known of an earlier slot is taken away at the later one."""


class Changes(_Cells, array_like=True, frozen=True, gc=False, kw_only=True):
    """count → compose. What one step added to cells, and to money that is put together from all currencies."""

    currencies: list[str] = []
    part_scope: bytes = b""
    """uint32, index into `scopes`: in the currency of this one all are put together. One entry for what was added in
    one currency, as the next four."""
    part_currency: bytes = b""
    """uint16, index into `currencies`."""
    part_indicator: bytes = b""
    """uint16."""
    part_tick: bytes = b""
    """uint32."""
    part_added: bytes = b""
    """int64."""
    rates: list[RateTold] = []
    """For every compose partition alike."""


GRAINS = ("day", "week", "month", "quarter", "year", "all", "fiscal_quarter", "fiscal_year")
"""Each comes after the grain that it is made of. New ones are appended, for numbers in journals stay what they are."""
