"""Dimensions that are made of others: readings of text, and what is derived of fields, readings and each other."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from schemas.facts import Dimension
from service.kpi.derive.readings import Readings, Values, field_of, getter, leaf_order, teller


@dataclass(frozen=True)
class Derived:
    """A dimension made of fields, readings and other derivations; asked only about new values of these."""

    inputs: tuple[str, ...]
    value: Callable[[Mapping[str, Dimension]], Dimension]


@dataclass(frozen=True)
class Derivations:
    """All of them, by name; any other name is a raw field, and so is a derivation's own name among its inputs."""

    readings: Readings
    derived: Mapping[str, Derived]

    def __len__(self) -> int:
        return len(self.readings) + len(self.derived)

    def leaves(self, names: Iterable[str]) -> tuple[str, ...]:
        """The raw fields and readings that dimensions rest on, each once, in the order in which they are got."""
        found = {leaf for name in names for leaf in self._leaves(name)}
        return tuple(sorted(found, key=lambda leaf: leaf_order(leaf, self.readings)))

    def fields(self, name: str) -> set[str]:
        """The raw fields that a dimension rests on: an event type without one of them has no such dimension."""
        return {field_of(leaf, self.readings) for leaf in self._leaves(name)}

    def made_of(self, fields: Collection[str]) -> "Derivations":
        """Those that events with these fields have; where one is not made, its name is that of a raw field again."""
        made = {name for name in (*self.readings, *self.derived) if self.fields(name) <= set(fields)}
        readings = {name: each for name, each in self.readings.items() if name in made}
        return Derivations(readings, {name: each for name, each in self.derived.items() if name in made})

    def value(self, name: str, leaves: Mapping[str, Dimension]) -> Dimension:
        """A dimension of an event with these leaves."""
        return self._value(name, leaves, {})

    def _value(self, name: str, leaves: Mapping[str, Dimension], done: dict[str, Dimension]) -> Dimension:
        if name not in self.derived:
            return leaves[name]
        if name not in done:
            derived = self.derived[name]
            inputs = {p: leaves[p] if p == name else self._value(p, leaves, done) for p in derived.inputs}
            done[name] = derived.value(inputs)
        return done[name]

    def _leaves(self, name: str) -> Iterable[str]:
        if name not in self.derived:
            return (name,)
        return (leaf for p in self.derived[name].inputs for leaf in ((p,) if p == name else self._leaves(p)))


class Deriving:
    """Gives dimensions of the same events again and again; each remembers its values by the leaves that it rests on."""

    def __init__(self, names: Sequence[str], derivations: Derivations) -> None:
        leaves = derivations.leaves(names)
        self.get = getter(leaves, derivations.readings)
        """What the dimensions rest on, of an event."""
        self.told = teller(leaves, derivations.readings)
        """Of events: for each what tells its leaves, the same for the same leaves."""
        self._alone = len(leaves) == 1
        self._dimensions = [_Remembered(name, leaves, derivations) for name in names]

    def __len__(self) -> int:
        return sum(len(dimension.known) for dimension in self._dimensions)

    def values(self, got: Any) -> Values:
        """The dimensions, in order, of an event of which `get` got this."""
        leaves = (got,) if self._alone else got
        return tuple([dimension.of(leaves) for dimension in self._dimensions])

    def forget(self) -> None:
        """Start anew."""
        for dimension in self._dimensions:
            dimension.known.clear()


class _Remembered:
    """One dimension, by the values of its leaves."""

    def __init__(self, name: str, leaves: Sequence[str], derivations: Derivations) -> None:
        self._name, self._derivations = name, derivations
        self._mine = derivations.leaves([name])
        self._pick: Callable[[Values], Any] = itemgetter(*map(leaves.index, self._mine))
        self.known: dict[object, Dimension] = {}

    def of(self, leaves: Values) -> Dimension:
        picked = self._pick(leaves)
        if picked not in self.known:
            values = picked if len(self._mine) > 1 else (picked,)
            self.known[picked] = self._derivations.value(self._name, dict(zip(self._mine, values, strict=True)))
        return self.known[picked]
