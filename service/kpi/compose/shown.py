"""Which scopes are shown where there are more of the same dimensions than there is room for; the rest is added up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from service.kpi.columns import Ints, grouped
from service.kpi.compose.now import Now
from service.kpi.compose.rest import Adder, Crowd, Together, together

_PARTITION_BITS = 8

Members = dict[int, Ints]
"""The lines of a crowd, by the number of their partition's `Now`."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much is shown."""

    series: int
    """Most series of a KPI over one window and set of dimensions, with those of the rest."""
    apart: frozenset[str]
    """Dimensions over whose values nothing may be added up."""


def with_room(nows: Sequence[Now], room: Room, adder: Adder) -> list[Now]:
    """The same without the lines that there is no room for, all of these partitions together.

    Done to each partition alone first, it leaves what is shown in the end, and not much more.
    """
    hidden: dict[int, list[Ints]] = defaultdict(list)
    for crowd, members in _crowds(nows).items():
        for number, lines in _too_many(nows, crowd, members, room):
            hidden[number].append(lines)
    return [_without(now, _joined(hidden[number]), room, adder) for number, now in enumerate(nows)]


def _joined(parts: Sequence[Ints]) -> Ints:
    """Crowds have no lines in common."""
    return np.concatenate([np.zeros(0, np.int64), *parts])


def _crowds(nows: Sequence[Now]) -> dict[Crowd, Members]:
    crowds: dict[Crowd, Members] = defaultdict(dict)
    for number, now in enumerate(nows):
        for crowd, lines in _of(now, np.arange(len(now.kind))):
            crowds[crowd][number] = lines
    return crowds


def _of(now: Now, lines: Ints) -> Iterator[tuple[Crowd, Ints]]:
    """Lines by their crowd."""
    kinds = len(now.kinds)
    for key, places in grouped(now.page.window[lines] * kinds + now.kind[lines]):
        yield (key // kinds, now.kinds[key % kinds]), lines[places]


def _too_many(nows: Sequence[Now], crowd: Crowd, members: Members, room: Room) -> Iterable[tuple[int, Ints]]:
    """The lines of a crowd that there is no room for."""
    rests = [(each, rest.scopes) for now in nows for each, rest in now.rests.items() if each.crowd == crowd]
    if sum(map(len, members.values())) + sum(scopes for _, scopes in rests) <= room.series:
        return
    standing = {each for number, lines in members.items() for each, _ in _together(nows[number], lines, room)}
    order = [nows[number].order[lines] << _PARTITION_BITS | number for number, lines in members.items()]
    standing.update(each for each, _ in rests)
    last = _last(np.concatenate(order), room.series - len(standing))
    for (number, lines), mine in zip(members.items(), order, strict=True):
        yield number, lines[mine > last]


def _last(order: Ints, most: int) -> int:
    """The highest of the `most` lowest of different numbers from 0 up."""
    if most <= 0:
        return -1
    return int(np.partition(order, most - 1)[most - 1] if most < len(order) else order.max())


def _together(now: Now, lines: Ints, room: Room) -> Iterator[tuple[Together, Ints]]:
    """Lines of one crowd by what they are added up with."""
    first = now.scope(int(lines[0]))
    window = int(now.page.window[lines[0]])
    if room.apart.isdisjoint(name for name, _ in first):
        yield together(window, first, room.apart), lines
        return
    by_scope: dict[Together, list[int]] = defaultdict(list)
    for line in lines.tolist():
        by_scope[together(window, now.scope(line), room.apart)].append(line)
    yield from ((each, np.array(mine)) for each, mine in by_scope.items())


def _without(now: Now, hidden: Ints, room: Room, adder: Adder) -> Now:
    if not len(hidden):
        return now
    rests = dict(now.rests)
    for _, lines in _of(now, hidden):
        for each, mine in _together(now, lines, room):
            rest = adder(now.page.value[mine], now.page.wanted[mine], *now.steered(mine))
            rests[each] = rests[each] + rest if each in rests else rest
    shown = np.ones(len(now.kind), np.bool_)
    shown[hidden] = False
    return now.only(np.flatnonzero(shown), rests)
