"""Seeded logs in which events are repeated, in conflict, too old, taken back and corrected; and what stands then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import orjson
import xxhash

from service.verify.records import Raw
from tests.verify.oracle import MINUTE, Event, time_of
from tests.verify.streams import stream

RETENTION, TOLERANCE = timedelta(days=2), timedelta(hours=6)
_RETENTION_MS, _TOLERANCE_MS = (round(each.total_seconds() * 1000) for each in (RETENTION, TOLERANCE))
_KINDS = ("event_retracted", "event_corrected", "event_corrected")


def log(seed: int, partitions: int = 3) -> list[Raw]:
    """Raw records. An event's repeats and conflicts stand in its partition; control events, and theirs, in any."""
    random = Random(seed)
    sent: list[list[tuple[int, float, Event]]] = [[] for _ in range(partitions)]
    for event in stream(seed):
        home = random.choice(sent)
        for copy in [event, *random.choice(([], [], [event], [event | {"shop": "elsewhere"}]))]:
            home.append(_due(random, copy))
        for number in range(random.choice((0, 0, 1, 2, 3, 5))):
            control = _control(random, event, number)
            for _ in range(random.choice((1, 1, 2))):
                random.choice(sent).append(_due(random, control))
    return [record for partition, due in enumerate(sent) for record in _records(partition, due)]


def _due(random: Random, event: Event) -> tuple[int, float, Event]:
    """When it is sent (ms): a little before it happened, or up to the retention and more after it."""
    delay = random.choice((random.uniform(-0.1, 0.1), random.uniform(0, 1.1))) * _RETENTION_MS
    return time_of(event) + round(delay), random.random(), event


def _control(random: Random, event: Event, number: int) -> Event:
    time = _near(random, event)
    kind = random.choice(_KINDS)
    control = {"id": f"c{number}-{event['id']}", "type": kind, "time": time, "event": event["id"]}
    if kind == "event_retracted":
        return control
    by = random.choice((stream(random.randrange(1000), 1)[0], event))
    when = random.choice((event["time"], _near(random, event)))
    return control | {"by": {**by, "id": event["id"], "time": when, "shop": random.choice(("north", "west", None))}}


def _near(random: Random, event: Event) -> str:
    return (datetime.fromisoformat(event["time"]) + random.uniform(-0.3, 1.2) * RETENTION).isoformat()


def _records(partition: int, due: list[tuple[int, float, Event]]) -> Iterator[Raw]:
    for offset, (stamp, _, event) in enumerate(sorted(due, key=lambda each: each[:2])):
        yield Raw("things", partition, offset, stamp, orjson.dumps(event))


@dataclass
class _Told:
    """Of one id: the event as it first came, and what was said of it since, by version."""

    first: Event | None = None
    horizon: int = 0
    """The lowest (ms) under which it came."""
    controls: dict[int, tuple[Event, int]] = field(default_factory=dict)
    """Control event, and the lowest horizon (ms) under which it came."""


def standing(records: Sequence[Raw]) -> list[Event]:
    """The events that stand."""
    told: dict[str, _Told] = {}
    for event, horizon in _valid(records):
        if event["type"].startswith("event_"):
            about, version = told.setdefault(event["event"], _Told()), _version(event)
            known, before = about.controls.get(version, (event, horizon))
            about.controls[version] = known, min(before, horizon)
        elif event["type"] != "noticed":
            about = told.setdefault(event["id"], _Told())
            about.horizon = horizon if about.first is None else min(about.horizon, horizon)
            about.first = about.first or event
    return [event for about in told.values() for event in _standing(about)]


def newest(records: Sequence[Raw]) -> int:
    """The newest minute of all that was told, whether or not it stands."""
    told = [event.get("by", event) for event, _ in _valid(records)]
    return max(_tick(time_of(event)) for event in told if not event["type"].startswith(("event_", "noticed")))


def _valid(records: Sequence[Raw]) -> Iterator[tuple[Any, int]]:
    newest: dict[int, int] = {}
    for record in records:
        newest[record.partition] = max(record.timestamp, newest.get(record.partition, 0))
        horizon = newest[record.partition] - _RETENTION_MS
        event = orjson.loads(record.value or b"")
        times = [time_of(event), *([time_of(event["by"])] if "by" in event else [])]
        foretold = "by" in event and times[1] > times[0] + _TOLERANCE_MS
        if all(horizon <= time <= record.timestamp + _TOLERANCE_MS for time in times) and not foretold:
            yield event, horizon


def _standing(told: _Told) -> Iterator[Event]:
    if told.first is None:
        return
    stands: Event | None = told.first
    lower: list[int] = []
    for _, (control, since) in sorted(told.controls.items()):
        if _tick(time_of(told.first)) > _tick(time_of(control) + _TOLERANCE_MS):
            continue
        by = _tick(time_of(control["by"])) if control.get("by", {"type": "noticed"})["type"] != "noticed" else None
        if by is not None and by < _tick(max(0, told.horizon)):
            continue
        if all(tick >= _tick(max(0, since)) for tick in [_tick(time_of(told.first)), *lower]):
            stands = control.get("by")
        lower += [] if by is None else [by]
    if stands is not None:
        yield stands


def _version(control: Event) -> int:
    return time_of(control) * (1 << 20) + xxhash.xxh3_64_intdigest(control["id"].encode()) % (1 << 20)


def _tick(ms: int) -> int:
    return ms // MINUTE
