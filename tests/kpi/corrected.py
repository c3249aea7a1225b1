"""Seeded raw records with control events about them, and the facts that must stand, computed the plain way."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

import xxhash

from service.kpi.policy import Policy
from service.machine import Record
from tests.kpi.oracle import Fact, judged
from tests.kpi.traffic import raw

_MINUTE = 60_000
_NEVER = 1 << 40


def raw_and_corrected(seed: int, events: int, partitions: int) -> list[list[Record]]:
    """The records of `raw`, and among them control events: repeated, before their event, of events that never come."""
    random = Random(seed)
    records = raw(seed, events, partitions)
    known = [given for mine in records for record in mine if (given := _parsed(record))]
    for number in range(events // 2):
        control = json.dumps(_control(random, f"c{number}", random.choice(known))).encode()
        mine = records[random.randrange(partitions)]
        for _ in range(random.choice((1, 1, 2))):
            at = random.randrange(len(mine))
            mine.insert(at, replace(mine[at], value=control))
    return [[replace(record, offset=n) for n, record in enumerate(mine)] for mine in records]


def _parsed(record: Record) -> dict[str, Any] | None:
    try:
        given = json.loads(record.value or b"")
    except ValueError:
        return None
    return given if isinstance(given, dict) and str(given.get("id", "")).startswith("e") else None


def _control(random: Random, identity: str, event: dict[str, Any]) -> dict[str, Any]:
    time = datetime.fromisoformat(event["time"])
    target = random.choice((event["id"], event["id"], event["id"], "nobody"))
    control = {"id": identity, "time": _moved(random, time, 96), "event": target}
    if random.random() < 0.4:
        return control | {"type": "event_retracted"}
    changes: dict[str, Any] = {"id": target, "time": _moved(random, time, 48), "shop": random.choice(("north", None))}
    if random.random() < 0.3:
        changes["who"] = "z@example.org"
    return control | {"type": "event_corrected", "by": event | changes}


def _moved(random: Random, time: datetime, hours: int) -> str:
    return (time + timedelta(hours=random.uniform(-hours, hours))).isoformat()


@dataclass(frozen=True)
class Told:
    """A control event that was accepted, as the plain way sees it; all times in ticks."""

    version: int
    horizon: int
    latest: int
    by: Fact | None


class Standing:
    """What stands of all records."""

    def __init__(self, records: Sequence[Sequence[Record]], policy: Policy) -> None:
        self._policy = policy
        events: dict[str, tuple[Fact, int]] = {}
        told: dict[str, list[Told]] = {}
        for mine in records:
            newest = accumulate((record.timestamp for record in mine), max)
            for found, stamp in zip(judged(mine, policy), newest, strict=True):
                if found is not None and found[1].kind != "noticed":  # nothing reads these, so they are not there
                    events.setdefault(found[0], (found[1], (stamp - policy.retention) // _MINUTE))
            for target, control in self._controls(mine):
                told.setdefault(target, []).append(control)
        stands = [_standing(*event, told.get(identity, [])) for identity, event in events.items()]
        bys = [control.by for controls in told.values() for control in controls]
        self.facts = [fact for fact in stands if fact is not None]
        self.changed = sum(fact is not event for fact, (event, _) in zip(stands, events.values(), strict=True))
        """How many events do not stand as they came."""
        self.head = max(_tick(fact.time) for fact in (*(event for event, _ in events.values()), *bys) if fact)
        """What is told moves the head, whether or not it stands."""

    def _controls(self, records: Sequence[Record]) -> Iterator[tuple[str, Told]]:
        newest = 0
        for record in records:
            newest = max(newest, record.timestamp)
            given = json.loads(record.value) if record.value and record.value.startswith(b'{"id": "c') else None
            if given is not None and (control := self._control(record, given, newest)):
                yield given["event"], control

    def _control(self, record: Record, given: dict[str, Any], newest: int) -> Told | None:
        time, horizon = _ms(given["time"]), newest - self._policy.retention
        latest = time + self._policy.future_tolerance
        if not horizon <= time <= record.timestamp + self._policy.future_tolerance:
            return None
        by = self._by(record, given["by"], newest) if "by" in given else None
        if "by" in given and (by is None or by.time.timestamp() * 1000 > latest):
            return None
        version = time << 20 | xxhash.xxh3_64_intdigest(given["id"].encode()) & 0xFFFFF
        return Told(version, horizon // _MINUTE, latest // _MINUTE, by if by and by.kind != "noticed" else None)

    def _by(self, record: Record, given: dict[str, Any], newest: int) -> Fact | None:
        before = Record(0, newest, None)
        found = judged([before, replace(record, value=json.dumps(given).encode())], self._policy)[1]
        return None if found is None else found[1]


def _standing(event: Fact, horizon: int, controls: Sequence[Told]) -> Fact | None:
    stands: Fact | None = event
    tick = lowest = _tick(event.time)
    for control in sorted(controls, key=lambda each: each.version):
        by = _tick(control.by.time) if control.by else _NEVER
        if tick <= control.latest and horizon <= by:
            if control.horizon <= lowest:
                stands = control.by
            lowest = min(lowest, by)
    return stands


def _tick(time: datetime) -> int:
    return int(time.timestamp() // 60)


def _ms(time: str) -> int:
    return (datetime.fromisoformat(time) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
