"""/metrics: what the worker's lanes hold, read at scrape. No gauge is set and forgotten."""

from collections.abc import Iterable, Iterator

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from schemas.definitions import Aim, AtLeast, AtMost, Between
from service import names
from service.kpi.catalog import Catalog
from service.kpi.compose.machine import Compose
from service.kpi.dedupe.machine import Dedupe
from service.kpi.ingest.machine import Ingest
from service.sinks.lane_metrics import lane_metrics
from service.sinks.samples import Labels, Samples
from service.stream.lane import Lane
from service.stream.lanes import Source

GAUGES = {
    names.OBJECTIVE_TARGET: "Target of a KPI's objective; where it is to lie between two bounds, both",
    names.OBJECTIVE_LIMIT: "Beyond it a breach is critical",
    names.NEWEST_EVENT: "Newest event time counted",
}


class WorkerCollector(Collector):
    """What a worker tells but for the values of KPIs: of several workers each tells of its own partitions."""

    def __init__(self, lanes: Iterable[Lane], catalog: Catalog) -> None:
        self._lanes, self._catalog = lanes, catalog

    def describe(self) -> Iterable[Metric]:
        """Nothing: the registry would otherwise collect at registration."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """One pass over the lanes."""
        lanes = list(self._lanes)
        yield from self._values(lanes)
        yield from _outcomes(lanes)
        yield from lane_metrics(lanes)

    def _values(self, lanes: Iterable[Lane]) -> Iterator[Metric]:
        samples = Samples()
        self._targets(samples)
        for lane in lanes:
            if isinstance(lane.machine, Compose) and lane.machine.head >= 0:
                samples.raise_to(names.NEWEST_EVENT, {}, lane.machine.head * self._catalog.resolution)
        for name, documentation in GAUGES.items():
            yield samples.gauge(name, documentation)

    def _targets(self, samples: Samples) -> None:
        for name, kpi in self._catalog.kpis.items():
            if kpi.objective is not None:
                labels = {names.KPI: name, names.DIRECTION: kpi.objective.direction}
                labels[names.SEVERITY] = kpi.objective.severity
                _aim(samples, labels, kpi.objective.aim)


def _aim(samples: Samples, labels: Labels, aim: Aim) -> None:
    match aim:
        case Between(low, high):
            samples.add(names.OBJECTIVE_TARGET, {**labels, names.BOUND: "low"}, low)
            samples.add(names.OBJECTIVE_TARGET, {**labels, names.BOUND: "high"}, high)
        case AtLeast(target, limit) | AtMost(target, limit):
            samples.add(names.OBJECTIVE_TARGET, labels, target)
            samples.add(names.OBJECTIVE_LIMIT, labels, limit)


def _outcomes(lanes: Iterable[Lane]) -> Iterator[Metric]:
    """What became of the raw events. Counters from the machines' own accounting: they survive a restart."""
    samples = Samples()
    for lane in lanes:
        match lane.machine:
            case Ingest() as machine:
                _of_ingest(samples, (lane.spec.topic, lane.partition), machine)
            case Dedupe() as machine:
                _of_dedupe(samples, machine)
    yield samples.counter(names.EVENTS_READ, "Raw records read, whatever became of them")
    yield samples.counter(names.EVENTS, "Raw events by what became of them: counted, duplicate, rejected, ignored")
    yield samples.counter(names.REJECTS, "Rejected records by reason")
    yield samples.gauge(names.CONTROLS_WAITING, "Retractions and corrections whose event has not come")


def _of_ingest(samples: Samples, source: Source, machine: Ingest) -> None:
    labels = {names.TOPIC: source[0], names.PARTITION: str(source[1])}
    samples.increase(names.EVENTS_READ, labels, machine.outcomes.read)
    _event(samples, source, "ignored", machine.outcomes.ignored)
    for reason, count in machine.outcomes.rejected.items():
        _reject(samples, source, reason, count)


def _of_dedupe(samples: Samples, machine: Dedupe) -> None:
    samples.increase(names.CONTROLS_WAITING, {}, machine.waiting)
    for source, outcomes in machine.outcomes.items():
        _event(samples, source, "counted", outcomes.counted)
        _event(samples, source, "duplicate", outcomes.duplicate)
        _reject(samples, source, "conflict", outcomes.conflict)


def _event(samples: Samples, source: Source, outcome: str, count: int) -> None:
    labels = {names.TOPIC: source[0], names.PARTITION: str(source[1]), names.OUTCOME: outcome}
    samples.increase(names.EVENTS, labels, count)


def _reject(samples: Samples, source: Source, reason: str, count: int) -> None:
    if count:
        labels = {names.TOPIC: source[0], names.PARTITION: str(source[1]), names.REASON: reason}
        samples.increase(names.REJECTS, labels, count)
        _event(samples, source, "rejected", count)
