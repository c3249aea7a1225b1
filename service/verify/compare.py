"""Two views of the same things, side by side: what must be there and what is."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Self, TypeVar

from pydantic import BaseModel

from service.verify.figures import Figures, Key
from service.verify.recount import Refusal
from service.verify.words import ENGLISH, Words

_TOLERANCE = 1e-12

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose two values are not the same. `where` is in a person's words."""

    where: str
    field: str
    expected: object
    found: object


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, what is missing and what is too much, each in a person's words, of `compared` in all."""

    what: str
    compared: int
    differing: tuple[Difference, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    differing_keys: int = 0

    @property
    def equal(self) -> bool:
        """Nothing differs, is missing or is too much."""
        return not (self.differing or self.missing or self.extra)

    def and_also(self, differences: Iterable[Difference]) -> Self:
        """With differences that are not between two values of one key."""
        more = tuple(differences)
        return replace(self, differing=(*self.differing, *more), differing_keys=self.differing_keys + len(more))

    def and_broken(self, lines: Iterable[str]) -> Self:
        """With records that break the contract of their topic."""
        return self.and_also(Difference(line, "the record", "readable", "not readable") for line in lines)


def counts(comparisons: Iterable[Comparison], words: Words = ENGLISH) -> str:
    """How many keys differ, are missing and are too many, in all.

    >>> counts([Comparison("updates", 3, missing=("a",)), Comparison("rejects", 2, extra=("b", "c"))])
    'differing 0 missing 1 extra 2'
    """
    each = [(it.differing_keys, len(it.missing), len(it.extra)) for it in comparisons]
    differing, missing, extra = (str(sum(column)) for column in zip(*each, strict=True))
    return words("counts", differing=differing, missing=missing, extra=extra)


Differ = Callable[[str, V, V], list[Difference]]


def compare(
    what: str,
    expected: Mapping[K, V],
    found: Mapping[K, V],
    name: Callable[[K], str],
    differ: Differ[V],
) -> Comparison:
    """Compare two mappings; `name` writes a key for a person, `differ` finds the fields that differ."""
    shared = sorted(expected.keys() & found.keys(), key=name)
    both = [differ(name(key), expected[key], found[key]) for key in shared]
    return Comparison(
        what,
        compared=len(expected.keys() | found.keys()),
        differing=tuple(difference for differences in both for difference in differences),
        missing=tuple(sorted(name(key) for key in expected.keys() - found.keys())),
        extra=tuple(sorted(name(key) for key in found.keys() - expected.keys())),
        differing_keys=sum(map(bool, both)),
    )


def compare_updates(expected: Mapping[Key, Figures], found: Mapping[Key, Figures]) -> Comparison:
    """The keys of `kpi.updates` and their figures."""
    told = {key: _rolled_on(key, said, expected.get(key)) for key, said in found.items()}
    return compare("updates", expected, told, name_key, _figures_differ)


def _rolled_on(key: Key, said: Figures, now: Figures | None) -> Figures:
    """A rolling window is published when its value changes, not with every tick: until then the earlier one stands."""
    if key.bucket or now is None or not (said.start and said.end and now.start and now.end):
        return said
    earlier = said.end <= now.end and said.end - said.start == now.end - now.start
    return replace(said, start=now.start, end=now.end) if earlier else said


def compare_rejects(expected: Iterable[Refusal], found: Mapping[Refusal, int]) -> Comparison:
    """Every refused record exactly once on `kpi.rejects`."""
    return compare("rejects", dict.fromkeys(expected, 1), found, name_refusal, times_differ)


def name_key(key: Key) -> str:
    """A key of `kpi.updates` for a person.

    >>> name_key(Key("open_rate", (("campaign", "spring"),), "day", "2026-11-24"))
    'open_rate {campaign=spring} day 2026-11-24'
    """
    scope = ", ".join(f"{dimension}={member}" for dimension, member in key.scope)
    return f"{key.kpi} {{{scope}}} {key.window} {key.bucket}".rstrip()


def name_refusal(refusal: Refusal) -> str:
    """A reject for a person.

    >>> name_refusal(("mail", 3, 17, "conflict"))
    'mail/3@17 conflict'
    """
    topic, partition, offset, reason = refusal
    return f"{topic}/{partition}@{offset} {reason}"


def times_differ(where: str, expected: int, found: int) -> list[Difference]:
    """Whether something happened as often as it must."""
    return [] if expected == found else [Difference(where, "times", expected, found)]


def same(expected: object, found: object) -> bool:
    """Equal: integers exactly, floats but for the last digits, everything else as it is.

    >>> same(0.1 + 0.2, 0.3), same(3, 4), same(None, 0.0)
    (True, False, False)
    """
    if isinstance(expected, float) and isinstance(found, float):
        return expected == found or math.isclose(expected, found, rel_tol=_TOLERANCE)
    return (type(expected) is type(found) and expected == found) or _whole(expected, found)


def _whole(expected: object, found: object) -> bool:
    # JSON writes 3.0 for a count's value and 3 for its input; both are the number three.
    return isinstance(expected, int | float) and isinstance(found, int | float) and expected == found


def _figures_differ(where: str, expected: Figures, found: Figures) -> list[Difference]:
    differences: list[Difference] = []
    for each in fields(Figures):
        differences += differences_of(where, each.name, getattr(expected, each.name), getattr(found, each.name))
    return differences


def differences_of(where: str, name: str, expected: object, found: object) -> list[Difference]:
    """Where a field is not what it must be, part by part."""
    parts, found_parts = _parts(expected), _parts(found)
    if parts is None or found_parts is None:
        return [] if same(expected, found) else [Difference(where, name, expected, found)]
    names = sorted(parts.keys() | found_parts.keys())
    pairs = ((part, parts.get(part, "absent"), found_parts.get(part, "absent")) for part in names)
    each = (differences_of(where, f"{name}.{part}", mine, other) for part, mine, other in pairs)
    return [difference for differences in each for difference in differences]


def _parts(value: object) -> Mapping[str, object] | None:
    if isinstance(value, BaseModel):
        return dict(value)
    return value if isinstance(value, Mapping) else None
