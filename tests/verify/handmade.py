"""Hand-made raw records, counted again in a database of their own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import orjson

from schemas.events import MODELS
from service.settings import Settings
from service.verify.events import Place
from service.verify.figures import Figures, Key
from service.verify.plan import Plan
from service.verify.records import Raw, Records, load
from service.verify.recount import Partition, Recount, recount

CATALOG = Path(__file__).parent / "catalog"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def event(kind: str, time: datetime, **fields: object) -> dict[str, Any]:
    """An event that its model accepts; its id is made of everything else unless given."""
    given = {"type": kind, "time": time.isoformat(), "recipient": "ann@example.org", "campaign": "spring"} | fields
    return {"id": f"{kind}-{time.isoformat()}-{given['recipient']}-{given['campaign']}"} | given


def opened(time: datetime = NOON, **fields: object) -> dict[str, Any]:
    """A mail opened."""
    return event("mail_opened", time, **fields)


def delivered(time: datetime = NOON, **fields: object) -> dict[str, Any]:
    """A mail delivered."""
    return event("mail_delivered", time, **fields)


@dataclass
class RawLog:
    """A raw topic in memory. Records are stamped with `now`, which is far from no event of the tests."""

    now: datetime = NOON + timedelta(days=1)
    topic: str = "mail"
    records: list[Raw] = field(default_factory=list)

    def send(self, *events: dict[str, Any] | bytes | None, partition: int = 0) -> "RawLog":
        """Append events, or values that are none."""
        for each in events:
            value = orjson.dumps(each) if isinstance(each, dict) else each
            offset = sum(record.partition == partition for record in self.records)
            self.records.append(Raw(self.topic, partition, offset, round(self.now.timestamp() * 1000), value))
        return self


@dataclass(frozen=True)
class Counted:
    """A recount, and how many records were read."""

    recount: Recount
    read: dict[Partition, int]

    def figures(self, kpi: str, window: str, bucket: str = "", **scope: str) -> Figures:
        """What a key must say."""
        return self.recount.figures[Key(kpi, tuple(scope.items()), window, bucket)]

    def value(self, kpi: str, window: str, bucket: str = "", **scope: str) -> float | None:
        """A key's value."""
        return self.figures(kpi, window, bucket, **scope).value

    def buckets(self, kpi: str, window: str) -> dict[str, float | None]:
        """The values of a KPI over everything, by bucket."""
        found = self.recount.figures.items()
        return {key.bucket: said.value for key, said in found if key[:3] == (kpi, (), window)}


def plan(zone: str = "Europe/Paris", **settings: Any) -> Plan:
    """The plan of the tests' catalog."""
    return Plan.of(Settings(catalog=CATALOG, zone=zone, retention=timedelta(days=3_000), **settings))


def count(log: RawLog, given: Plan | None = None, conflicts: Iterable[Place] = ()) -> Counted:
    """The recount of a log."""
    made = given or plan()
    with duckdb.connect(config={"threads": 1}) as db, TemporaryDirectory() as folder:
        path = Path(folder) / "records.ndjson"
        with path.open("wb") as file:
            records = Records(
                file,
                made.definitions,
                made.resolution,
                made.limits,
                {log.topic: made.topics.get(log.topic, MODELS["mail"])},
            )
            records.add(log.records)
        load(db, path, made.definitions)
        found = recount(db, made.definitions, made.recipes, made.resolution, made.calendar, conflicts)
        return Counted(found, dict(records.read))
