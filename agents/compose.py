"""compose: cells become windows, KPIs and objectives; what changed is published at the cadence."""

from agents.context import Context
from schemas.topics import COMPOSE
from service.kpi.compose import Compose
from service.stream.policy import LaneSpec


def lanes(context: Context) -> tuple[LaneSpec, ...]:
    """One lane per partition of `changes`, partitioned by scope. It lingers for the whole cadence."""
    topics, cadence = context.topics, context.settings.cadence.total_seconds()

    def machine(partition: int) -> Compose:
        return Compose(
            partition, context.catalog, context.calendar, context.policy, topics, context.settings.partitions
        )

    name = topics.changes.name
    return (LaneSpec(COMPOSE, name, topics.journal(COMPOSE, name).name, machine, cadence, owns_input=True),)
