"""What `kpi.updates` must never say, whatever the raw events are, seen while its log is read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from schemas.updates import Status
from service.verify.compare import Difference


class _Said(msgspec.Struct, gc=False):
    """The part of an update that tells its place in time."""

    revision: int
    status: Status
    as_of: datetime


_decode = msgspec.json.Decoder(_Said).decode


@dataclass
class History:
    """Follows every key through the log. A record that cannot be read is not its affair."""

    revisions: dict[bytes, int] = field(default_factory=dict)
    """Key → revision of its newest record."""
    final: set[bytes] = field(default_factory=set)
    """Keys that were called final."""
    broken: dict[tuple[bytes, str], Difference] = field(default_factory=dict)
    """Key and field → the first break of a promise."""
    newest: tuple[datetime, bytes] | None = None
    """The latest `as_of`, and the key that says so."""

    def follow(self, key: bytes, value: bytes) -> None:
        """Take the next record of the log."""
        try:
            said = _decode(value)
        except msgspec.MsgspecError:
            return
        self._revision(key, said.revision)
        self._status(key, said.status)
        if self.newest is None or said.as_of > self.newest[0]:
            self.newest = said.as_of, key

    def differences(self, head: datetime | None) -> Iterator[Difference]:
        """Every promise broken so far; `head` is the start of the newest tick that was counted."""
        yield from self.broken.values()
        if self.newest and (head is None or self.newest[0] > head):
            found, key = self.newest
            yield Difference(_name(key), "as_of", _at_most(head), found.astimezone(UTC))

    def _revision(self, key: bytes, revision: int) -> None:
        before = self.revisions.get(key, 0)
        if revision <= before:
            self._break(key, "revision", f"above {before}", revision)
        self.revisions[key] = revision

    def _status(self, key: bytes, status: Status) -> None:
        if status == "final":
            self.final.add(key)
        elif key in self.final:
            self._break(key, "status", "final, as before", status)

    def _break(self, key: bytes, what: str, expected: object, found: object) -> None:
        self.broken.setdefault((key, what), Difference(_name(key), what, expected, found))


def _name(key: bytes) -> str:
    return key.decode(errors="replace")


def _at_most(head: datetime | None) -> object:
    return "nothing, for no event was counted" if head is None else head
