"""What the lanes themselves do: steps, positions, journals, recovery."""

from collections.abc import Iterable, Iterator

from prometheus_client.core import Metric

from service import names
from service.sinks.samples import Samples
from service.stream.lane import Lane

GAUGES = {
    names.LANE_POSITION: "Input position that the lane has folded up to",
    names.LANE_LAG: "Offsets between what the lane has folded and the end of its input",
    names.LANE_RECOVERY: "Seconds that the last opening of the lane took",
    names.JOURNAL_BYTES: "Bytes in the journal since and with its newest snapshot",
    names.JOURNAL_RECORDS: "Records in the journal since and with its newest snapshot",
}
COUNTERS = {
    names.LANE_STEPS: "Transactions committed since the lane was opened",
    names.LANE_RECORDS: "Input records folded since the lane was opened",
    names.SNAPSHOTS: "Snapshots written since the lane was opened",
}


def lane_metrics(lanes: Iterable[Lane]) -> Iterator[Metric]:
    """The metrics of all lanes, labelled by agent, input topic and partition."""
    samples = Samples()
    for lane in lanes:
        _tell(samples, lane)
    for name, documentation in GAUGES.items():
        yield samples.gauge(name, documentation)
    for name, documentation in COUNTERS.items():
        yield samples.counter(name, documentation)


def _tell(samples: Samples, lane: Lane) -> None:
    labels = {
        names.AGENT: lane.spec.agent,
        names.TOPIC: lane.spec.topic,
        names.PARTITION: str(lane.partition),
    }
    figures = lane.figures
    for name, value in (
        (names.LANE_POSITION, lane.position),
        (names.LANE_LAG, lane.lag),
        (names.LANE_RECOVERY, figures.recovery_seconds),
        (names.JOURNAL_BYTES, figures.journal_bytes),
        (names.JOURNAL_RECORDS, figures.journal_records),
        (names.LANE_STEPS, figures.steps),
        (names.LANE_RECORDS, figures.records),
        (names.SNAPSHOTS, figures.snapshots),
    ):
        samples.add(name, labels, value)
