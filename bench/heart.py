"""What an event costs in each machine of the heart, without Kafka, over seeded mail events.

    python -m bench.heart [--events N] [--campaigns N] [--people N] [--recipients N]

Steps of 8,000 events into 8 partitions; compose drains at each step, and again at a cadence, as the service does.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import msgspec
import numpy as np

from schemas.events import MODELS
from schemas.facts import Admitted
from schemas.topics import topics_of
from service.catalog.load import load
from service.kpi.compose.machine import Compose
from service.kpi.count.machine import Count
from service.kpi.dedupe.machine import Dedupe
from service.kpi.ingest.machine import Ingest
from service.kpi.ingest.pseudonym import Pseudonym
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.policy import Policy
from service.machine import Output, Record
from service.sources.decoder import Decoder
from service.sources.redact import Redact

PARTITIONS = 8
STEP = 8_000
START = datetime(2026, 11, 2, tzinfo=UTC)
DAY = 86_400_000
TOPICS = topics_of("bench", 1)
POLICY = Policy(retention=400 * DAY, future_tolerance=4 * DAY, lateness=3_600_000, mark_step=10_000)
AGENTS = tuple(f"Mozilla/5.0 (device {n}) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148" for n in range(50))
MIX = ("mail_sent",) * 35 + ("mail_delivered",) * 34 + ("mail_opened",) * 22 + ("mail_clicked",) * 6
TYPES = (*MIX, "mail_bounced", "unsubscribed", "spam_reported")


@dataclass
class Meter:
    """CPU seconds by machine."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        self.seconds[name] += time.process_time() - start
        return result


def events(number: int, campaigns: int, people: int, seed: int = 1) -> list[Record]:
    """Seeded mail events over three days of event time, in no order, one in twenty sent twice."""
    random = Random(seed)
    records: list[Record] = []
    stamp = int((START + timedelta(days=3)).timestamp() * 1000)
    while len(records) < number:
        payload = _payload(random, len(records), campaigns, people)
        for _ in range(2 if random.random() < 0.05 else 1):
            records.append(Record(len(records), stamp + len(records), payload))
    return records[:number]


def _payload(random: Random, number: int, campaigns: int, people: int) -> bytes:
    kind = random.choice(TYPES)
    event: dict[str, Any] = {
        "id": f"{random.getrandbits(64):016x}-{number}",
        "type": kind,
        "time": (START + timedelta(seconds=random.random() * 3 * 86_400)).isoformat(timespec="milliseconds"),
        "campaign": f"campaign-{random.randrange(campaigns)}",
        "recipient": f"person.{random.randrange(people)}@example.org",
    }
    match kind:
        case "mail_opened":
            event["user_agent"] = random.choice(AGENTS)
        case "mail_clicked":
            event |= {"user_agent": random.choice(AGENTS), "url": f"https://example.org/{random.randrange(100)}"}
        case "mail_bounced":
            event["bounce"] = random.choice(("hard", "soft"))
        case "unsubscribed":
            event["place"] = random.choice(("newsletter", "site"))
    return json.dumps(event, separators=(",", ":")).encode()


