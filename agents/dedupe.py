"""dedupe: an event id is let through once, wherever and however often it arrives."""

from agents.context import Context
from schemas.topics import DEDUPE
from service.kpi.dedupe.machine import Dedupe
from service.stream.policy import LaneSpec


def lanes(context: Context) -> tuple[LaneSpec, ...]:
    """One lane per partition of `facts`, partitioned by event id."""
    topics, partitions = context.topics, context.settings.partitions
    sources = [(topic, p) for topic, count in context.raw_partitions.items() for p in range(count)]

    def machine(partition: int) -> Dedupe:
        resolution = context.catalog.resolution
        return Dedupe(partition, resolution, context.policy, topics, partitions, sources)

    name = topics.facts.name
    return (LaneSpec(DEDUPE, name, topics.journal(DEDUPE, name).name, machine, context.linger, owns_input=True),)
