"""compose: cells become windows, KPIs and objectives; what changed is published."""

from agents.context import Context
from schemas.topics import COMPOSE
from service.kpi.compose.machine import Compose
from service.stream.policy import LaneSpec


def lanes(context: Context) -> tuple[LaneSpec, ...]:
    """One lane per partition of `changes`, partitioned by scope."""
    topics = context.topics

    def machine(partition: int) -> Compose:
        return Compose(
            partition, context.catalog, context.calendar, context.policy, topics, context.settings.partitions
        )

    name = topics.changes.name
    return (LaneSpec(COMPOSE, name, topics.journal(COMPOSE, name).name, machine, context.publishing, owns_input=True),)
