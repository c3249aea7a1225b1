"""The accounting that a worker shows is that of its machines."""

from types import SimpleNamespace
from typing import cast

from prometheus_client.core import Metric

from service import names
from service.sinks.metrics import WorkerCollector
from service.stream.lane import Lane
from tests.kpi.definitions import TOPIC, catalog
from tests.kpi.test_ingest import drained, ingest, made


def shown(metric: str) -> Metric:
    """A metric of a worker whose one lane read three good records, a broken one and one of an unknown type."""
    machine = ingest()
    drained(machine, *(made(number) for number in range(3)), b"{", made(3, type="unheard of"))
    lane = SimpleNamespace(machine=machine, partition=5, spec=SimpleNamespace(topic=TOPIC))
    return next(it for it in WorkerCollector([cast(Lane, lane)], catalog()).collect() if it.name == metric)


def test_what_was_read_is_shown_by_raw_topic_and_partition() -> None:
    (sample,) = shown(names.EVENTS_READ).samples
    assert (sample.name, sample.value) == ("vigie_events_read_total", 5)
    assert sample.labels == {names.TOPIC: TOPIC, names.PARTITION: "5"}


def test_what_was_rejected_at_once_is_shown_by_reason_and_is_an_outcome() -> None:
    assert {sample.labels[names.REASON]: sample.value for sample in shown(names.REJECTS).samples} == {
        "invalid_json": 1,
        "unknown_type": 1,
    }
    outcomes = {sample.labels[names.OUTCOME]: sample.value for sample in shown(names.EVENTS).samples}
    assert outcomes["rejected"] == 2
