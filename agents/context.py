"""What the agents are made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.topics import Topics
from service.kpi.calendar import ReportingCalendar
from service.kpi.catalog import Catalog
from service.kpi.policy import Policy
from service.settings import Settings


@dataclass(frozen=True)
class Context:
    """The definitions and settings of a worker, resolved."""

    settings: Settings
    catalog: Catalog
    calendar: ReportingCalendar
    policy: Policy
    topics: Topics
    raw_partitions: Mapping[str, int]
    """Raw topic → how many partitions it has on the broker."""

    @property
    def linger(self) -> float:
        """Seconds a step of ingest, dedupe and count waits for company."""
        return self.settings.linger.total_seconds()
