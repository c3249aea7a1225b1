"""The updates of one place: the raw record of each bucket, and which bucket is the newest."""

import re

_VALUE = re.compile(rb'"value":(null|-?[0-9][0-9.eE+-]*)')
_BREACHED = b'"status":"breached"'


class Series:
    """Raw values by bucket; labels of buckets of one window sort by time."""

    __slots__ = ("changed", "newest", "values")

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.newest = ""
        self.changed = 0
        """The mirror's version when this last changed."""

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def raw(self) -> bytes:
        """The update of the newest bucket."""
        return self.values[self.newest]

    @property
    def breached(self) -> bool:
        """Whether the newest value misses its objective. Only an objective's status has that word in this form."""
        return bool(self.values) and _BREACHED in self.values[self.newest]

    def put(self, bucket: str, raw: bytes, version: int) -> None:
        """The last record of a bucket."""
        self.values[bucket] = raw
        self.newest = max(self.newest, bucket)
        self.changed = version

    def drop(self, bucket: str, version: int) -> None:
        """A bucket is no more."""
        self.values.pop(bucket, None)
        self.newest = max(self.values, default="")
        self.changed = version

    def history(self, most: int) -> list[tuple[str, float | None]]:
        """Values of the newest buckets, oldest first: `most` of them at most."""
        return [(bucket, value_of(self.values[bucket])) for bucket in sorted(self.values)[-most:]]


def value_of(raw: bytes) -> float | None:
    """The value in an update, found without reading all of it; None is undefined.

    >>> value_of(b'{"scope":{"value":"x"},"value":0.25,"inputs":{}}')
    0.25
    """
    found = _VALUE.search(raw)
    return None if found is None or found[1] == b"null" else float(found[1])


def as_of(raw: bytes) -> str:
    """Up to when an update had counted: the text of its last field."""
    start = raw.rfind(b'"as_of":"') + 9
    return raw[start : raw.index(b'"', start)].decode()
