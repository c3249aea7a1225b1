"""What the routes of facts tell the reader of lives: for each route small ints, compiled once."""

from collections.abc import Sequence

import msgspec
import numpy as np

from schemas.facts import ABSENT, ID, TIME, Dimension, Route
from service.kpi.columns import Ints, Names
from service.kpi.lives.stretches import NEVER

_decode_route = msgspec.msgpack.Decoder(Route).decode


class Vocabulary:
    """Numbers of routes, event types and values. Lives hold routes by number, so these are kept as long as they are."""

    def __init__(self, kinds: Sequence[str], dimensions: Sequence[str], measures: Sequence[str]) -> None:
        """`dimensions` and `measures`: those that the reader keeps, in its order."""
        self.kinds, self.dimensions, self.measures = tuple(kinds), tuple(dimensions), tuple(measures)
        self.clear()

    def clear(self) -> None:
        """Forget all routes and values."""
        self.routes = Names[bytes](self._learn)
        self.values = Names[Dimension]()
        self._kind: list[int] = []
        self._value: list[list[int]] = []
        self._place: list[list[int]] = []
        self._packed: tuple[Ints, Ints, Ints] | None = None

    @property
    def kind(self) -> Ints:
        """The event type of each route, as a position in `kinds`."""
        return self._columns()[0]

    @property
    def value(self) -> Ints:
        """The value of each dimension (a column each) in each route, `NEVER` where it is null."""
        return self._columns()[1]

    def amounts(self, routes: Ints, start: Ints, flat: Ints) -> Ints:
        """A row for each fact: its `TIME`, `ID` and `measures`; `start` is where its amounts begin in `flat`."""
        place = self._columns()[2][routes]
        return np.where(place == NEVER, ABSENT, flat[start[:, None] + np.maximum(place, 0)])

    def dimensions_of(self, values: Sequence[int]) -> dict[str, Dimension]:
        """The dimensions that numbers of values mean."""
        return dict(zip(self.dimensions, map(self.value_of, values), strict=True))

    def value_of(self, number: int) -> Dimension:
        """The value that a number means."""
        return None if number == NEVER else self.values.names[number]

    def _learn(self, encoded: bytes) -> None:
        kind, _, pairs, measures = _decode_route(encoded)
        given, places = dict(pairs), {name: i for i, name in enumerate(measures)}
        values = (given.get(name) for name in self.dimensions)
        self._kind.append(self.kinds.index(kind))
        self._value.append([NEVER if value is None else self.values.id(value) for value in values])
        self._place.append([places[TIME], places[ID], *(places.get(name, NEVER) for name in self.measures)])
        self._packed = None

    def _columns(self) -> tuple[Ints, Ints, Ints]:
        if self._packed is None:
            kind, value, place = (np.array(each, np.int64) for each in (self._kind, self._value, self._place))
            # The number of rows cannot be told from a matrix without columns.
            rows = len(kind)
            self._packed = (
                kind,
                value.reshape(rows, len(self.dimensions)),
                place.reshape(rows, 2 + len(self.measures)),
            )
        return self._packed
