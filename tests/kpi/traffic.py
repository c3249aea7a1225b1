"""Seeded raw records: out of order, repeated, late, in conflict, invalid."""

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from service.machine import Record

START = datetime(2026, 3, 28, 9, tzinfo=UTC)
"""The clocks of Paris are moved in the night after it."""
DAYS = 4


def raw(seed: int, events: int, partitions: int) -> list[list[Record]]:
    """Records by raw partition. An event's repeats and conflicts go to the partition of the event, after it."""
    random = Random(seed)
    payloads: list[list[bytes | None]] = [[] for _ in range(partitions)]
    for number in range(events):
        event = _event(random, number)
        copies = [_bytes(event)] * random.choice((1, 1, 1, 1, 2, 3))
        if random.random() < 0.04:
            copies.append(_bytes(event | {"shop": "elsewhere"}))
        home = random.randrange(partitions)
        payloads[home] += copies
        if random.random() < 0.04:
            payloads[home].append(random.choice(_BROKEN))
    return [_records(random, mine) for mine in payloads]


_BROKEN: list[bytes | None] = [
    None,
    b"",
    b"{",
    b"\xff{}",
    b"[]",
    b'{"type":"nothing"}',
    b'{"type":"made"}',
    b'{"type":"made","id":"x","time":"yesterday","who":"a@b"}',
    b'{"type":"made","id":"future","time":"2036-01-01T00:00:00Z","who":"a@b"}',
    b'{"type":"made","id":"past","time":"2006-01-01T00:00:00Z","who":"a@b"}',
    b'{"x":"' + b"y" * 3000 + b'"}',
]


def _event(random: Random, number: int) -> dict[str, Any]:
    when = START + timedelta(minutes=random.triangular(0, DAYS * 1440, 3000), seconds=random.random() * 60)
    event: dict[str, Any] = {
        "id": f"e{number}",
        "type": random.choice(("made", "made", "used", "used", "used", "left", "noticed")),
        "time": when.isoformat(),
        "who": f"{random.choice('aAbBcd')}{random.randrange(12)}@example.org",
        "shop": random.choice(("north", "south", "été", None)),
    }
    if event["type"] == "used":
        event |= {
            "agent": random.choice(("", "Mozilla", "GoogleBot/1", "curl/8")),
            "robot": random.choice((None, None, True, False)),
        }
    return event | ({"how": random.choice(("hard", "soft"))} if event["type"] == "left" else {})


def _bytes(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode()


def _records(random: Random, payloads: list[bytes | None]) -> list[Record]:
    """Timestamps run on from the middle of the events' time, so that some events are ahead and some late."""
    stamp, records = int((START + timedelta(days=1)).timestamp() * 1000), []
    for number, payload in enumerate(payloads):
        stamp += random.randrange(2 * DAYS * 86_400_000 // max(len(payloads), 1))
        records.append(Record(number * 2, stamp, payload))
    return records
