"""The input: six types of mail events, equally often, out of order by seconds, every id once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import orjson

FIELDS: dict[str, dict[str, str | bool]] = {
    "mail_sent": {},
    "mail_delivered": {},
    "mail_opened": {"user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_2 like Mac OS X)", "machine": False},
    "mail_clicked": {
        "url": "https://shop.example/spring?utm_source=mail",
        "user_agent": "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15",
    },
    "unsubscribed": {"place": "newsletter"},
    "mail_bounced": {"bounce": "soft"},
}
"""What each type has beside id, time, campaign, recipient and message."""

TYPES = tuple(FIELDS)


class Event(NamedTuple):
    """An event as JSON, and what the expected result is computed from."""

    type: str
    campaign: str
    recipient: str
    time_ms: int
    value: bytes


@dataclass(frozen=True)
class Traffic:
    """What is generated: a function of these fields alone. Event time starts at `start_ms`."""

    count: int
    start_ms: int
    seed: int = 1
    campaigns: int = 200
    recipients: int = 100_000
    per_second: int = 1_000
    disorder_ms: int = 3_000

    @property
    def end_ms(self) -> int:
        """No event is as late as this."""
        return self.start_ms + self.count * 1000 // self.per_second + self.disorder_ms


def events(traffic: Traffic) -> Iterator[Event]:
    """All events, in the order in which they are sent."""
    random = np.random.default_rng(traffic.seed)
    n = traffic.count
    times = traffic.start_ms + np.arange(n) * 1000 // traffic.per_second
    times += random.integers(0, traffic.disorder_ms, n)
    columns = (
        random.integers(0, len(TYPES), n).tolist(),
        random.integers(0, traffic.campaigns, n).tolist(),
        random.integers(0, traffic.recipients, n).tolist(),
        times.tolist(),
    )
    for number, (kind, campaign, recipient, time_ms) in enumerate(zip(*columns, strict=True)):
        identity = f"{traffic.seed:x}-{number:08x}"
        yield _event(identity, TYPES[kind], f"campaign-{campaign:03d}", f"reader{recipient}@mail.example", time_ms)


def _event(identity: str, kind: str, campaign: str, recipient: str, time_ms: int) -> Event:
    return Event(kind, campaign, recipient, time_ms, encode(identity, kind, campaign, recipient, time_ms))


def encode(identity: str, kind: str, campaign: str, recipient: str, time_ms: int) -> bytes:
    """One event as JSON. Identifiers must need no escaping."""
    return (
        f'{{"id":"{identity}","type":"{kind}","time":"{_second(time_ms // 1000)}.{time_ms % 1000:03d}Z",'
        f'"campaign":"{campaign}","recipient":"{recipient}","message":"m-{identity}"{_extra(kind)}}}'
    ).encode()


@lru_cache(maxsize=4096)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


@lru_cache
def _extra(kind: str) -> str:
    fields = orjson.dumps(FIELDS[kind]).decode()[1:-1]
    return f",{fields}" if fields else ""
