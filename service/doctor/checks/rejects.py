"""How many of the last raw records were rejected, and why."""

from collections import Counter
from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic import ValidationError

from schemas.definitions import Wording
from schemas.rejects import Reject
from service.doctor.finding import Finding, broken, fine, warning
from service.doctor.journals import Span, records
from service.doctor.words import reason, said
from service.settings import Settings

OVER = 10_000
"""The last records of each raw partition that are looked at: as many as a worker watches."""

_TOLD = 3
"""Reasons that are told."""
_NOTICED = 0.01
"""A share that is worth a warning."""

Spans = Mapping[TopicPartition, Span]


async def rejects(consumer: AIOKafkaConsumer, settings: Settings, raw: Spans, rejected: Spans) -> Finding:
    """`raw` and `rejected`: what the partitions of the raw topics and of `kpi.rejects` hold."""
    last = {at: Span(max(span.begin, span.end - OVER), span.end) for at, span in raw.items()}
    # A raw partition's rejects are in one partition. No more can be of its last records, whatever else is there.
    sharing = max(1, -(-len(raw) // max(1, len(rejected))))
    tail = {at: Span(max(span.begin, span.end - 2 * OVER * sharing), span.end) for at, span in rejected.items()}
    found = Counter[str]()
    async for record in records(consumer, tail):
        found.update(_reasons(record.value, last))
    return judged(found, sum(span.end - span.begin for span in last.values()), settings.reject_share)


def judged(found: Mapping[str, int], over: int, limit: float) -> Finding:
    """`found`: how often each reason among the last `over` records; `limit`: the share at which a worker stops."""
    count = sum(found.values())
    if not count:
        return fine("rejects", said("rejects_none", over=over))
    top = sorted(found, key=lambda code: (-found[code], code))[:_TOLD]
    listed = ", ".join(f"{code} {found[code]:,}" for code in top)
    told = said("rejects", over=over, share=_percent(count / over), reasons=listed)
    if count / over < _NOTICED:
        return fine("rejects", told)
    if count / over < limit:
        return warning("rejects", told, reason(top[0]))
    return broken("rejects", told, said("rejects_limit", limit=_percent(limit), advice=reason(top[0])))


def _reasons(value: bytes | None, last: Spans) -> list[str]:
    """The reason of a reject, if it is of one of the last records."""
    try:
        reject = Reject.model_validate_json(value or b"")
    except ValidationError:
        return []
    span = last.get(TopicPartition(reject.topic, reject.partition))
    return [reject.reason] if span and span.begin <= reject.offset < span.end else []


def _percent(share: float) -> Wording:
    text = f"{100 * share:.1f}"
    return Wording(en=f"{text}%", fr=f"{text.replace('.', ',')}\u202f%")
