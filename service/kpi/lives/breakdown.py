"""Indicators that are broken down alike: the values of one breakdown meet again in lives that differ in all others."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from schemas.definitions import Lived
from schemas.facts import Dimension
from service.kpi.lives.profiles import Profile
from service.kpi.lives.vocabulary import Vocabulary

_REMEMBERED = 1 << 14

SlotsOf = Callable[[int, Lived, Profile, Mapping[str, Dimension]], Sequence[int]]
"""The slots of an indicator (its position, and itself) for what stands in front of the values, and for dimensions."""


class Breakdown:
    """The indicators of one entry of `by`, or of everything; `mine` say nothing else."""

    def __init__(self, mine: Mapping[int, Lived], vocabulary: Vocabulary, front: int, slots_of: SlotsOf) -> None:
        """`front`: how many numbers of a profile stand in front of its values."""
        self._mine, self._vocabulary, self._front, self._slots_of = mine, vocabulary, front, slots_of
        read = {name for each in mine.values() for name in (*each.where, *(n for by in each.by for n in by.split("+")))}
        self._read = sorted(read)
        places = [*range(front), *(front + vocabulary.dimensions.index(name) for name in self._read)]
        self._pick: Callable[[Profile], Any] = itemgetter(slice(front)) if not read else itemgetter(*places)
        self._known = lru_cache(maxsize=_REMEMBERED)(self._compiled)

    def slots(self, profile: Profile) -> list[int]:
        """The slots of lives with this profile."""
        return self._known(self._pick(profile))

    def clear(self) -> None:
        """Slots or the numbers in profiles mean something else from now on."""
        self._known.cache_clear()

    def _compiled(self, picked: Profile) -> list[int]:
        front, values = picked[: self._front], picked[self._front :]
        dimensions = dict(zip(self._read, map(self._vocabulary.value_of, values), strict=True))
        return [slot for i, each in self._mine.items() for slot in self._slots_of(i, each, front, dimensions)]


def broken_down(mine: Mapping[int, Lived]) -> Iterator[Mapping[int, Lived]]:
    """Indicators, by their positions, for each breakdown that some of them have: what each of them says of it alone."""
    found: defaultdict[str, dict[int, Lived]] = defaultdict(dict)
    for position, each in mine.items():
        if each.overall:
            found[""][position] = each.model_copy(update={"by": ()})
        for names in each.by:
            found["+".join(sorted(names.split("+")))][position] = each.model_copy(
                update={"by": (names,), "overall": False}
            )
    return iter(found.values())
