"""What a route adds to: its slots. A slot is one indicator in one scope, as a small int."""

from array import array
from collections.abc import Iterator

import msgspec
import numpy as np
import xxhash
from numpy.typing import NDArray

from schemas.definitions import DistinctIndicator, Folded
from schemas.facts import Dimension, Route, ScopeKey
from service.kpi.catalog import Catalog
from service.kpi.columns import Ints, Names, Rows
from service.kpi.needs import folded
from service.kpi.scopes import scope_hash, scope_json, scopes_of

Slot = tuple[ScopeKey, int]
"""A scope and the position of an indicator in `Plans.indicators`."""

_decode_route = msgspec.msgpack.Decoder(Route).decode


class Plans:
    """Compiles each route once into the slots that it counts in and those that it counts subjects in."""

    def __init__(self, catalog: Catalog) -> None:
        self.indicators = folded(catalog)
        self.counted, self.distinct = Rows(), Rows()
        self.routes = Names[bytes](self._compile)
        self.scopes = Names[ScopeKey](self._hash)
        self._slots = Names[Slot](self._describe)
        self._indicators = [(i, catalog.indicators[name]) for i, name in enumerate(self.indicators)]
        self._scope, self._indicator = array("q"), array("q")
        self._salts, self._hashes = array("Q"), array("Q")
        self._packed: tuple[Ints, Ints, NDArray[np.uint64]] | None = None

    @property
    def scope(self) -> Ints:
        """The scope of each slot."""
        return self._columns()[0]

    @property
    def indicator(self) -> Ints:
        """The indicator of each slot."""
        return self._columns()[1]

    @property
    def salt(self) -> NDArray[np.uint64]:
        """What makes a subject's key in each slot its own."""
        return self._columns()[2]

    def scope_hashes(self) -> NDArray[np.uint64]:
        """The hash of each scope."""
        return np.array(self._hashes, np.uint64)

    def recycle(self) -> None:
        """Between two steps: start anew if there are too many routes to keep."""
        if self.routes.full or self.scopes.full:
            for part in (self.counted, self.distinct, self.routes, self.scopes, self._slots):
                part.clear()
            for column in (self._scope, self._indicator, self._salts, self._hashes):
                del column[:]
            self._packed = None

    def _compile(self, encoded: bytes) -> None:
        kind, _, pairs, _ = _decode_route(encoded)
        counted, distinct = list[int](), list[int]()
        for slot, indicator in self._slots_of(kind, dict(pairs)):
            (distinct if isinstance(indicator, DistinctIndicator) else counted).append(slot)
        self.counted.append(counted)
        self.distinct.append(distinct)

    def _slots_of(self, kind: str, dimensions: dict[str, Dimension]) -> Iterator[tuple[int, Folded]]:
        for position, indicator in self._indicators:
            if isinstance(indicator, Folded) and holds(indicator, kind, dimensions):
                for scope in scopes_of(indicator.by, dimensions):
                    yield self._slots.id((scope, position)), indicator

    def _describe(self, slot: Slot) -> None:
        scope, position = slot
        name = self.indicators[position].encode()
        self._scope.append(self.scopes.id(scope))
        self._indicator.append(position)
        self._salts.append(xxhash.xxh3_64_intdigest(scope_json(scope) + name))
        self._packed = None

    def _hash(self, scope: ScopeKey) -> None:
        self._hashes.append(scope_hash(scope))

    def _columns(self) -> tuple[Ints, Ints, NDArray[np.uint64]]:
        if self._packed is None:
            columns = (np.array(self._scope, np.int64), np.array(self._indicator, np.int64))
            self._packed = *columns, np.array(self._salts, np.uint64)
        return self._packed


def holds(indicator: Folded, kind: str, dimensions: dict[str, Dimension]) -> bool:
    """Whether an indicator counts a fact of this type with these dimensions."""
    return kind in indicator.on and all(dimensions[name] == value for name, value in indicator.where.items())
