"""Scopes: which ones a fact belongs to, and where each scope's cells are composed."""

from collections.abc import Iterable, Iterator, Mapping

import orjson
import xxhash

from schemas.facts import Dimension, ScopeKey

EVERYTHING: ScopeKey = ()


def scopes_of(by: Iterable[str], dimensions: Mapping[str, Dimension]) -> Iterator[ScopeKey]:
    """Everything, and one scope for each dimension that the fact has a value for.

    >>> list(scopes_of(["campaign", "place"], {"campaign": "spring", "place": None}))
    [(), (('campaign', 'spring'),)]
    """
    yield EVERYTHING
    for name in by:
        value = dimensions.get(name)
        if value is not None:
            yield ((name, _text(value)),)


def scope_json(scope: ScopeKey) -> bytes:
    """A scope as JSON without spaces.

    >>> scope_json((("campaign", "spring"),))
    b'{"campaign":"spring"}'
    """
    return orjson.dumps(dict(scope))


def scope_hash(scope: ScopeKey) -> int:
    """xxh3-64 of a scope's JSON; modulo the partitions it says where the scope is composed."""
    return xxhash.xxh3_64_intdigest(scope_json(scope))


def _text(value: str | bool) -> str:
    return value if isinstance(value, str) else str(value).lower()
