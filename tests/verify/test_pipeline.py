"""The whole heart in memory against the recount, on random mixed streams: every key and everything that it says."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from aiokafka import ConsumerRecord

from schemas.definitions import CountIndicator, DistinctIndicator, StockIndicator
from schemas.topics import topics_of
from service.kpi.catalog import Catalog
from service.kpi.derivations import Derivations
from service.kpi.formula import parse_formula
from service.machine import Record
from service.verify.compare import Comparison, compare_updates
from service.verify.published import Published
from service.verify.records import Raw
from tests.kpi.pipeline import Pipeline
from tests.verify.handmade import RawLog, count
from tests.verify.streams import START, stream
from tests.verify.test_oracle import NOW, ZONE
from tests.verify.things import MODELS, only, things

# What needs the amounts of facts joins here once dedupe hands them on (decision 0006): then this is things(...) alone.
CARRIED = (CountIndicator, DistinctIndicator, StockIndicator)
PLAN = only(things(ZONE, fiscal_start=4, future_tolerance=timedelta(days=10)), CARRIED)
TOPICS = topics_of("test", 1)


def catalog() -> Catalog:
    """The plan's definitions as the machines take them."""
    definitions = PLAN.definitions
    return Catalog(
        subjects=definitions.subjects,
        derivations=Derivations({}, {}),
        entities=definitions.entities,
        visits=definitions.visits,
        indicators=definitions.indicators,
        kpis=definitions.kpis,
        formulas={name: parse_formula(kpi.formula) for name, kpi in definitions.kpis.items()},
        families={},
        resolution=PLAN.resolution,
        fingerprint="things",
    )


def published(records: Sequence[Raw], seed: int, faults: float = 0.0) -> Pipeline:
    partitions = 1 + max(record.partition for record in records)
    raw = [
        [Record(each.offset, each.timestamp, each.value) for each in records if each.partition == partition]
        for partition in range(partitions)
    ]
    pipeline = Pipeline(catalog(), raw, partitions=3, models=MODELS)
    pipeline.run(Random(seed), Random(seed).choice((1, 7, 100)), faults)
    return pipeline


def compared(pipeline: Pipeline, records: list[Raw]) -> Comparison:
    said = Published(TOPICS.updates.name)
    said.add(
        ConsumerRecord(TOPICS.updates.name, 0, n, 0, 0, key, value, None, 0, 0, ())
        for n, (_, key, value) in enumerate(pipeline.published)
    )
    figures, broken = said.figures()
    recount = count(RawLog(NOW, "things", records), PLAN).recount
    history = said.history.differences(None if recount.head is None else START + timedelta(days=30))
    return compare_updates(recount.figures, figures).and_broken(broken).and_also(history)


def spread(seed: int, events: int) -> list[Raw]:
    """The events of a stream over three partitions."""
    log, random = RawLog(NOW, "things"), Random(seed)
    for event in stream(seed, events):
        log.send(event, partition=random.randrange(3))
    return log.records


@pytest.mark.parametrize("seed", range(6))
def test_the_pipeline_says_what_the_recount_says(seed: int) -> None:
    print("seed", seed)
    records = spread(seed, 120)
    comparison = compared(published(records, seed, faults=0.02), records)
    assert comparison.compared > 250
    assert comparison == Comparison("updates", comparison.compared)
