"""A steady flow of events, prepared beforehand so that sending it costs little."""

import asyncio
import time
from collections.abc import Sequence
from itertools import cycle

from aiokafka import AIOKafkaProducer

from bench.cluster import BATCH, PARTITIONS, send
from bench.events import Traffic, events

TICK_S = 0.01


def prepare(rate: float, seconds: float, now: float) -> Sequence[bytes]:
    """Events for so many seconds at so many a second, happening from `now` on."""
    start = int(now * 1000)  # also the seed: ids that come again at another time would be conflicts, not traffic
    traffic = Traffic(int(rate * seconds), start, seed=start, per_second=int(rate), disorder_ms=1_000)
    return [event.value for event in events(traffic)]


async def flow(producer: AIOKafkaProducer, topic: str, values: Sequence[bytes], rate: float) -> float:
    """Send the values at the rate, as well as the machine can; returns the rate reached."""
    start, sent = time.monotonic(), 0
    turns = cycle(range(PARTITIONS))
    while sent < len(values):
        due = min(int((time.monotonic() - start) * rate), len(values))
        while sent < due:
            batch = values[sent : min(due, sent + BATCH)]
            await send(producer, topic, next(turns), batch)
            sent += len(batch)
        await asyncio.sleep(TICK_S)
    return sent / (time.monotonic() - start)
