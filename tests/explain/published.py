"""What the heart publishes of the demo's traffic of three days, with its duplicates, bad input and corrections."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from random import Random

from schemas.events import MODELS
from schemas.updates import Update, UpdateKey
from service.catalog import load
from service.demo.scenarios import SCENARIOS
from service.demo.traffic import Traffic, TrafficPolicy
from service.machine import Record
from tests.kpi.pipeline import Pipeline

SEED, EVENTS, PARTITIONS = 20261124, 4_000, 4
END = datetime(2026, 11, 24, tzinfo=UTC)
CATALOG = load()
_CARRIED = {kind: model for models in MODELS.values() for kind, model in models.items()}


@cache
def published() -> tuple[tuple[int, bytes, bytes | None], ...]:
    """Partition, key and value of every record of `kpi.updates`, in order."""
    print(f"seed {SEED}")
    policy = TrafficPolicy.bulk(SEED, END, timedelta(days=3), EVENTS, SCENARIOS["refund-wave"])
    stamp = int(END.timestamp() * 1000)
    raw = [[Record(i, stamp, arrival.payload) for i, arrival in enumerate(islice(Traffic(policy), EVENTS))]]
    pipeline = Pipeline(CATALOG, raw, PARTITIONS, models=_CARRIED)
    pipeline.run(Random(SEED), 500)
    return tuple(pipeline.published)


@cache
def last() -> dict[bytes, Update]:
    """The last update of every key that is there in the end."""
    values = {key: value for _, key, value in published()}
    return {key: Update.model_validate_json(value) for key, value in values.items() if value}


def together(update: Update) -> dict[str, Update]:
    """By KPI: all that was published for the scope, window and bucket of an update."""
    found = {kpi: last().get(key_of(update, kpi)) for kpi in CATALOG.kpis}
    return {kpi: each for kpi, each in found.items() if each}


def key_of(update: Update, kpi: str | None = None) -> bytes:
    """The record key of an update, or of that of another KPI beside it."""
    key = UpdateKey(kpi=kpi or update.kpi, scope=update.scope, window=update.window, bucket=update.bucket)
    return key.model_dump_json().encode()
