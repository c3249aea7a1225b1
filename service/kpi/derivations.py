"""Dimensions that are made of others: what is read out of text fields, and what is derived of fields and readings."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from schemas.facts import Dimension


@dataclass(frozen=True)
class Reading:
    """A small part of a long text field, such as the host of a URL, or the band of a number.

    It is read at once from every event, so that what is remembered of an event are its few hosts and tags and not
    its many URLs.
    """

    field: str
    read: Callable[[Any], Dimension]


@dataclass(frozen=True)
class Derived:
    """A dimension made of fields, readings and other derivations; asked only about new values of these."""

    inputs: tuple[str, ...]
    value: Callable[[Mapping[str, Dimension]], Dimension]


@dataclass(frozen=True)
class Derivations:
    """All of them, by name; any other name is a raw field, and so is a derivation's own name among its inputs."""

    readings: Mapping[str, Reading]
    derived: Mapping[str, Derived]

    def __len__(self) -> int:
        return len(self.readings) + len(self.derived)

    def leaves(self, name: str) -> Iterable[str]:
        """The raw fields and readings that a dimension rests on."""
        if name not in self.derived:
            return (name,)
        return (leaf for part in self.derived[name].inputs for leaf in self._leaves_in(name, part))

    def fields(self, name: str) -> Set[str]:
        """The raw fields that an event must have to have a dimension."""
        return {self.readings[leaf].field if leaf in self.readings else leaf for leaf in self.leaves(name)}

    def getter(self, leaves: Sequence[str]) -> Callable[[Any], Any]:
        """A function of an event that gives its leaves: a tuple, or the value itself of a single one."""
        if not leaves:
            return _nothing
        fields = [self.readings[leaf].field if leaf in self.readings else leaf for leaf in leaves]
        get = attrgetter(*fields)
        if not self.readings.keys() & set(leaves):
            return get
        reads: list[Callable[[Any], Dimension]] = [
            self.readings[leaf].read if leaf in self.readings else _as_it_is for leaf in leaves
        ]
        if len(leaves) == 1:
            return lambda event: reads[0](get(event))
        return lambda event: tuple([read(text) for read, text in zip(reads, get(event), strict=True)])

    def _leaves_in(self, name: str, part: str) -> Iterable[str]:
        return (part,) if part == name else self.leaves(part)


class Deriving:
    """Gives the values of dimensions, and remembers those of derivations by the leaves that they rest on."""

    def __init__(self, derivations: Derivations) -> None:
        self._derived = derivations.derived
        self._leaves = {name: tuple(dict.fromkeys(derivations.leaves(name))) for name in self._derived}
        self._known: dict[tuple[Dimension, ...], Dimension] = {}

    def __len__(self) -> int:
        return len(self._known)

    def value(self, name: str, leaves: Mapping[str, Dimension]) -> Dimension:
        """A dimension of an event with these leaves."""
        if name not in self._derived:
            return leaves[name]
        key = name, *[leaves[leaf] for leaf in self._leaves[name]]
        if key not in self._known:
            self._known[key] = self._derive(name, leaves)
        return self._known[key]

    def forget(self) -> None:
        """Start anew."""
        self._known.clear()

    def _derive(self, name: str, leaves: Mapping[str, Dimension]) -> Dimension:
        derived = self._derived[name]
        inputs = {part: leaves[part] if part == name else self.value(part, leaves) for part in derived.inputs}
        return derived.value(inputs)


def _as_it_is(value: Any) -> Any:
    return value


def _nothing(_: object) -> tuple[()]:
    return ()
