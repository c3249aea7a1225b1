"""The hashes of texts and payloads, as columns."""

from collections.abc import Iterable

import numpy as np
import xxhash

from service.kpi.keys.seen import Keys

hashed = xxhash.xxh3_64_digest
"""The hash of an id or a payload: 8 bytes, big-endian."""


def keys_of(digests: Iterable[bytes]) -> Keys:
    """Hashes as a column."""
    return np.frombuffer(b"".join(digests), ">u8").astype(np.uint64)


def ids_of(names: Iterable[str]) -> Keys:
    """The hashes of ids."""
    return keys_of([hashed(name.encode()) for name in names])
