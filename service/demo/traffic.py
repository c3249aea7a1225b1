"""Traffic from a seed: the same bytes in the same order of arrival, untidy as the world is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import islice, takewhile
from random import Random
from typing import NamedTuple, Self

from service.demo.audience import address
from service.demo.bad_input import spoil
from service.demo.customers import gained, lost
from service.demo.deals import deal
from service.demo.happening import Happening, Moment, Story
from service.demo.leads import prospect
from service.demo.mailing import Mailings
from service.demo.orders import purchase, regret
from service.demo.past import DAY, WEEKS, past
from service.demo.rates import rate, rates_before
from service.demo.scenarios import MAIL_ONLY, Scenario
from service.demo.second_thoughts import second_thought
from service.demo.stamp import Stamp
from service.demo.subscribers import subscribed
from service.demo.tickets import complaint, request
from service.demo.visits import visit

_HOUR = 3_600


class Arrival(NamedTuple):
    """A raw record: when it arrives (seconds since the epoch), on which raw topic and where, and its value."""

    at: float
    family: str
    slot: int
    """Stands for the partition, `slot % partitions`, whatever their number. A record that conflicts with
    an earlier one has its slot: the order within the partition says which one was first."""
    payload: bytes | None


@dataclass(frozen=True)
class TrafficPolicy:
    """How much of what, and to whom. Mail alone, unless a scenario is given."""

    seed: int
    start: datetime
    rate: float
    """Events a second, of event time, when nothing upsets the scenario."""
    haste: timedelta
    """Mean time from one step to the next, as from delivery to the first open by a person."""
    swing: timedelta
    """How long the campaigns' interest takes to rise, fall and come back."""
    campaigns: int = 12
    recipients: int = 20_000
    accounts: int = 1_000
    """Opened in the weeks before the start: the base of the unsubscribe rate from the site."""
    disorder: timedelta = timedelta(seconds=2)
    """Longest ordinary way from the event to its arrival."""
    scenario: Scenario = MAIL_ONLY

    @classmethod
    def live(cls, seed: int, start: datetime, rate: float, scenario: Scenario = MAIL_ONLY) -> Self:
        """People who open within seconds and moods that turn within minutes, to be watched as it happens."""
        haste, swing = timedelta(seconds=4), timedelta(seconds=90)
        return cls(seed, start, rate, haste, swing, scenario=scenario)

    @classmethod
    def bulk(cls, seed: int, end: datetime, span: timedelta, events: int, scenario: Scenario = MAIL_ONLY) -> Self:
        """So many events over days of event time; all of them lie before `end`."""
        return cls(
            seed,
            end - span,
            rate=events / (0.9 * span.total_seconds()),
            haste=span / 50,
            swing=timedelta(days=1),
            accounts=events // 300,
            disorder=span / 500,
            scenario=scenario,
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
    """One run through the traffic: stories begun, and records under way in their order of arrival."""

    def __init__(self, policy: TrafficPolicy) -> None:
        self._policy, self._scenario, self._untidy = policy, policy.scenario, policy.scenario.untidy
        self._draw = Random(policy.seed)
        # Not of the seed alone: the same seed sent again at another time would be all conflicts.
        self._ids = Random(f"{policy.seed} {policy.start.isoformat()}")
        self._start = policy.start.timestamp()
        self._stories = _stories(policy)
        self._haste = policy.haste.total_seconds()
        self._disorder = policy.disorder.total_seconds()
        self._under_way: list[tuple[float, int, str, int, bytes | None]] = []
        self._posted = 0
        self._stamp = Stamp()

    def arrivals(self) -> Iterator[Arrival]:
        """Begin stories at the policy's pace; give out what has arrived before the next one begins."""
        self._history()
        under_way, now = self._under_way, self._start
        ordinary = sum(self._scenario.stories.values())
        while True:
            while under_way and under_way[0][0] <= now:
                at, _, family, slot, payload = heappop(under_way)
                yield Arrival(at, family, slot, payload)
            weights, before = self._scenario.weights(now - self._start), self._posted
            self._begin(self._draw.choices(list(weights), list(weights.values()))[0], now)
            # As long as its events take at the rate, and longer or shorter where less or more goes on than usual.
            now += max(self._posted - before, 1) / self._policy.rate * ordinary / sum(weights.values())

    def _history(self) -> None:
        for index in range(self._policy.accounts):
            opened = self._start - DAY - self._draw.random() * WEEKS
            self._post(self._start, Happening(opened, "mail", "account_opened", f',"recipient":"{address(index)}"'))
        for event in rates_before(self._draw, self._start) if self._scenario.past else ():
            self._post(self._start, event)
        for event in past(self._draw, self._ids, self._start, self._scenario.past, self._stories):
            self._post(max(self._start, event.time), event)

    def _begin(self, story: str, now: float) -> None:
        draw, scenario = self._draw, self._scenario
        late = draw.uniform(2, 26) * _HOUR if draw.random() < self._untidy.late else 0.0
        moment = Moment(now, f"{self._ids.getrandbits(48):012x}", self._haste, scenario.stress(now - self._start))
        for event in takewhile(self._happens, self._stories[story](draw, moment)):
            arrival = event.time + draw.random() * self._disorder
            self._post(arrival, event._replace(time=event.time - late) if late else event)

    def _happens(self, event: Happening) -> bool:
        return not self._scenario.stopped(event.type, event.time - self._start)

    def _post(self, at: float, event: Happening) -> None:
        """Put the event under way, and at times something that is not as it should be behind it."""
        untidy, draw, family = self._untidy, self._draw, event.family
        identity = f"{self._ids.getrandbits(64):016x}"
        text = f'{{"id":"{identity}","type":"{event.type}","time":"{self._stamp(event.time)}"{event.fields}}}'
        slot, payload, share = draw.getrandbits(16), text.encode(), draw.random()
        self._push(at, family, slot, payload)
        if share < untidy.duplicates:
            self._push(at + draw.random() * 2 * self._haste, family, draw.getrandbits(16), payload)
        elif (share := share - untidy.duplicates) < untidy.conflicts:
            conflict = f'{text[:-1]},"note":"corrected"}}'.encode()
            self._push(at + draw.random() * self._haste, family, slot, conflict)
        elif (share := share - untidy.conflicts) < untidy.invalid:
            self._push(at, family, draw.getrandbits(16), spoil(draw, text))
        elif share - untidy.invalid < untidy.corrected:
            self._think_again(at + draw.random() * 2 * self._haste, event, identity, text)

    def _think_again(self, at: float, event: Happening, identity: str, text: str) -> None:
        control = f"{self._ids.getrandbits(64):016x}"
        earlier = self._stamp(event.time - self._draw.uniform(0, 2) * _HOUR)
        said = second_thought(self._draw, control, self._stamp(at), identity, text, earlier)
        self._push(at, event.family, self._draw.getrandbits(16), said.encode())

    def _push(self, at: float, family: str, slot: int, payload: bytes | None) -> None:
        self._posted += 1
        heappush(self._under_way, (at, self._posted, family, slot, payload))


def _stories(policy: TrafficPolicy) -> Mapping[str, Story]:
    start, swing = policy.start.timestamp(), policy.swing.total_seconds()
    mailings = Mailings.of(policy.campaigns, policy.seed, policy.recipients, start, swing)
    return {
        "mail": mailings.mail,
        "mailing": mailings.mailing,
        "push": mailings.push,
        "visit": visit,
        "purchase": purchase,
        "regret": regret,
        "rate": rate,
        "prospect": prospect,
        "deal": deal,
        "subscribed": subscribed,
        "gained": gained,
        "lost": lost,
        "complaint": complaint,
        "request": request,
    }
