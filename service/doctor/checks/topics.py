"""Are the topics there as they should be?"""

from collections.abc import Iterator, Sequence

from service.doctor.finding import Finding, broken, fine
from service.doctor.words import said
from service.topic_state import TopicState, complaints


def topics(states: Sequence[TopicState]) -> Iterator[Finding]:
    """A finding for each fault that topics have, or one that says that all are there."""
    wrong = complaints(states)
    yield from (broken("topics", fault.found, fault.advice) for fault in wrong)
    if not wrong:
        yield fine("topics", said("topics", count=len(states)))
