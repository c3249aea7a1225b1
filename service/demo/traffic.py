"""Mail traffic from a seed: the same bytes in the same order of arrival, untidy as the world is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import islice
from random import Random
from typing import NamedTuple, Self

from service.demo.audience import address, busy, campaigns
from service.demo.bad_input import spoil
from service.demo.journey import Happening, Mail, journey
from service.demo.stamp import Stamp

_EVENTS_A_JOURNEY = 2.6
"""Measured; the rate depends on it, and is tested."""
_HISTORY = 45 * 86_400


class Arrival(NamedTuple):
    """A raw record: when it arrives (seconds since the epoch), where, and its value."""

    at: float
    slot: int
    """Stands for the partition, `slot % partitions`, whatever their number. A record that conflicts with
    an earlier one has its slot: the order within the partition says which one was first."""
    payload: bytes | None


@dataclass(frozen=True)
class TrafficPolicy:
    """How much mail, to whom, and how untidy. Shares are of all events."""

    seed: int
    start: datetime
    rate: float
    """Events a second, of event time."""
    haste: timedelta
    """Mean time from delivery to the first open by a person."""
    swing: timedelta
    """How long the campaigns' interest takes to rise, fall and come back."""
    campaigns: int = 12
    recipients: int = 20_000
    accounts: int = 1_000
    """Opened in the weeks before the start: the base of the unsubscribe rate from the site."""
    disorder: timedelta = timedelta(seconds=2)
    """Longest ordinary way from the event to its arrival."""
    late: float = 0.01
    """Of these journeys everything arrives 2 to 26 hours late."""
    duplicates: float = 0.05
    conflicts: float = 0.001
    invalid: float = 0.01

    @classmethod
    def live(cls, seed: int, start: datetime, rate: float) -> Self:
        """People who open within seconds and moods that turn within minutes, to be watched as it happens."""
        return cls(seed, start, rate, haste=timedelta(seconds=4), swing=timedelta(seconds=90))

    @classmethod
    def bulk(cls, seed: int, end: datetime, span: timedelta, events: int) -> Self:
        """So many events over days of event time; all of them lie before `end`."""
        return cls(
            seed,
            end - span,
            rate=events / (0.9 * span.total_seconds()),
            haste=span / 50,
            swing=timedelta(days=1),
            accounts=events // 300,
            disorder=span / 500,
        )


class Traffic:
    """The arrivals that a policy describes, without end. Each iteration begins anew and gives the same bytes.

    >>> from datetime import UTC
    >>> policy = TrafficPolicy.live(seed=7, start=datetime(2026, 11, 24, tzinfo=UTC), rate=100)
    >>> first, again = (list(islice(Traffic(policy), 500)) for _ in range(2))
    >>> first == again
    True
    """

    def __init__(self, policy: TrafficPolicy) -> None:
        self.policy = policy

    def __iter__(self) -> Iterator[Arrival]:
        yield from _Flow(self.policy).arrivals()

    def first(self, count: int) -> Iterator[Arrival]:
        """The first so many arrivals."""
        return islice(self, count)


class _Flow:
    """One run through the traffic: journeys begun, and records under way in their order of arrival."""

    def __init__(self, policy: TrafficPolicy) -> None:
        self._policy = policy
        self._draw = Random(policy.seed)
        # Not of the seed alone: the same seed sent again at another time would be all conflicts.
        self._ids = Random(f"{policy.seed} {policy.start.isoformat()}")
        self._campaigns = campaigns(policy.campaigns, policy.seed)
        self._start = policy.start.timestamp()
        self._haste, self._swing = policy.haste.total_seconds(), policy.swing.total_seconds()
        self._disorder = policy.disorder.total_seconds()
        self._under_way: list[tuple[float, int, int, bytes | None]] = []
        self._posted = 0
        self._stamp = Stamp()

    def arrivals(self) -> Iterator[Arrival]:
        """Begin journeys at the policy's pace; give out what has arrived before the next one begins."""
        self._history()
        under_way, pause = self._under_way, _EVENTS_A_JOURNEY / self._policy.rate
        begun = 0
        while True:
            now = self._start + begun * pause
            while under_way and under_way[0][0] <= now:
                at, _, slot, payload = heappop(under_way)
                yield Arrival(at, slot, payload)
            self._begin(now)
            begun += 1

    def _history(self) -> None:
        for index in range(self._policy.accounts):
            opened = self._start - 86_400 - self._draw.random() * _HISTORY
            self._post(self._start, Happening(opened, "account_opened", f',"recipient":"{address(index)}"'))

    def _begin(self, now: float) -> None:
        policy, draw = self._policy, self._draw
        late = draw.uniform(2, 26) * 3_600 if draw.random() < policy.late else 0.0
        for event in journey(draw, self._mail(now)):
            arrival = event.time + draw.random() * self._disorder
            self._post(arrival, event._replace(time=event.time - late) if late else event)

    def _mail(self, now: float) -> Mail:
        campaign = self._campaigns[busy(self._draw, len(self._campaigns))]
        return Mail(
            time=now,
            campaign=campaign.name,
            recipient=address(self._draw.randrange(self._policy.recipients)),
            interest=campaign.interest((now - self._start) / self._swing),
            trouble=campaign.trouble,
            haste=self._haste,
        )

    def _post(self, at: float, event: Happening) -> None:
        """Put the event under way, and at times something that is not as it should be behind it."""
        policy, draw = self._policy, self._draw
        head = f'"id":"{self._ids.getrandbits(64):016x}","type":"{event.type}","time":"{self._stamp(event.time)}"'
        text = f"{{{head}{event.fields}}}"
        slot, payload, untidy = draw.getrandbits(16), text.encode(), draw.random()
        self._push(at, slot, payload)
        if untidy < policy.duplicates:
            self._push(at + draw.random() * 2 * self._haste, draw.getrandbits(16), payload)
        elif (untidy := untidy - policy.duplicates) < policy.conflicts:
            self._push(at + draw.random() * self._haste, slot, f'{text[:-1]},"note":"corrected"}}'.encode())
        elif untidy - policy.conflicts < policy.invalid:
            self._push(at, draw.getrandbits(16), spoil(draw, text))

    def _push(self, at: float, slot: int, payload: bytes | None) -> None:
        self._posted += 1
        heappush(self._under_way, (at, self._posted, slot, payload))
