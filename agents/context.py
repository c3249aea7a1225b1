"""What the agents are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from schemas.topics import Topics
from service.kpi.catalog import Catalog
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.policy import Policy
from service.settings import Settings
from service.stream.pace import Beat, Linger


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
    def beat(self) -> Beat:
        """The pace of ingest, which is the cadence of what is published: all that follows moves on what it sends."""
        return Beat(self.settings.cadence.total_seconds())

    @property
    def linger(self) -> Linger:
        """The pace of the agents after it."""
        return Linger(self.settings.linger.total_seconds(), self.beat.seconds)

    @property
    def publishing(self) -> Linger:
        """The pace of compose: one step for each beat, of all that the beat brought.

        Its steps are kept apart, or those that come late in a beat would make a second one, and publish twice.
        """
        return replace(self.linger, apart=0.6 * self.beat.seconds)
