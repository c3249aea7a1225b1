"""Scopes: which ones a fact belongs to, and where each scope's cells are composed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
import orjson
import xxhash

from schemas.definitions import Kpi, Scoped
from schemas.facts import Dimension, ScopeKey
from service.kpi.columns import Ints, Names

EVERYTHING: ScopeKey = ()


def scopes_of(scoped: Scoped, dimensions: Mapping[str, Dimension]) -> Iterator[ScopeKey]:
    """Everything, if it is counted over all, and a scope for each of `by` whose dimensions all have a value.

    `a+b` is a scope of two dimensions.
    """
    if scoped.overall:
        yield EVERYTHING
    for names in scoped.by:
        each = _split(names)
        given = [(name, _text(value)) for name in each if (value := dimensions.get(name)) is not None]
        if len(given) == len(each):
            yield tuple(given)


def dimensions_of(scoped: Scoped) -> set[str]:
    """The dimensions that an indicator reads."""
    return {*scoped.where, *(name for names in scoped.by for name in _split(names))}


@cache
def _split(names: str) -> tuple[str, ...]:
    return tuple(sorted(names.split("+")))


def exists_in(kind: Iterable[str], kpi: Kpi) -> bool:
    """Whether a KPI exists in scopes of these dimensions: exactly those of one of its `by`, or none of them."""
    dimensions = set(kind)
    return dimensions in [set(by.split("+")) for by in kpi.by] if dimensions else kpi.overall


def scope_json(scope: ScopeKey) -> bytes:
    """A scope as JSON without spaces.

    >>> scope_json((("campaign", "spring"),))
    b'{"campaign":"spring"}'
    """
    return orjson.dumps(dict(scope))


def scope_hash(scope: ScopeKey) -> int:
    """xxh3-64 of a scope's JSON; modulo the partitions it says where the scope is composed."""
    return xxhash.xxh3_64_intdigest(scope_json(scope))


class ScopeTexts:
    """What is looked up for every update of a scope: its JSON, and which dimensions it has."""

    def __init__(self) -> None:
        self.json: list[bytes] = []
        self.kind: Ints = np.zeros(0, np.int64)
        self._kinds = Names[tuple[str, ...]]()

    @property
    def kinds(self) -> Sequence[tuple[str, ...]]:
        """The different sets of dimensions, as `kind` numbers them."""
        return self._kinds.names

    def learn(self, names: Sequence[ScopeKey]) -> None:
        """Take in the scopes that have been added to `names` since the last time."""
        new = names[len(self.json) :]
        if new:
            # The trap: what orjson returns keeps the 4 KB that it was written into. What is kept must be a copy.
            self.json += [bytes(memoryview(scope_json(scope))) for scope in new]
            kinds = self._kinds.ids([tuple(name for name, _ in scope) for scope in new])
            self.kind = np.concatenate((self.kind, kinds))


def _text(value: str | bool) -> str:
    return value if isinstance(value, str) else str(value).lower()
