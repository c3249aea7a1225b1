"""The events of a survey to their topic, from where an earlier run has come to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from service.imports.destination import Destination, holds, refuse_too_old
from service.imports.faults import ImportFailed
from service.imports.position import Digest, Memory, Position, hashed
from service.imports.send import send
from service.imports.spool import Event, Spool

Told = Callable[[int], None]
"""Is told how many events are with the broker."""


@dataclass(frozen=True)
class Delivered:
    """How many events the topic has, of which so many were there before; `forgotten`: it has lost those."""

    events: int
    before: int
    forgotten: bool


@dataclass(frozen=True)
class Policy:
    """How events are sent. `again`: all of them, whatever was sent before."""

    retention: timedelta
    again: bool


async def deliver(
    to: Destination, spool: Spool, memory: Memory, policy: Policy, now: datetime, told: Told
) -> Delivered:
    """Send what is not there yet. Raises ImportFailed."""
    position = None if policy.again else memory.recall()
    forgotten = position is not None and not await holds(to, position)
    if forgotten:
        position = None
    events, digest = iter(spool), Digest()
    before = _skipped(events, digest, position)
    if (rest := _peeked(events)) is not None:
        oldest, events = rest
        await refuse_too_old(to, oldest, policy.retention, now)
        await send(to, events, digest, before, _keeping(memory, told))
    return Delivered(len(spool), before, forgotten)


def _skipped(events: Iterator[Event], digest: Digest, position: Position | None) -> int:
    """Pass over what was sent before; the number of those. Raises ImportFailed if these are other events."""
    if position is None:
        return 0
    last = b""
    for _, last in islice(events, position.sent):
        digest.add(last)
    if digest.text != position.digest or hashed(last) != position.last:
        raise ImportFailed("changed", count=position.sent)
    return position.sent


def _peeked(events: Iterator[Event]) -> tuple[int, Iterator[Event]] | None:
    """The time of the first event, and all of them; None if there is none."""
    if (first := next(events, None)) is None:
        return None

    def whole() -> Iterator[Event]:
        yield first
        yield from events

    return first[0], whole()


def _keeping(memory: Memory, told: Told) -> Callable[[Position], None]:
    def keep(position: Position) -> None:
        memory.keep(position)
        told(position.sent)

    return keep
