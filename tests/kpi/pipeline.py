"""The whole heart in memory: topics are lists, and machines may be lost and restored between any two steps."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from schemas.events.base import Event
from schemas.topics import Topics, topics_of
from schemas.updates import Update, UpdateKey
from service.kpi.catalog import Catalog
from service.kpi.compose.machine import Compose
from service.kpi.count.machine import Count
from service.kpi.dedupe.machine import Dedupe
from service.kpi.ingest.machine import Ingest
from service.kpi.ingest.pseudonym import Pseudonym
from service.kpi.period.buckets import Buckets
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.policy import Policy
from service.machine import Machine, Record
from service.sources.decoder import Decoder
from service.sources.redact import Redact
from tests.kpi.definitions import CARRIED, TOPIC

DAY = 86_400_000
POLICY = Policy(
    retention=400 * DAY, future_tolerance=10 * DAY, lateness=3_600_000, mark_step=60_000, max_event_bytes=2_000
)
TOPICS: Topics = topics_of("test", 1)
Key = tuple[str, tuple[tuple[str, str], ...], str, str]


@dataclass
class Lane:
    """A machine, what it has read, and its journal: a snapshot and the steps after it."""

    make: Callable[[], Machine]
    read: int = 0
    snapshot: list[bytes] | None = None
    steps: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.machine: Any = self.make()

    def restart(self) -> None:
        """Lose the machine, and build it again from its journal."""
        self.machine = self.make()
        if self.snapshot is not None:
            self.machine.load(self.snapshot)
        for step in self.steps:
            self.machine.restore(step)

    def keep(self) -> None:
        """Cut the journal by a snapshot."""
        self.snapshot, self.steps = list(self.machine.snapshot()), []


class Pipeline:
    """ingest → dedupe → count → compose, with as many partitions as the raw topic has or otherwise given."""

    def __init__(
        self,
        catalog: Catalog,
        raw: Sequence[Sequence[Record]],
        partitions: int,
        policy: Policy = POLICY,
        models: Mapping[str, type[Event]] = CARRIED,
    ):
        calendar = ReportingCalendar("Europe/Paris", catalog.resolution, Buckets(fiscal_start=4))
        sources = [(TOPIC, p) for p in range(len(raw))]
        pseudonym = Pseudonym(b"key")
        self.logs: dict[tuple[str, int], list[Record]] = defaultdict(list)
        for p, records in enumerate(raw):
            self.logs[TOPIC, p] = list(records)
        self.published: list[tuple[int, bytes, bytes | None]] = []
        self.breaches: list[tuple[bytes, bytes]] = []
        self.rejects: list[dict[str, Any]] = []

        def ingest(p: int) -> Callable[[], Machine]:
            decode, redact = Decoder(models), Redact(models)
            return lambda: Ingest(TOPIC, p, catalog, policy, TOPICS, partitions, decode, redact, pseudonym)

        def dedupe(p: int) -> Callable[[], Machine]:
            return lambda: Dedupe(p, catalog.resolution, policy, TOPICS, partitions, sources)

        def count(p: int) -> Callable[[], Machine]:
            return lambda: Count(p, catalog, calendar, policy, TOPICS, partitions)

        def compose(p: int) -> Callable[[], Machine]:
            return lambda: Compose(p, catalog, calendar, policy, TOPICS, partitions)

        stages = ((TOPIC, ingest, len(raw)), (TOPICS.facts.name, dedupe, partitions),
                  (TOPICS.admitted.name, count, partitions), (TOPICS.changes.name, compose, partitions))  # fmt: skip
        self.lanes = {(topic, p): Lane(make(p)) for topic, make, n in stages for p in range(n)}

    def step(self, lane: tuple[str, int], most: int) -> bool:
        """One lane takes up to `most` records in and drains. False if there were none."""
        mine = self.lanes[lane]
        records = self.logs[lane][mine.read : mine.read + most]
        if records:
            mine.machine.apply(records)
        step = mine.machine.drain()
        mine.read += len(records)
        if step is not None:
            mine.steps.append(step.change)
            self._send([*step.outputs, *step.gone])
        return bool(records)

    def run(self, random: Random, most: int, faults: float = 0.0, each: Callable[[], None] | None = None) -> None:
        """Step random lanes until nothing is left; with `faults`, machines are lost and journals are cut."""
        while self.step(random.choice(list(self.lanes)), most) or self._waiting():
            lane = random.choice(list(self.lanes.values()))
            if random.random() < faults:
                lane.keep() if random.random() < 0.3 else lane.restart()
            if each is not None:
                each()

    def settle(self, random: Random, mark: int) -> None:
        """Every raw partition is at its end at `mark`; let that go through."""
        for (topic, _), lane in self.lanes.items():
            if topic == TOPIC:
                lane.machine.advance(mark)
        for lane_of in sorted(self.lanes, key=lambda lane: lane[0] != TOPIC):
            self.step(lane_of, 1)
        self.run(random, 100)

    def last(self) -> dict[Key, Update]:
        """The last update of each key; every one of them must fit the contract, and be in order."""
        last: dict[Key, Update] = {}
        for _, key, value in self.published:
            if value is None:
                del last[_key(key)]  # and what never was cannot go
                continue
            update = Update.model_validate_json(value)
            where = _key(key)
            named = (update.kpi, tuple(sorted(update.scope.items())), update.window, update.bucket)
            assert named == where
            assert where not in last or last[where].revision < update.revision
            last[where] = update
        return last

    def machines(self, topic: str) -> list[Any]:
        """The machines that read a topic."""
        return [lane.machine for (name, _), lane in self.lanes.items() if name == topic]

    def _waiting(self) -> bool:
        return any(lane.read < len(self.logs[name]) for name, lane in self.lanes.items())

    def _send(self, outputs: Sequence[Any]) -> None:
        for output in outputs:
            if output.topic == TOPICS.updates.name:
                self.published.append((output.partition, output.key, output.value))
            elif output.topic == TOPICS.breaches.name:
                self.breaches.append((output.key, output.value))
            elif output.topic == TOPICS.rejects.name:
                self.rejects.append(json.loads(output.value))
            else:
                log = self.logs[output.topic, output.partition]
                log.append(Record(len(log), 0, output.value))


def _key(key: bytes) -> Key:
    parsed = UpdateKey.model_validate_json(key)
    assert key == parsed.model_dump_json().encode()  # the model's order, without spaces
    return parsed.kpi, tuple(parsed.scope.items()), parsed.window, parsed.bucket