class Heart:
    """All machines, joined by lists."""

    def __init__(self, raw_partitions: int = 1) -> None:
        catalog = load()
        calendar = ReportingCalendar("Europe/Paris", catalog.resolution)
        mail, sources = MODELS["mail"], [("mail", p) for p in range(raw_partitions)]
        decode, redact, pseudonym = Decoder(mail), Redact(mail), Pseudonym(b"bench")
        self.catalog = catalog
        self.ingest = Ingest("mail", 0, catalog, POLICY, TOPICS, PARTITIONS, decode, redact, pseudonym)
        self.dedupe = [Dedupe(p, catalog.resolution, POLICY, TOPICS, PARTITIONS, sources) for p in range(PARTITIONS)]
        self.count = [Count(p, catalog, calendar, POLICY, TOPICS, PARTITIONS) for p in range(PARTITIONS)]
        self.compose = [Compose(p, catalog, calendar, POLICY, TOPICS, PARTITIONS) for p in range(PARTITIONS)]
        self.meter = Meter()
        self.updates = 0
        self.journal: dict[str, int] = defaultdict(int)

    def step(self, records: Sequence[Record], publish: bool) -> None:
        """One step of ingest, and what follows from it in all partitions."""
        facts = self._stage("ingest", [self.ingest], {0: list(records)})
        admitted = self._stage("dedupe", self.dedupe, _by_partition(facts))
        changes = self._stage("count", self.count, _by_partition(admitted))
        for p, mine in _by_partition(changes).items():
            self.meter("compose", partial(self.compose[p].apply, mine))
        if publish:
            self.updates += len(self._stage("compose", self.compose, {}))

    def _stage(self, name: str, machines: Sequence[Any], inputs: dict[int, list[Record]]) -> list[Output]:
        outputs: list[Output] = []
        for p, machine in enumerate(machines):
            if p in inputs:
                self.meter(name, partial(machine.apply, inputs[p]))
            step = self.meter(name, machine.drain)
            if step is not None:
                self.journal[name] += len(step.change)
                outputs += step.outputs
        return outputs


def _by_partition(outputs: Iterable[Output]) -> dict[int, list[Record]]:
    records: dict[int, list[Record]] = defaultdict(list)
    for output in outputs:
        if output.partition is not None:
            records[output.partition].append(Record(0, 0, output.value))
    return records


def measure(records: Sequence[Record], every: int) -> None:
    """Prints µs an event by machine; compose publishes at every `every`-th step."""
    heart = Heart()
    steps = [records[at : at + STEP] for at in range(0, len(records), STEP)]
    warm = len(steps) // 4
    for number, step in enumerate(steps):
        if number == warm:
            heart.meter.seconds.clear()
            heart.updates = 0
            heart.journal.clear()
        heart.step(step, publish=number % every == every - 1)
    counted = len(records) - warm * STEP
    micro = {name: spent / counted * 1e6 for name, spent in heart.meter.seconds.items()}
    parts = "  ".join(f"{name} {cost:.2f}" for name, cost in micro.items())
    journal = "  ".join(f"{name} {size / counted:.0f}" for name, size in heart.journal.items())
    print(f"publishing every {every * STEP:>6} events:  {parts}  whole {sum(micro.values()):.2f} µs an event")
    print(f"    {heart.updates / counted:.2f} updates an event; journal bytes an event: {journal}")


def recipients(people: int) -> None:
    """Prints what one partition's sets take for each distinct recipient of one campaign."""
    heart, rng = Heart(), np.random.default_rng(1)
    count = heart.count[0]
    subjects = rng.integers(0, 2**63, people).astype(np.uint64)
    for kind, share in (("mail_sent", 1.0), ("mail_delivered", 0.97), ("mail_opened", 0.4), ("mail_clicked", 0.05)):
        mine = subjects[: int(people * share)]
        for at in range(0, len(mine), STEP):
            count.apply([Record(0, 0, _admitted(kind, mine[at : at + STEP], rng))])
            count.drain()
    print(f"{people} recipients of one campaign: {count.nbytes / people:.0f} bytes each in count")


def _admitted(kind: str, subjects: Any, rng: np.random.Generator) -> bytes:
    tick = rng.integers(0, 3 * 1440, len(subjects)).astype(np.uint32) + np.uint32(START.timestamp() / 60)
    machine = (("machine", False),) if kind in ("mail_opened", "mail_clicked") else ()
    route = msgspec.msgpack.encode((kind, "recipient", (("campaign", "spring"), *machine), ()))
    places = np.zeros(len(subjects), np.uint32)
    encoded = Admitted(0, 0, 0, [route], places.tobytes(), tick.tobytes(), subjects.tobytes())
    return msgspec.msgpack.encode(encoded)


def main() -> None:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--campaigns", type=int, default=200)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    given = parser.parse_args()
    records = events(given.events, given.campaigns, given.people)
    for every in (1, 4):
        measure(records, every)
    recipients(given.recipients)


if __name__ == "__main__":
    main()
