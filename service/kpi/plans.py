"""What a route adds to: its slots. A slot is one indicator in one scope, as a small int."""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec
import numpy as np
import xxhash
from numpy.typing import NDArray

from schemas.definitions import CountIndicator, DistinctIndicator, Folded, Scoped, SumIndicator
from schemas.facts import Dimension, Route, ScopeKey
from schemas.money import CURRENCY
from schemas.rates import RATE_SET
from service.kpi.catalog import Catalog
from service.kpi.columns import Ints, Names, Rows
from service.kpi.needs import folded
from service.kpi.scopes import scope_hash, scope_json, scopes_of

Slot = tuple[ScopeKey, int]
"""A scope and the position of an indicator in `Plans.indicators`."""

Reading = tuple[str, Sequence[str]]
"""The role and the event types of the facts that a reader reads."""

_PLACE_BITS = 8
"""A summed slot goes with the place of its measure among those of the route."""

_decode_route = msgspec.msgpack.Decoder(Route).decode


class Slots:
    """Gives each indicator in each scope a small int."""

    def __init__(self, indicators: Sequence[str], into: Mapping[str, Collection[str]] | None = None) -> None:
        """`into`: by indicator the currencies in which its money is put together."""
        self._names = Names[Slot](self._describe)
        self.scopes = Names[ScopeKey](self._hash)
        self.currencies = Names[str]()
        self._indicators = [name.encode() for name in indicators]
        self._into = {i: sorted((into or {}).get(name, ())) for i, name in enumerate(indicators)}
        self.wholes = Rows()
        """The scopes in which that of each slot is put together with those of other currencies."""
        self._scope, self._indicator = array("q"), array("q")
        self._currency = array("q")
        self._salts, self._hashes = array("Q"), array("Q")
        self._packed: tuple[Ints, Ints, NDArray[np.uint64], Ints] | None = None

    def of(self, position: int, scoped: Scoped, dimensions: Mapping[str, Dimension]) -> list[int]:
        """The slots of an indicator (`scoped`, at a position) for these dimensions."""
        return [self._names.id((scope, position)) for scope in scopes_of(scoped, dimensions)]

    @property
    def scope(self) -> Ints:
        """The scope of each slot."""
        return self._columns()[0]

    @property
    def indicator(self) -> Ints:
        """The indicator of each slot."""
        return self._columns()[1]

    @property
    def currency(self) -> Ints:
        """The currency of each slot that is put together with others, as a position in `currencies`."""
        return self._columns()[3]

    @property
    def salt(self) -> NDArray[np.uint64]:
        """What makes a subject's key in each slot its own."""
        return self._columns()[2]

    def scope_hashes(self) -> NDArray[np.uint64]:
        """The hash of each scope."""
        return np.array(self._hashes, np.uint64)

    def clear(self) -> None:
        """Forget all slots and scopes; every int given out is void."""
        self._names.clear()
        self.scopes.clear()
        self.currencies.clear()
        self.wholes.clear()
        for column in (self._scope, self._indicator, self._currency, self._salts, self._hashes):
            del column[:]
        self._packed = None

    def _describe(self, slot: Slot) -> None:
        scope, position = slot
        self._scope.append(self.scopes.id(scope))
        self._indicator.append(position)
        self._salts.append(xxhash.xxh3_64_intdigest(scope_json(scope) + self._indicators[position]))
        currency = dict(scope).get(CURRENCY, "")
        self.wholes.append([self._in(scope, other) for other in self._into[position]] if currency else ())
        self._currency.append(self.currencies.id(currency))
        self._packed = None

    def _in(self, scope: ScopeKey, currency: str) -> int:
        return self.scopes.id(tuple((name, currency if name == CURRENCY else value) for name, value in scope))

    def _hash(self, scope: ScopeKey) -> None:
        self._hashes.append(scope_hash(scope))

    def _columns(self) -> tuple[Ints, Ints, NDArray[np.uint64], Ints]:
        if self._packed is None:
            given = (self._scope, self._indicator, self._currency)
            scope, indicator, currency = (np.array(column, np.int64) for column in given)
            self._packed = scope, indicator, np.array(self._salts, np.uint64), currency
        return self._packed


class Plans:
    """Compiles each route once into the slots that it counts in, adds its measures to, and counts its subject in."""

    def __init__(self, catalog: Catalog, readers: Sequence[Reading] = ()) -> None:
        """`readers`: what else is read, by number."""
        self.indicators = folded(catalog)
        self._readers = readers
        self.slots = Slots(self.indicators, catalog.put_together)
        self.counted, self.summed, self.distinct = Rows(), Rows(), Rows()
        self.read = Rows()
        """Which readers read the facts of a route, by their number."""
        self.rates: dict[int, tuple[str, str]] = {}
        """The routes that tell rates: from which currency to which."""
        self.routes = Names[bytes](self._compile)
        self._catalog = catalog
        self._folded = [(i, each) for i, each in self._all() if isinstance(each, Folded)]
        self._measures = array("q")

    def measures(self) -> Ints:
        """How many measures each route has."""
        return np.array(self._measures, np.int64)

    def addends(self, route: Ints) -> tuple[Ints, Ints, Ints]:
        """What these routes add up: the position in `route`, the slot, and which of the route's measures."""
        owner, packed = self.summed.expand(route)
        return owner, packed >> _PLACE_BITS, packed & ((1 << _PLACE_BITS) - 1)

    def recycle(self) -> bool:
        """Between two steps: start anew if there are too many routes to keep; whether that was so."""
        full = self.routes.full or self.slots.scopes.full
        if full:
            for part in (self.counted, self.summed, self.distinct, self.read, self.routes, self.slots):
                part.clear()
            self.rates.clear()
            del self._measures[:]
        return full

    def _all(self) -> Iterator[tuple[int, Scoped]]:
        for position, name in enumerate(self.indicators):
            indicator = self._catalog.indicators[name]
            if isinstance(indicator, Scoped):
                yield position, indicator

    def _compile(self, encoded: bytes) -> None:
        kind, role, pairs, measures = _decode_route(encoded)
        main, dimensions = self._catalog.roles[kind][0].name == role, dict(pairs)
        counted, summed, distinct = list[int](), list[int](), list[int]()
        if kind == RATE_SET:
            self.rates[len(self._measures)] = str(dimensions["from_currency"]), str(dimensions["to_currency"])
        for position, indicator in self._folded:
            if _counts(indicator, role, main) and kind in indicator.on and holds(indicator, dimensions):
                slots = self.slots.of(position, indicator, dimensions)
                match indicator:
                    case CountIndicator():
                        counted += slots
                    case SumIndicator(measure=measure):
                        summed += [slot << _PLACE_BITS | measures.index(measure) for slot in slots]
                    case DistinctIndicator():
                        distinct += slots
        self.counted.append(counted)
        self.summed.append(summed)
        self.distinct.append(distinct)
        self.read.append([n for n, (of, on) in enumerate(self._readers) if of == role and kind in on])
        self._measures.append(len(measures))


def holds(scoped: Scoped, dimensions: Mapping[str, Dimension]) -> bool:
    """Whether these dimensions are those of an indicator's `where`."""
    return all(dimensions[name] == value for name, value in scoped.where.items())


def _counts(indicator: Folded, role: str, main: bool) -> bool:
    """Whether an indicator sees the facts of a role: events are counted by their main one, subjects by their own."""
    if isinstance(indicator, DistinctIndicator) and indicator.of is not None:
        return indicator.of == role
    return main
