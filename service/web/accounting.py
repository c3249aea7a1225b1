"""What became of the raw records, by raw topic: what all lanes said last, added up."""

from collections import Counter
from collections.abc import Iterable, Sequence

from schemas.accounting import LaneAccounting, Outcomes
from schemas.rejects import REASON_CODES, ReasonCode
from service.web.answers import Excluded


def excluded(lanes: Iterable[LaneAccounting]) -> list[Excluded]:
    """One for each raw topic of which something was told, by name."""
    told = [each for lane in lanes for each in lane.outcomes]
    return [
        _of_topic(topic, [each for each in told if each.topic == topic]) for topic in sorted({e.topic for e in told})
    ]


def _of_topic(topic: str, told: Sequence[Outcomes]) -> Excluded:
    reasons = Counter[ReasonCode]()
    for each in told:
        reasons.update(each.rejected)
    return Excluded(
        topic=topic,
        read=sum(each.read for each in told),
        counted=sum(each.counted for each in told),
        duplicate=sum(each.duplicate for each in told),
        rejected=reasons.total(),
        ignored=sum(each.ignored for each in told),
        # In one order on every board, whichever lane was read first.
        reasons={code: reasons[code] for code in REASON_CODES if code in reasons},
    )
