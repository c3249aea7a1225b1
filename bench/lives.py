"""What a fact of an entity or a visit costs in count, without Kafka: typical lives, in the order of time.

    python -m bench.lives [--subjects N]

An entity's life has three facts with an amount, spread over two days, and is read by eight indicators; a subject makes
three visits of four views on three days, read by five. Steps of 8,000 facts into 8 partitions.
"""

import argparse
import time
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from pydantic import TypeAdapter

from schemas.definitions import Entity, Indicator, Subject, Visit
from schemas.facts import ID, TIME, Admitted, Route
from schemas.topics import topics_of
from service.kpi.catalog import Catalog
from service.kpi.count.machine import Count
from service.kpi.derive.derivations import Derivations
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.policy import Policy
from service.machine import Record

PARTITIONS = 8
STEP = 8_000
DAY = 86_400_000
START = 1_793_577_600_000  # 2026-11-02
PLACES = ("north", "south", "east", "west", "sea")
POLICY = Policy(retention=400 * DAY, future_tolerance=4 * DAY, lateness=3_600_000, mark_step=10_000)
_LIFE: dict[str, Any] = {"entity": "thing", "by": ("place", "place+kind")}
_VISIT: dict[str, Any] = {"kind": "visits", "visit": "stay", "by": ("place",)}
INDICATORS: dict[str, dict[str, Any]] = {
    "begun": _LIFE | {"kind": "entered", "state": "open"},
    "begun_size": _LIFE | {"kind": "entered", "state": "open", "measure": "size"},
    "ended": _LIFE | {"kind": "entered", "state": "closed", "at": "entry"},
    "ended_size": _LIFE | {"kind": "entered", "state": "closed", "at": "entry", "measure": "size"},
    "open_now": _LIFE | {"kind": "holding", "state": "open"},
    "open_size": _LIFE | {"kind": "holding", "state": "open", "measure": "size"},
    "back": _LIFE | {"kind": "moments", "on": "changed", "measure": "back", "cap": "size"},
    "changes": _LIFE | {"kind": "moments", "on": "changed"},
    "stays": _VISIT,
    "views": _VISIT | {"measure": "views"},
    "seconds": _VISIT | {"measure": "seconds"},
    "looks": _VISIT | {"short": {"views": 1}},
    "glances": _VISIT | {"short": {"seconds": 10, "keys": 0}},
}


def catalog() -> Catalog:
    """The entity, the visits, and what reads them."""
    words = {"en": "x", "fr": "x"}
    common = {"unit": "count", "title": words, "description": words}
    read = TypeAdapter[dict[str, Indicator]](dict[str, Indicator])
    return Catalog(
        subjects={
            "thing": Subject(field="thing", on=("made", "changed", "ended")),
            "who": Subject(field="who", on=("seen",)),
        },
        derivations=Derivations({}, {}),
        entities={"thing": Entity(subject="thing", states={"made": "open", "ended": "closed"}, set=("size",))},
        visits={"stay": Visit(subject="who", on=("seen",), gap="30m", cut=("place", "day"), counts="seen")},
        indicators=read.validate_python({name: common | given for name, given in INDICATORS.items()}),
        kpis={},
        formulas={},
        families={},
        resolution=60,
        fingerprint="bench",
    )


def lives(subjects: int, rng: np.random.Generator) -> list[list[Record | None]]:
    """Three facts of each life."""
    begin = rng.integers(0, 5 * DAY, subjects)
    times = begin[:, None] + np.cumsum(rng.integers(1, DAY, (subjects, 3)), 1)
    kinds = np.tile(np.arange(3), (subjects, 1))
    routes = [_route(kind, "thing", place) for kind in ("made", "changed", "ended") for place in PLACES]
    place = rng.integers(0, len(PLACES), subjects)
    return _records(rng, times, kinds * len(PLACES) + place[:, None], routes, 2)


def visits(subjects: int, rng: np.random.Generator) -> list[list[Record | None]]:
    """Three visits of four views each."""
    days = np.repeat(np.arange(3), 4) * DAY
    minutes = np.tile(np.arange(4), 3) * 120_000
    times = rng.integers(0, DAY, subjects)[:, None] + days + minutes + rng.integers(0, 60_000, (subjects, 12))
    place = rng.integers(0, len(PLACES), (subjects, 1))
    return _records(rng, times, np.broadcast_to(place, times.shape), [_route("seen", "who", p) for p in PLACES], 0)


def _route(kind: str, role: str, place: str) -> bytes:
    measures = (TIME, ID, "size", "back") if role == "thing" else (TIME, ID)
    route: Route = (kind, role, (("kind", "a"), ("place", place)), measures)
    return msgspec.msgpack.encode(route)


def _records(
    rng: np.random.Generator, times: Any, routes: Any, names: Sequence[bytes], more: int
) -> list[list[Record | None]]:
    """Facts in the order of time, in steps, each a record for every partition."""
    subject = np.repeat(rng.integers(0, 2**63, len(times)).astype(np.uint64), times.shape[1])
    order = np.argsort(times.ravel(), kind="stable")
    time, route, subject = times.ravel()[order] + START, routes.ravel()[order], subject[order]
    amounts = np.column_stack(
        (time, rng.integers(-(2**63), 2**63, len(time)), *([rng.integers(1, 10**7, len(time))] * more))
    )
    steps = []
    for at in range(0, len(time), STEP):
        each = slice(at, at + STEP)
        goal = subject[each] % np.uint64(PARTITIONS)
        of = [np.flatnonzero(goal == p) + at for p in range(PARTITIONS)]
        steps.append([_record(time[m], route[m], subject[m], amounts[m], names) if len(m) else None for m in of])
    return steps


def _record(time: Any, route: Any, subject: Any, amounts: Any, names: Sequence[bytes]) -> Record:
    packed = Admitted(
        source=0, mark=0, newest=int(time.max()), routes=list(names), route=route.astype(np.uint32).tobytes(),
        tick=(time // 60_000).astype(np.uint32).tobytes(), subject=subject.tobytes(), amounts=amounts.tobytes(),
    )  # fmt: skip
    return Record(0, 0, msgspec.msgpack.encode(packed))


def measure(name: str, steps: Sequence[Sequence[Record | None]], facts: int) -> None:
    """Prints µs of CPU and bytes a fact."""
    calendar, topics = ReportingCalendar("Europe/Paris", 60), topics_of("bench", 1)
    machines = [Count(p, catalog(), calendar, POLICY, topics, 1) for p in range(PARTITIONS)]
    started, changes = time.process_time(), 0
    for step in steps:
        for machine, record in zip(machines, step, strict=True):
            if record is not None:
                machine.apply([record])
                told = machine.drain()
                changes += sum(len(output.value) for output in told.outputs) if told else 0
    spent = (time.process_time() - started) / facts * 1e6
    kept = sum(machine.nbytes for machine in machines) / facts
    print(f"{name}: {facts} facts, {spent:.2f} µs, {kept:.0f} bytes kept and {changes / facts:.0f} sent for each")


def main() -> None:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=30_000)
    subjects = parser.parse_args().subjects
    rng = np.random.default_rng(1)
    measure("lives of 3 facts", lives(subjects, rng), 3 * subjects)
    measure("3 visits of 4 views", visits(subjects, rng), 12 * subjects)


if __name__ == "__main__":
    main()
