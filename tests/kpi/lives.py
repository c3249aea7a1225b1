"""A catalog of entities and visits in words that mean nothing, random facts about them, and the machines they go to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import Any, cast

import msgspec
import numpy as np
from pydantic import TypeAdapter

from schemas.definitions import Entity, Indicator, Lived, Subject, Visit, VisitsIndicator
from schemas.facts import ABSENT, GRAINS, ID, SLOT_SECONDS, TIME, Admitted, Changes, Dimension, Route, ScopeKey
from service.kpi.catalog import Catalog
from service.kpi.count.machine import Count
from service.kpi.derive.derivations import Derivations
from service.kpi.formula.formula import parse_formula
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.period.windows import Grain
from service.kpi.policy import Policy
from service.machine import Record
from tests.kpi.definitions import catalog as small
from tests.kpi.pipeline import POLICY, TOPICS

ZONE = "Europe/Paris"
CALENDAR = ReportingCalendar(ZONE, 60)
START = 1_793_570_400_000  # 2026-11-01, 22:00 UTC: an hour before midnight in Paris
MINUTE = 60_000
DIMENSIONS = {"made": ("shop", "how"), "changed": ("how",), "dropped": (), "returned": ("shop",),
              "seen": ("shop", "how"), "reached": ("shop",)}  # fmt: skip
MEASURES = {"made": ("size", "chance"), "changed": ("size", "chance", "back"), "dropped": (), "returned": ("back",),
            "seen": (), "reached": ()}  # fmt: skip
SUBJECTS = {"thing": ("made", "changed", "dropped", "returned"), "who": ("made", "seen", "reached")}
_WORDS = {"en": "x", "fr": "x"}

Cells = dict[tuple[str, ScopeKey, str, int], int]
"""By indicator, scope, grain (`tick` for what is counted by ticks) and bucket; none is 0."""


@dataclass(frozen=True)
class Event:
    """An event as all machines before count would have told it."""

    id: int
    time: int
    kind: str
    subjects: Mapping[str, int]
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, int | None]


@cache
def catalog() -> Catalog:
    """Every kind of indicator that lives and visits are counted by, and those that ride on their facts."""
    life: dict[str, Any] = {"entity": "thing"}
    given: dict[str, dict[str, Any]] = {
        "made_n": {"kind": "count", "on": ("made",), "by": ("shop", "shop+how")},
        "size_sum": {"kind": "sum", "on": ("made", "changed"), "measure": "size", "by": ("how",)},
        "things": {"kind": "distinct", "on": ("made", "returned"), "by": ("shop",)},
        "whos": {"kind": "distinct", "on": ("made", "seen"), "of": "who", "by": ("shop+how",), "overall": False},
        "open_n": life | {"kind": "entered", "state": "open", "by": ("shop", "shop+how")},
        "closed_size": life | {"kind": "entered", "state": "closed", "at": "entry", "measure": "size", "by": ("how",)},
        "likely": life | {"kind": "entered", "state": ("open", "closed"), "at": "latest", "measure": "size",
                          "weight": "chance", "by": ("shop",), "overall": False},
        "back_at_first": life | {"kind": "entered", "state": "open", "measure": "back", "where": {"how": "hard"}},
        "held": life | {"kind": "holding", "state": "open", "by": ("shop",)},
        "held_likely": life | {"kind": "holding", "state": "open", "measure": "size", "weight": "chance",
                               "by": ("shop+how",), "where": {"shop": "north"}},
        "backs": life | {"kind": "moments", "on": ("returned", "changed"), "measure": "back", "cap": "size",
                         "by": ("shop",)},
        "backs_at_first": life | {"kind": "moments", "on": ("returned", "changed"), "measure": "back", "cap": "size",
                                  "at": "first", "state": ("closed",)},
        "backs_whole": life | {"kind": "moments", "on": "returned", "measure": "back", "state": ("open", "closed")},
        "changes": life | {"kind": "moments", "on": "changed", "where": {"how": "hard"}, "by": ("how",)},
        "stays": {"kind": "visits", "visit": "stay", "by": ("shop", "how")},
        "stay_views": {"kind": "visits", "visit": "stay", "measure": "views", "where": {"shop": "north"}},
        "stay_seconds": {"kind": "visits", "visit": "stay", "measure": "seconds", "by": ("shop",)},
        "looks": {"kind": "visits", "visit": "stay", "short": {"views": 1, "events": 2}, "by": ("shop",)},
        "glances": {"kind": "visits", "visit": "free", "short": {"seconds": 600, "keys": 0}, "measure": "views"},
        "frees": {"kind": "visits", "visit": "free", "by": ("how+shop",)},
        "frees_seconds": {"kind": "visits", "visit": "free", "measure": "seconds"},
        "longs": {"kind": "visits", "visit": "long", "by": ("shop",)},
    }  # fmt: skip
    common = {"unit": "count", "title": _WORDS, "description": _WORDS}
    read = TypeAdapter[dict[str, Indicator]](dict[str, Indicator])
    windows = {"things": ("day", "week", "month", "quarter", "year", "all"), "whos": ("week", "all")}
    base = small()
    kpis = {name: replace_windows(base.kpis["uses"], name, windows[name]) for name in windows}
    return replace(
        base,
        subjects={name: Subject(field=name, on=on) for name, on in SUBJECTS.items()},
        derivations=Derivations({}, {}),
        entities={"thing": Entity(
            subject="thing", set=("size", "chance"), add=("back",),
            states={"made": "open", "dropped": "closed", "returned": "open"},
        )},
        visits={
            "stay": Visit(subject="who", on=SUBJECTS["who"], gap="30m", cut=("shop", "day"), counts="seen"),
            "free": Visit(subject="who", on=("seen", "reached"), gap="30m", cut=("shop", "how"), counts="seen",
                          key=("reached",)),
            "long": Visit(subject="who", on=("seen",), gap="36h", counts="seen"),
        },
        indicators=read.validate_python({name: common | each for name, each in given.items()}),
        kpis=kpis,
        formulas={name: parse_formula(kpi.formula) for name, kpi in kpis.items()},
    )  # fmt: skip


def replace_windows(kpi: Any, formula: str, windows: tuple[str, ...]) -> Any:
    """A KPI with another formula and other windows."""
    return kpi.model_copy(update={"formula": formula, "windows": windows, "by": ()})


def event(random: Random, days: int = 4, subjects: int = 5) -> Event:
    """A random event. Many are of the same millisecond, or exactly a gap apart."""
    kind = random.choice((*DIMENSIONS, "seen", "seen"))
    about = {role: random.randrange(1, subjects + 1) * 0x9E3779B97F4A7C15 % 2**64 for role in roles(kind)}
    if len(about) > 1 and random.random() < 0.3:
        del about["who"]
    return Event(
        id=random.randrange(-(2**63) + 1, 2**63),
        time=START + random.randrange(days * 144) * 10 * MINUTE + random.choice((0, 0, 0, 1, -1, 5_000)),
        kind=kind,
        subjects=about,
        dimensions={name: random.choice(VALUES[name]) for name in DIMENSIONS[kind]},
        measures={name: random.choice(AMOUNTS[name]) for name in MEASURES[kind]},
    )


VALUES: dict[str, tuple[Dimension, ...]] = {"shop": ("north", "south", None), "how": ("hard", "soft", None, None)}
AMOUNTS: dict[str, tuple[int | None, ...]] = {
    "size": (None, 0, 1_250, 10_000, 333_333, -50), "chance": (None, 0, 30, 50, 100), "back": (None, 5_000, 7_777, 1),
}  # fmt: skip


def roles(kind: str) -> list[str]:
    """The roles of an event type, the main one first."""
    return [name for name, on in SUBJECTS.items() if kind in on]


def corrected(random: Random, events: Sequence[Event]) -> Iterator[tuple[int, Event]]:
    """Events with their signs: some are taken back, or stand as something else, some of those once more."""
    standing: list[Event] = []
    for each in events:
        standing.append(each)
        yield 1, each
        while standing and random.random() < 0.4:
            old = standing.pop(random.randrange(len(standing)))
            yield -1, old
            if random.random() < 0.7:
                new = replace(event(random), id=old.id)
                if random.random() < 0.5:
                    new = replace(old, measures={n: random.choice(AMOUNTS[n]) for n in old.measures})
                standing.append(new)
                yield 1, new


def standing(signed: Sequence[tuple[int, Event]]) -> list[Event]:
    """The events that stand, in no order."""
    found: dict[int, Event] = {}
    for sign, each in signed:
        if sign > 0:
            found[each.id] = each
        else:
            del found[each.id]
    return list(found.values())


@cache
def ordered(role: str, kind: str) -> bool:
    """Whether an entity or a visit reads facts of this role and type."""
    whole = catalog()
    lives = any(isinstance(i, Lived) and whole.entities[i.entity].subject == role for i in whole.indicators.values())
    visits = (whole.visits[i.visit] for i in whole.indicators.values() if isinstance(i, VisitsIndicator))
    return lives or any(visit.subject == role and kind in visit.on for visit in visits)


def packed(signed: Sequence[tuple[int, Event]], partition: int, partitions: int, newest: int = 0) -> Record | None:
    """A record of `admitted` with the facts whose subjects belong to a partition."""
    rows = [
        (sign, each, role)
        for sign, each in signed
        for role in each.subjects
        if each.subjects[role] % partitions == partition
    ]
    if not rows:
        return None
    routes = list(dict.fromkeys(_route(each, role) for _, each, role in rows))
    amounts = [amount for _, each, role in rows for amount in _amounts(each, role)]
    told = Admitted(
        0, newest, newest, routes,
        route=np.array([routes.index(_route(each, role)) for _, each, role in rows], np.uint32).tobytes(),
        tick=np.array([each.time // MINUTE for _, each, _ in rows], np.uint32).tobytes(),
        subject=np.array([each.subjects[role] for _, each, role in rows], np.uint64).tobytes(),
        amounts=np.array(amounts, np.int64).tobytes(),
        sign=b"" if all(sign > 0 for sign, _, _ in rows) else np.array([r[0] for r in rows], np.int8).tobytes(),
    )  # fmt: skip
    return Record(0, 0, msgspec.msgpack.encode(told))


def _route(each: Event, role: str) -> bytes:
    names = tuple(each.measures) if role == roles(each.kind)[0] else ()
    front = (TIME, ID) if ordered(role, each.kind) else ()
    route: Route = (each.kind, role, tuple(sorted(each.dimensions.items())), (*front, *names))
    return msgspec.msgpack.encode(route)


def _amounts(each: Event, role: str) -> list[int]:
    given = each.measures.values() if role == roles(each.kind)[0] else ()
    front = [each.time, each.id] if ordered(role, each.kind) else []
    return [*front, *(ABSENT if amount is None else amount for amount in given)]


@dataclass
class Machines:
    """Count in some partitions: each has its journal, and what all have sent is added up in `cells`."""

    partitions: int = 2
    policy: Policy = POLICY
    cells: Cells = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        self.all = [self._new(p) for p in range(self.partitions)]
        self.snapshots: list[list[bytes] | None] = [None] * self.partitions
        self.steps: list[list[bytes]] = [[] for _ in self.all]

    def step(self, signed: Sequence[tuple[int, Event]], newest: int = 0) -> None:
        """All partitions take facts in, and send what that changes."""
        for p, machine in enumerate(self.all):
            record = packed(signed, p, self.partitions, newest)
            if record is not None:
                machine.apply([record])
                step = machine.drain()
                assert step is not None
                self.steps[p].append(step.change)
                for output in step.outputs:
                    self._add(msgspec.msgpack.decode(output.value, type=Changes))

    def restart(self, p: int) -> None:
        """Lose a machine, and build it again from its journal."""
        self.all[p] = self._new(p)
        snapshot = self.snapshots[p]
        if snapshot is not None:
            self.all[p].load(snapshot)
        for step in self.steps[p]:
            self.all[p].restore(step)

    def keep(self, p: int) -> None:
        """Cut a journal by a snapshot."""
        self.snapshots[p], self.steps[p] = list(self.all[p].snapshot()), []

    def standing(self) -> Cells:
        """The cells that are not 0."""
        return {cell: amount for cell, amount in self.cells.items() if amount}

    def _new(self, p: int) -> Count:
        return Count(p, catalog(), CALENDAR, self.policy, TOPICS, 1)

    def _add(self, changes: Changes) -> None:
        counted = zip(*(np.frombuffer(*each).tolist() for each in (
            (changes.scope, np.uint32), (changes.indicator, np.uint16), (changes.tick, np.uint32),
            (changes.added, np.int64))), strict=True)  # fmt: skip
        for scope, indicator, tick, added in counted:
            assert added
            self.cells[changes.indicators[indicator], changes.scopes[scope], "tick", tick] += added
        turned = zip(*(np.frombuffer(*each).tolist() for each in (
            (changes.distinct_scope, np.uint32), (changes.distinct_indicator, np.uint16), (changes.grains, np.uint8),
            (changes.slot, np.uint32), (changes.distinct_added, np.int64))), strict=True)  # fmt: skip
        for scope, indicator, grains, slot, added in turned:
            assert added
            day = CALENDAR.day(slot * SLOT_SECONDS)
            for grain in (each for number, each in enumerate(GRAINS) if grains >> number & 1):
                bucket = CALENDAR.buckets.one(cast(Grain, grain), day)
                self.cells[changes.indicators[indicator], changes.scopes[scope], grain, bucket] += added
