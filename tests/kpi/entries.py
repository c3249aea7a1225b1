"""Seeded entries as ingest sends them to dedupe: events of several subjects, and control events about them; and what of
them must stand, computed the plain way.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from schemas.facts import RETRACTED, Admitted, Facts, Route, salted
from service.machine import Output, Record
from tests.kpi.pipeline import TOPICS

FIRST_TICK = 100 * 1440
TICKS = 40
SOURCES = [("things", 0), ("things", 1)]

ROUTES: list[list[Route]] = [
    [("made", "thing", (("shop", "north"),), ("worth",)), ("made", "thing", (("shop", None),), ("worth",))],
    [("made", "maker", (), ()), ("used", "maker", (), ("time", "id"))],
    [("made", "buyer", (("robot", True),), ("a", "b", "c"))],
]
"""By the number of the subject."""

Told = tuple[Route, int, int, tuple[int, ...]]
"""A fact: route, tick, subject, amounts."""


@dataclass(frozen=True)
class Entry:
    """An event (of version 0) or control event, which may hold for events up to the tick `latest`."""

    id: int
    facts: tuple[Told, ...]
    content: int
    version: int = 0
    horizon: int = 0
    latest: int = 0
    source: int = 0

    def rows(self) -> list[tuple[Told, int]]:
        """Its facts as they travel, each with its id."""
        control: list[tuple[Told, int]] = [((RETRACTED, self.latest, 0, ()), self.id)]
        mine = [(fact, salted(self.id, number)) for number, fact in enumerate(self.facts)]
        return (control if self.version else []) + mine


def some(random: Random, ids: int, corrected: float = 0.5) -> list[Entry]:
    """Entries of so many ids, each once, by id and version; some control events are about no event at all."""
    found: list[Entry] = []
    for _ in range(ids):
        identity = random.getrandbits(64)
        if random.random() < 0.9:
            facts = _facts(random)
            horizon = FIRST_TICK + random.choice((-1, 0, random.randrange(facts[0][1] - FIRST_TICK + 1)))
            found.append(Entry(identity, facts, random.getrandbits(64), horizon=horizon))
        if random.random() < corrected:
            versions = random.sample(range(1, 1 << 60), random.randrange(1, 5))
            found += [_control(random, identity, version) for version in versions]
    return [replace(entry, source=random.randrange(2)) for entry in found]


def _control(random: Random, identity: int, version: int) -> Entry:
    horizon = FIRST_TICK + random.choice((-1, 0, 0, random.randrange(TICKS)))
    latest = FIRST_TICK + random.choice((TICKS, TICKS, random.randrange(TICKS)))
    facts = random.choice(((), _facts(random)))
    return Entry(identity, facts, random.getrandbits(64), version, horizon, latest)


def _facts(random: Random) -> tuple[Told, ...]:
    tick, subjects = FIRST_TICK + random.randrange(TICKS), random.choice((1, 1, 2, 3))
    routes = [random.choice(ROUTES[number]) for number in range(subjects)]
    return tuple((route, tick, random.getrandbits(64), _amounts(random, len(route[3]))) for route in routes)


def _amounts(random: Random, number: int) -> tuple[int, ...]:
    return tuple(random.randrange(-(1 << 63), 1 << 63) for _ in range(number))


def records(entries: Sequence[Entry], newest: int = 0) -> list[Record]:
    """One record for each run of entries of one source, in order."""
    runs = groupby(enumerate(entries), key=lambda numbered: numbered[1].source)
    each = [list(run) for _, run in runs]
    return [record([entry for _, entry in run], run[0][0], newest) for run in each]


def record(entries: Sequence[Entry], start: int = 0, newest: int = 0) -> Record:
    """A record of `facts` from the source of the first entry, whose raw offsets begin with `start`."""
    rows = [(entry, offset, *row) for offset, entry in enumerate(entries, start) for row in entry.rows()]
    names = list(dict.fromkeys(_encoded(fact[0]) for _, _, fact, _ in rows))
    columns: dict[str, NDArray[Any]] = {
        "route": np.array([names.index(_encoded(fact[0])) for _, _, fact, _ in rows], np.uint32),
        "tick": np.array([fact[1] for _, _, fact, _ in rows], np.uint32),
        "subject": np.array([fact[2] for _, _, fact, _ in rows], np.uint64),
        "id": np.array([identity for _, _, _, identity in rows], np.uint64),
        "content": np.array([entry.content for entry, *_ in rows], np.uint64),
        "offset": np.array([offset for _, offset, *_ in rows], np.int64),
        "amounts": np.array([amount for _, _, fact, _ in rows for amount in fact[3]], np.int64),
        "version": np.array([entry.version for entry, *_ in rows], np.uint64),
        "horizon": np.array([entry.horizon for entry, *_ in rows], np.uint32),
    }
    buffers: dict[str, Any] = {name: column.tobytes() for name, column in columns.items()}
    if not columns["version"].any():
        buffers["version"] = b""
    packed = Facts(*SOURCES[entries[0].source], 0, newest, names, **buffers)
    return Record(0, 0, msgspec.msgpack.encode(packed))


def _encoded(route: Route) -> bytes:
    return msgspec.msgpack.encode(route)


def net(outputs: Iterable[Output]) -> Counter[Told]:
    """How often each fact was sent, less how often it was taken back; none at all is no entry."""
    found: Counter[Told] = Counter()
    for output in outputs:
        if output.topic == TOPICS.admitted.name:
            for fact, sign in sent(msgspec.msgpack.decode(output.value, type=Admitted)):
                found[fact] += sign
    return Counter({fact: number for fact, number in found.items() if number})


def sent(admitted: Admitted) -> list[tuple[Told, int]]:
    """Facts as they travel to count, with their signs."""
    routes = [msgspec.msgpack.decode(name, type=Route) for name in admitted.routes]
    amounts = iter(np.frombuffer(admitted.amounts, np.int64).tolist())
    places = np.frombuffer(admitted.route, np.uint32).tolist()
    ticks, subjects = np.frombuffer(admitted.tick, np.uint32).tolist(), np.frombuffer(admitted.subject, np.uint64)
    signs = np.frombuffer(admitted.sign, np.int8).tolist() or [1] * len(places)
    rows = zip(places, ticks, subjects.tolist(), signs, strict=True)
    found = [
        ((routes[p], tick, subject, tuple(next(amounts) for _ in routes[p][3])), s) for p, tick, subject, s in rows
    ]
    assert next(amounts, None) is None
    return found


def copies(random: Random, entries: Sequence[Entry], number: int) -> list[Entry]:
    """Some of them again, some by way of another partition, which has come less far or farther."""
    again = random.choices(entries, k=number)
    return [
        replace(entry, source=random.randrange(2), horizon=entry.horizon + random.choice((0, 0, -1, -9, 5)))
        for entry in again
    ]


def standing(entries: Iterable[Entry]) -> Counter[Told]:
    """The facts that must stand, of the first entry of each id and version and the lowest horizon; see 0006."""
    found: Counter[Told] = Counter()
    by_id: dict[int, dict[int, Entry]] = {}
    for entry in entries:
        known = by_id.setdefault(entry.id, {}).setdefault(entry.version, entry)
        by_id[entry.id][entry.version] = replace(known, horizon=min(known.horizon, entry.horizon))
    for versions in by_id.values():
        found.update(_of_one(versions))
    return found


def _of_one(versions: dict[int, Entry]) -> tuple[Told, ...]:
    if 0 not in versions:
        return ()
    event = stands = versions[0]
    tick = lowest = event.facts[0][1]
    for _, entry in sorted(versions.items())[1:]:
        by = entry.facts[0][1] if entry.facts else 1 << 40
        if tick <= entry.latest and event.horizon <= by:
            if entry.horizon <= lowest:
                stands = entry
            lowest = min(lowest, by)
    return stands.facts
