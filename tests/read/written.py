"""What stands on every topic after some hundred events of all families, bad ones among them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from random import Random

from pydantic import SecretStr

from schemas.accounting import AccountingKey, LaneAccounting
from schemas.breaches import Breach, BreachKey
from schemas.events import MODELS
from schemas.journal import StepEntry
from service.catalog import load
from service.demo.scenarios import SCENARIOS
from service.demo.traffic import Traffic, TrafficPolicy
from service.machine import Record
from service.read.stored import Stored
from service.settings import Settings
from service.stream.journal import Place as Journal
from service.stream.journal import snapshot_outputs
from tests.kpi.pipeline import TOPICS, Pipeline
from tests.schemas.examples import files

SEED, EVENTS, PARTITIONS = 7, 700, 2
END = datetime(2026, 11, 24, tzinfo=UTC)
STAMP = int(END.timestamp() * 1000)
CATALOG = load()
SETTINGS = Settings(namespace="here", pseudonym_key=SecretStr("key"))
_CARRIED = {kind: model for models in MODELS.values() for kind, model in models.items()}

Written = dict[str, tuple[Stored, ...]]


@cache
def written() -> Written:
    """Records by the short name of their topic. Breaches are the examples, since so few events break nothing."""
    print("seed", SEED)
    policy = TrafficPolicy.bulk(SEED, END, timedelta(days=1), EVENTS * 12, SCENARIOS["refund-wave"])
    arrivals = list(islice(Traffic(policy), 0, EVENTS * 12, 12))
    raw = [Record(n, STAMP, arrival.payload) for n, arrival in enumerate(arrivals)]
    pipeline = Pipeline(CATALOG, [raw], PARTITIONS, models=_CARRIED)
    pipeline.run(Random(SEED), 100)
    families = {family: [it.payload for it in arrivals if it.family == family] for family in MODELS}
    inner = {
        name: [record.value for p in range(PARTITIONS) for record in pipeline.logs[topic.name, p]]
        for name, topic in (("facts", TOPICS.facts), ("admitted", TOPICS.admitted), ("changes", TOPICS.changes))
    }
    return {
        **{name: _at(name, ((None, value) for value in values)) for name, values in (families | inner).items()},
        "updates": _at("updates", ((key, value) for _, key, value in pipeline.published)),
        "breaches": _at("breaches", map(_keyed, (path.read_bytes() for path in files("breaches")))),
        "rejects": _at("rejects", ((None, path.read_bytes()) for path in files("rejects"))),
        "accounting": _at("accounting", map(_told_by, (path.read_bytes() for path in files("accounting")))),
        "journal-count": _at("journal-count", ((None, value) for value in _journal())),
    }


def _at(topic: str, records: Iterator[tuple[bytes | None, bytes | None]]) -> tuple[Stored, ...]:
    return tuple(Stored(topic, 1, n, STAMP, key, value) for n, (key, value) in enumerate(records))


def _keyed(value: bytes) -> tuple[bytes, bytes]:
    breach = Breach.model_validate_json(value)
    key = BreachKey(kpi=breach.kpi, scope=breach.scope, window=breach.window)
    return key.model_dump_json().encode(), value


def _told_by(value: bytes) -> tuple[bytes, bytes]:
    told = LaneAccounting.model_validate_json(value)
    return AccountingKey(**told.model_dump(exclude={"outcomes"})).model_dump_json().encode(), value


def _journal() -> list[bytes]:
    place = Journal("journal", 0)
    return [
        it.value for it in (place.output(StepEntry(0, 9, "defs", b"123")), *snapshot_outputs(place, 9, "defs", [b""]))
    ]
