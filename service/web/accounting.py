"""What became of the raw records, from the machines of the lanes that this worker owns."""

from collections.abc import Iterable, Iterator

from schemas.topics import Topics
from service.kpi.accounting import Admission
from service.kpi.dedupe.machine import Dedupe
from service.kpi.ingest.machine import Ingest
from service.stream.lane import Lane
from service.web.answers import Accounting, Excluded


def accounting(lanes: Iterable[Lane], topics: Topics, raw: int, partitions: int) -> Accounting:
    """By raw topic. `raw`: partitions of all raw topics together, `partitions`: of the facts; whole if all are ours."""
    ours = list(lanes)
    ingests = [lane for lane in ours if isinstance(lane.machine, Ingest)]
    dedupes = [lane.machine for lane in ours if isinstance(lane.machine, Dedupe)]
    told = [_of_topic(topic.name, ingests, dedupes) for topic in topics.raw]
    return Accounting(whole=len(ingests) == raw and len(dedupes) == partitions, topics=told)


def _of_topic(topic: str, ingests: Iterable[Lane], dedupes: Iterable[Dedupe]) -> Excluded:
    intakes = [
        lane.machine.outcomes for lane in ingests if isinstance(lane.machine, Ingest) and lane.spec.topic == topic
    ]
    admissions = list(_admissions(topic, dedupes))
    reasons: dict[str, int] = {}
    for intake in intakes:
        for reason, count in intake.rejected.items():
            reasons[reason] = reasons.get(reason, 0) + count
    if conflicts := sum(each.conflict for each in admissions):
        reasons["conflict"] = conflicts
    return Excluded(
        topic=topic,
        read=sum(each.read for each in intakes),
        counted=sum(each.counted for each in admissions),
        duplicate=sum(each.duplicate for each in admissions),
        rejected=sum(reasons.values()),
        ignored=sum(each.ignored for each in intakes),
        reasons=reasons,
    )


def _admissions(topic: str, dedupes: Iterable[Dedupe]) -> Iterator[Admission]:
    return (admission for each in dedupes for (of, _), admission in each.outcomes.items() if of == topic)
