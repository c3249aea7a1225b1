"""Does this machine's clock agree with the broker's? Asked of a topic that the broker stamps, and that goes again."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.topic_config import STAMPED_BY
from service.doctor.finding import Finding, broken, fine, warning
from service.doctor.words import said
from service.settings import Settings

Clock = Callable[[], float]
"""Seconds since the epoch, as this machine has them."""

_TRIES = 8
_STAMP_S = 0.001
"""The broker stamps in whole milliseconds."""
NOTICED_S = 1.0
"""What nobody notices: ticks are a minute long, and cadence and freshness are told to a second."""


@dataclass(frozen=True)
class Skew:
    """How far this clock is ahead of the broker's (negative: behind), and how unsure that is; seconds."""

    seconds: float
    unsure: float

    @property
    def surely(self) -> float:
        """By how much they differ at the least."""
        return max(0.0, abs(self.seconds) - self.unsure)


async def clock(settings: Settings, now: Clock) -> Finding:
    """The finding. Raises KafkaError where the broker does not let itself be asked."""
    return judged(await measured(settings, now), settings.future_tolerance)


def judged(skew: Skew, tolerance: timedelta) -> Finding:
    """Beyond the tolerance events are rejected; over a second, what is told of time is off."""
    if skew.surely <= NOTICED_S:
        return fine("clock", said("clock", most=abs(skew.seconds) + skew.unsure))
    name = "clock_ahead" if skew.seconds > 0 else "clock_behind"
    found = said(name, skew=abs(skew.seconds), unsure=skew.unsure)
    if skew.surely <= tolerance.total_seconds():
        return warning("clock", found, said("clock_set"))
    return broken("clock", found, said("clock_wild", tolerance=f"{tolerance.total_seconds():.0f}s"))


async def measured(settings: Settings, now: Clock) -> Skew:
    """The skew as the quickest of some exchanges shows it: unsure by half the time that it took, and half a stamp."""
    name = f"{settings.namespace + '.' if settings.namespace else ''}{settings.app}-clock-{uuid.uuid4().hex[:8]}"
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.broker)
    await admin.start()
    try:
        # As few replicas as the service's topics, for a broker may be one of one.
        wanted = {STAMPED_BY: "LogAppendTime", "retention.ms": "60000"}
        await admin.create_topics([NewTopic(name, 1, settings.replication, topic_configs=wanted)])
        return await _asked(settings.broker, name, now)
    finally:
        await admin.delete_topics([name])
        await admin.close()


async def _asked(broker: str, topic: str, now: Clock) -> Skew:
    async with AIOKafkaProducer(bootstrap_servers=broker, linger_ms=0) as producer:
        await producer.send_and_wait(topic, b"")  # the first waits until the topic has a leader
        return min([await _exchange(producer, topic, now) for _ in range(_TRIES)], key=lambda skew: skew.unsure)


async def _exchange(producer: AIOKafkaProducer, topic: str, now: Clock) -> Skew:
    before = now()
    stamped = (await producer.send_and_wait(topic, b"")).timestamp / 1000 + _STAMP_S / 2
    after = now()
    return Skew((before + after) / 2 - stamped, (after - before + _STAMP_S) / 2)
