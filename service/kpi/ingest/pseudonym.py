"""Direct identifiers become keyed hashes, which only the holder of the key can make again."""

import hashlib
from collections.abc import Sequence

_BLOCK = 64  # bytes, of SHA-256
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


class Pseudonym:
    """HMAC-SHA-256 of the lower-case identifier, its first 8 bytes, big-endian.

    >>> pseudonym = Pseudonym(b"key")
    >>> pseudonym.digest("Ada@example.org") == pseudonym.digest("ada@example.org")
    True
    """

    def __init__(self, key: bytes, remembered: int = 1 << 17) -> None:
        padded = (key if len(key) <= _BLOCK else hashlib.sha256(key).digest()).ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(padded.translate(_INNER))
        self._outer = hashlib.sha256(padded.translate(_OUTER))
        self._remembered = remembered
        self.known: dict[str, bytes] = {}
        """Identifiers and their hashes; those who are in a hurry look here first."""

    def digest(self, identifier: str) -> bytes:
        """The pseudonym as 8 bytes, big-endian."""
        known = self.known.get(identifier)
        return self._hash(identifier) if known is None else known

    def digests(self, identifiers: Sequence[str]) -> list[bytes]:
        """The pseudonyms of many."""
        known = list(map(self.known.get, identifiers))
        return [self.digest(who) if it is None else it for who, it in zip(identifiers, known, strict=True)]

    def _hash(self, identifier: str) -> bytes:
        if len(self.known) >= self._remembered:
            self.known.clear()
        # Copies of contexts that have the key in them already: less than half the cost of hmac.digest.
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(identifier.lower().encode())
        outer.update(inner.digest())
        digest = self.known[identifier] = outer.digest()[:8]
        return digest
