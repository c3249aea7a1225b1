"""count: facts become additions to cells; the windowed tables of who was seen where."""

from agents.context import Context
from schemas.topics import COUNT
from service.kpi.count.machine import Count
from service.stream.policy import LaneSpec


def lanes(context: Context) -> tuple[LaneSpec, ...]:
    """One lane per partition of `admitted`, partitioned by subject."""
    topics = context.topics

    def machine(partition: int) -> Count:
        return Count(partition, context.catalog, context.calendar, context.policy, topics, context.settings.partitions)

    name = topics.admitted.name
    return (LaneSpec(COUNT, name, topics.journal(COUNT, name).name, machine, context.linger, owns_input=True),)
