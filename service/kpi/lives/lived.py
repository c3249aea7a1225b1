"""What each kind of indicator of an entity makes of its lives: entered, holding, moments."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from schemas.definitions import EnteredIndicator, HoldingIndicator, Indicator, Lived, MomentsIndicator
from schemas.facts import Dimension
from service.kpi.columns import Ints
from service.kpi.lives.breakdown import Breakdown, broken_down
from service.kpi.lives.choice import Choice
from service.kpi.lives.entity import Known, Moment, Part, Told, Worth, held
from service.kpi.lives.profiles import Profile, Profiles
from service.kpi.lives.vocabulary import Vocabulary
from service.kpi.plans import Slots, holds


@dataclass(frozen=True)
class Words:
    """What the names of an entity's states and measures are as small ints."""

    slots: Slots
    vocabulary: Vocabulary
    states: Mapping[str, int]

    def measure(self, name: str | None) -> int | None:
        """The column of a measure."""
        return None if name is None else self.vocabulary.measures.index(name)

    def slots_of(
        self, position: int, indicator: Lived, state: int, dimensions: Mapping[str, Dimension]
    ) -> Sequence[int]:
        """The slots of an indicator for a life in this state, with these attributes."""
        wanted = {self.states[name] for name in indicator.state}
        if (wanted and state not in wanted) or not holds(indicator, dimensions):
            return ()
        return self.slots.of(position, indicator, dimensions)


class Kind(ABC):
    """All indicators of a kind that one entity has, by their position among all. They share what each compiles."""

    FRONT = 1
    """How many numbers of a profile stand in front of its values; the last of them is the state."""

    def __init__(self, mine: Mapping[int, Lived], words: Words) -> None:
        self._words = words
        self._breakdowns = [Breakdown(each, words.vocabulary, self.FRONT, self._slots_of) for each in broken_down(mine)]
        self.profiles = Profiles(self._slots)

    @abstractmethod
    def parts(self, told: Told, life: Known, sign: Ints) -> Iterator[Part]:
        """What lives add; `sign`, by fact: −1 takes away what its life added."""

    def forget(self) -> None:
        """Slots or the numbers in profiles mean something else from now on."""
        self.profiles.clear()
        for breakdown in self._breakdowns:
            breakdown.clear()

    def _slots(self, profile: Profile) -> list[int]:
        return [slot for breakdown in self._breakdowns for slot in breakdown.slots(profile)]

    def _slots_of(
        self, position: int, indicator: Lived, front: Profile, dimensions: Mapping[str, Dimension]
    ) -> Sequence[int]:
        return self._words.slots_of(position, indicator, front[-1], dimensions)

    def _indicator(self, slot: Ints) -> Ints:
        return self._words.slots.indicator[slot]


class Entered(Kind):
    """Each life once, at a moment of it."""

    def __init__(self, mine: Mapping[int, EnteredIndicator], words: Words) -> None:
        super().__init__(mine, words)
        self._worth = Choice({i: _worth(each, words) for i, each in mine.items()})
        self._at = Choice({i: each.at for i, each in mine.items()})

    def parts(self, told: Told, life: Known, sign: Ints) -> Iterator[Part]:
        """One entry for each slot of each life."""
        end = life.last
        owner, slot = self.profiles.slots(_profile(life.state[end], life.values[end]))
        amounts, which = life.amounts[end], self._indicator(slot)
        moments = {"first": life.first, "entry": life.entry, "latest": life.last}
        at = self._at.taken(lambda at: moments[at], which, owner)
        worth = self._worth.taken(lambda worth: worth.of(amounts), which, owner)
        yield slot, told.tick[at], worth * sign[end][owner]


class Holding(Kind):
    """Each stretch between two facts of a life: what it holds begins with the one and ends with the other."""

    def __init__(self, mine: Mapping[int, HoldingIndicator], words: Words) -> None:
        super().__init__(mine, words)
        self._worth = Choice({i: _worth(each, words) for i, each in mine.items()})

    def parts(self, told: Told, life: Known, sign: Ints) -> Iterator[Part]:
        """One entry for each slot of each fact, and one that takes it back at the next."""
        row, slot = self.profiles.slots(_profile(life.state, life.values))
        amount = self._worth.taken(lambda worth: worth.of(life.amounts), self._indicator(slot), row)
        return held((slot, told.tick, amount * sign[row]), row, life)


class Moments(Kind):
    """Each fact of some types."""

    FRONT = 2

    def __init__(self, mine: Mapping[int, MomentsIndicator], words: Words) -> None:
        super().__init__(mine, words)
        self._kinds = {i: {words.vocabulary.kinds.index(name) for name in each.on} for i, each in mine.items()}
        self._moment = Choice({i: self._moment_of(i, each) for i, each in mine.items()})
        self._at = Choice({i: each.at for i, each in mine.items()})

    def parts(self, told: Told, life: Known, sign: Ints) -> Iterator[Part]:
        """One entry for each slot of each such fact, with the attributes that its life has at its end."""
        row = np.flatnonzero(np.isin(told.kind, sorted(set().union(*self._kinds.values()))))
        end = life.last[life.life[row]]
        place, slot = self.profiles.slots(_profile(told.kind[row], life.state[end], life.values[end]))
        owner, which = row[place], self._indicator(slot)
        moments = {"event": told.tick, "first": told.tick[life.first[life.life]]}
        tick = self._at.taken(lambda at: moments[at], which, owner)
        yield slot, tick, self._moment.taken(lambda moment: moment.of(told, life), which, owner) * sign[owner]

    def _moment_of(self, position: int, indicator: MomentsIndicator) -> Moment:
        measure, cap = self._words.measure(indicator.measure), self._words.measure(indicator.cap)
        return Moment(tuple(sorted(self._kinds[position])), measure, cap)

    def _slots_of(
        self, position: int, indicator: Lived, front: Profile, dimensions: Mapping[str, Dimension]
    ) -> Sequence[int]:
        if front[0] not in self._kinds[position]:
            return ()
        return super()._slots_of(position, indicator, front, dimensions)


def kinds_of(entity: str, indicators: Mapping[int, Indicator], words: Words) -> tuple[Kind, ...]:
    """What an entity is read for; none of what it is not."""
    mine = {i: each for i, each in indicators.items() if isinstance(each, Lived) and each.entity == entity}
    entered = {i: each for i, each in mine.items() if isinstance(each, EnteredIndicator)}
    holding = {i: each for i, each in mine.items() if isinstance(each, HoldingIndicator)}
    moments = {i: each for i, each in mine.items() if isinstance(each, MomentsIndicator)}
    kinds = (Entered(entered, words), Holding(holding, words), Moments(moments, words))
    return tuple(kind for kind, given in zip(kinds, (entered, holding, moments), strict=True) if given)


def _worth(indicator: EnteredIndicator | HoldingIndicator, words: Words) -> Worth:
    return Worth(words.measure(indicator.measure), words.measure(indicator.weight))


def _profile(*parts: Ints) -> Ints:
    return np.column_stack(parts)
