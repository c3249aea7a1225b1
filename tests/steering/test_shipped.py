"""The objectives that ship, of every kind, on the demo's traffic: what is told of them is what the recount says."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

import orjson

from schemas.breaches import Breach
from schemas.definitions import Between
from schemas.events import MODELS
from service.catalog import load
from service.catalog.load import shipped
from service.demo.scenarios import SCENARIOS
from service.demo.traffic import Traffic, TrafficPolicy
from service.machine import Record
from service.settings import Settings
from service.verify.plan import Plan
from service.verify.records import Raw
from tests.kpi.definitions import TOPIC
from tests.kpi.pipeline import POLICY, Pipeline
from tests.verify.test_pipeline import FISCAL, assert_equal, compared

SEED, EVENTS, PARTITIONS = 5, 4_000, 3
END = datetime(2026, 11, 24, tzinfo=UTC)
CATALOG = load()
CARRIED = {kind: model for models in MODELS.values() for kind, model in models.items()}
PLAN = replace(
    Plan.of(
        Settings(
            catalog=shipped(),
            fiscal_start=FISCAL,
            future_tolerance=timedelta(days=10),
            max_event_bytes=POLICY.max_event_bytes,
        )
    ),
    topics={TOPIC: CARRIED},
)


def records() -> list[Raw]:
    """Four days of the demo in the order of event time, so that the head passes through them."""
    policy = TrafficPolicy.bulk(SEED, END, timedelta(days=4), EVENTS, SCENARIOS["refund-wave"])
    payloads = [arrival.payload for arrival in islice(Traffic(policy), EVENTS)]
    stamp = round(END.timestamp() * 1000)
    return [Raw(TOPIC, 0, offset, stamp, each) for offset, each in enumerate(sorted(payloads, key=_time))]


def _time(payload: bytes | None) -> str:
    try:
        return str(orjson.loads(payload or b"")["time"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""


def test_what_is_told_of_the_shipped_objectives_is_what_the_recount_says() -> None:
    print("seed", SEED)
    sent = records()
    raw = [[Record(each.offset, each.timestamp, each.value) for each in sent]]
    pipeline = Pipeline(CATALOG, raw, PARTITIONS, models=CARRIED)
    pipeline.run(Random(SEED), 150, faults=0.05)
    comparisons = compared(pipeline, sent, PLAN)
    breaches = [Breach.model_validate_json(value) for _, value in pipeline.breaches]
    print(Counter((breach.kpi, breach.kind) for breach in breaches))
    assert comparisons[2].compared > len(breaches) > 50
    assert {"breach", "recovery"} == {breach.kind for breach in breaches}
    assert_equal(comparisons)


def test_every_kind_of_objective_ships() -> None:
    objectives = {name: kpi.objective for name, kpi in CATALOG.kpis.items() if kpi.objective}
    units = {CATALOG.kpis[name].unit for name in objectives}
    assert {"ratio", "count", "money", "score"} <= units
    given = objectives.values()
    assert any(each.pace and not each.business_days for each in given) and any(each.holidays for each in given)
    assert any(isinstance(each.aim, Between) for each in given) and any(each.limit for each in given)
    assert any(each.where for each in given) and any(each.scopes == "overall" for each in given)
    assert any(each.hold_seconds and each.recover_seconds for each in given)
