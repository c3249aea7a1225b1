"""What a verification needs to know before it reads anything, resolved from the settings and the catalog."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from aiokafka import TopicPartition

from schemas.events import MODELS
from schemas.topics import topics_of
from service.settings import Settings
from service.verify.calendar import ReportingCalendar
from service.verify.definitions import PACKAGED, Definitions, load_definitions
from service.verify.judge import Limits, Models
from service.verify.recipes import Recipe, recipes
from service.verify.recount import Partition
from service.verify.windows import resolution_of


@dataclass(frozen=True)
class Plan:
    """What is counted, how, and where it stands."""

    definitions: Definitions
    recipes: tuple[Recipe, ...]
    resolution: int
    """Seconds in a tick."""
    calendar: ReportingCalendar
    limits: Limits
    broker: str
    topics: Mapping[str, Models]
    """Raw topic → the models of its events."""
    updates: str
    breaches: str
    rejects: str
    accounting: str
    metrics: str | None
    """Where a worker of these settings shows its metrics; None where that is not known beforehand."""
    inner: Mapping[str, int]
    """Topics between the agents, and their partitions."""
    series: int
    """Most series of a KPI over one window and set of dimensions, of all workers together."""
    partitions: int
    """Of each of those topics."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The plan that settings make; raises `VerifyError` for a catalog that cannot be read."""
        definitions = load_definitions(settings.catalog or PACKAGED)
        topics = topics_of(settings.app, settings.generation, settings.namespace)
        given = tuple(recipes(definitions))
        return cls(
            definitions,
            given,
            resolution_of(window for recipe in given for window in recipe.windows),
            ReportingCalendar.of(settings),
            Limits.of(settings),
            settings.broker,
            {topic.name: models for topic, models in zip(topics.raw, MODELS.values(), strict=True)},
            topics.updates.name,
            topics.breaches.name,
            topics.rejects.name,
            topics.accounting.name,
            _metrics(settings),
            dict.fromkeys((each.name for each in (topics.facts, topics.admitted, topics.changes)), settings.partitions),
            settings.series_per_kpi,
            settings.partitions,
        )

    def lanes(self, raw: Iterable[TopicPartition]) -> frozenset[Partition]:
        """The inputs of every lane, given the partitions of the raw topics."""
        inner = {(topic, partition) for topic, number in self.inner.items() for partition in range(number)}
        return frozenset(inner | {(place.topic, place.partition) for place in raw})


def _metrics(settings: Settings) -> str | None:
    # One that listens everywhere is asked here.
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.web_host, settings.web_host)
    return f"http://{host}:{settings.web_port}/metrics" if settings.web_port else None
