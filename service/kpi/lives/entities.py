"""The lives of one entity: facts come and go, and what that changes is added."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from schemas.definitions import Entity, Indicator, Lived, MomentsIndicator
from service.kpi.batch import Batch
from service.kpi.columns import Ints
from service.kpi.lives.entity import Part, Told, known
from service.kpi.lives.lived import Words, kinds_of
from service.kpi.lives.lives import REST, ROUTE, TIME, merged
from service.kpi.lives.reader import Reader
from service.kpi.lives.stretches import NEVER
from service.kpi.lives.vocabulary import Vocabulary
from service.kpi.plans import Slots
from service.kpi.scopes import dimensions_of


class Entities(Reader):
    """Of what a life adds, only what is not what it added before is news: the one is added, the other taken away."""

    def __init__(
        self, name: str, entity: Entity, on: Sequence[str], indicators: Mapping[int, Indicator], slots: Slots, tick: int
    ) -> None:
        """`on`: the event types of its subject; `tick`: ms in one."""
        mine = [each for each in indicators.values() if isinstance(each, Lived) and each.entity == name]
        dimensions = sorted({dimension for each in mine for dimension in dimensions_of(each)})
        super().__init__(name, Vocabulary(on, dimensions, _kept(entity, mine)))
        states = {state: i for i, state in enumerate(dict.fromkeys(entity.states.values()))}
        self._kinds = kinds_of(name, indicators, Words(slots, self._vocabulary, states))
        self._state = np.array([states[entity.states[kind]] if kind in entity.states else NEVER for kind in on])
        self._added = np.array([measure in entity.add for measure in self._vocabulary.measures], np.bool_)
        self._tick = tick

    def fold(self, batch: Batch, mine: Ints, names: Sequence[bytes]) -> Iterator[Part]:
        """Whole lives are folded, before and after."""
        arrived = self._arrived(batch, mine, names)
        lives, owner = np.unique(self._lives.ids(arrived.subject), return_inverse=True)
        before = self._lives.facts(lives)
        after = merged(before, owner, arrived.rows, arrived.sign)
        self._lives.put(lives, *after)
        yield from self._parts(before, after)

    def forget(self, before: int) -> None:
        """Nothing: an event of today may end a life that began long ago."""

    def recompile(self) -> None:
        """Forget what was made of states and attributes."""
        for kind in self._kinds:
            kind.forget()

    def _parts(self, before: tuple[Ints, Ints], after: tuple[Ints, Ints]) -> Iterator[Part]:
        """What lives add as they are, less what they added as they were; folded together, for a call costs as much as
        hundreds of facts."""
        owner, rows = np.concatenate((~before[0], after[0])), np.concatenate((before[1], after[1]))
        if not len(rows):
            return
        tick, route = rows[:, TIME] // self._tick, rows[:, ROUTE]
        kind, values = self._vocabulary.kind[route], self._vocabulary.value[route]
        told = Told(owner, tick, kind, self._state[kind], values, rows[:, REST:])
        life, sign = known(told, self._added), np.where(owner < 0, -1, 1)
        for each in self._kinds:
            yield from each.parts(told, life, sign)


def _kept(entity: Entity, mine: Sequence[Lived]) -> list[str]:
    """The measures of an event that its life keeps."""
    own = [each.measure for each in mine if isinstance(each, MomentsIndicator) and each.measure]
    return list(dict.fromkeys([*entity.set, *entity.add, *own]))
