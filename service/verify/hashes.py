"""The hash of an event id, which decides where nothing else does."""

import xxhash

_RANK_BITS = 20


def order_of(identity: str) -> int:
    """The xxh3-64 as the int64 that has its bits: what orders the events of one millisecond."""
    return int.from_bytes(xxhash.xxh3_64_digest(identity.encode()), "big", signed=True)


def version_of(ms: int, identity: str) -> int:
    """Of two corrections of one event, the higher stands: the later one, in one millisecond that of the higher hash."""
    return ms << _RANK_BITS | order_of(identity) & ((1 << _RANK_BITS) - 1)
