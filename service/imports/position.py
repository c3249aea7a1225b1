"""How far an import has come, remembered so that a second run goes on instead of beginning again.

It only saves time. What keeps a second run from counting twice are the ids: an event that is sent again is dropped.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import xxhash


@dataclass(frozen=True)
class Position:
    """So many events, in the order of time, are with the broker.

    `digest` is that of their payloads, so it tells whether a file still begins with them. `partition`, `offset` and
    `last` (hash of the payload) name the record of the last one, which tells whether the topic still is the one that
    they were sent to.
    """

    sent: int
    digest: str
    partition: int
    offset: int
    last: str


class Digest:
    """The digest of payloads, one after the other."""

    def __init__(self) -> None:
        self._hash = xxhash.xxh3_128()

    def add(self, payload: bytes) -> None:
        """Take the next."""
        self._hash.update(len(payload).to_bytes(4, "little"))
        self._hash.update(payload)

    @property
    def text(self) -> str:
        """Of all so far."""
        return self._hash.hexdigest()


def hashed(payload: bytes) -> str:
    """The hash of one payload."""
    return xxhash.xxh3_128_hexdigest(payload)


class Memory:
    """Where the position of one file on one topic is kept."""

    def __init__(self, folder: Path, topic: str, file: str) -> None:
        self._place = folder / "imports" / f"{topic}.{file}.json"

    def recall(self) -> Position | None:
        """The position; None where there is none, or none that can be read."""
        try:
            return Position(**json.loads(self._place.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, position: Position) -> None:
        """Remember, whole or not at all."""
        self._place.parent.mkdir(parents=True, exist_ok=True)
        beside = self._place.with_suffix(".new")
        beside.write_text(json.dumps(asdict(position)), encoding="utf-8")
        os.replace(beside, self._place)  # noqa: PTH105 - the atomic one, by its name
