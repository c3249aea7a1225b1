"""Every topic, declared once: name, what flows, key, partitions, cleanup, who reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from schemas.events import MODELS
from schemas.topic_config import Line, cleanup, kept, kept_by_us, kept_for_days, roomy, stamped, transactional

Cleanup = Literal["delete", "compact"]

INGEST, DEDUPE, COUNT, COMPOSE = AGENTS = ("ingest", "dedupe", "count", "compose")
"""The agents, in the order in which data flows through them."""


@dataclass(frozen=True)
class Topic:
    """A Kafka topic as the service needs it, with as many partitions as the settings say.

    Nothing expires by age: an internal topic is cut by `DeleteRecords` once what it held is durable elsewhere.
    """

    name: str
    carries: str
    key: str
    cleanup: Cleanup
    readers: str
    partitions_of: str | None = None
    """The raw topic whose partition count it follows; None: the settings' count."""

    def lines(self, replicas: int) -> tuple[Line, ...]:
        """Its configuration, where it has so many replicas."""
        return (cleanup(self.cleanup), *kept(), *transactional(replicas))

    def config(self, replicas: int = 1) -> dict[str, str]:
        """Its configuration as Kafka takes it."""
        return {line.name: line.value for line in self.lines(replicas)}


@dataclass(frozen=True)
class RawTopic(Topic):
    """A topic that others write to, and that others may have made."""

    def lines(self, replicas: int) -> tuple[Line, ...]:
        """No record is lost by us if they expire, but the recount needs the whole log."""
        return (cleanup(self.cleanup), *kept_by_us(), roomy(), stamped())


@dataclass(frozen=True)
class ReadByOthers(Topic):
    """A topic that we write to and never read."""

    def lines(self, replicas: int) -> tuple[Line, ...]:
        """What becomes of old records is for its readers to say."""
        return (cleanup(self.cleanup), *kept_by_us(), *transactional(replicas))


@dataclass(frozen=True)
class KeptForAYear(ReadByOthers):
    """A topic whose old records only tell what once was."""

    def lines(self, replicas: int) -> tuple[Line, ...]:
        """We create it with a year's retention; whoever wants another sets it."""
        return (cleanup(self.cleanup), *kept_for_days(366), *transactional(replicas))


@dataclass(frozen=True)
class Topics:
    """The topics of one generation of one application."""

    raw: tuple[Topic, ...]
    facts: Topic
    admitted: Topic
    changes: Topic
    updates: Topic
    breaches: Topic
    rejects: Topic
    accounting: Topic
    journals: tuple[Topic, ...]

    def __iter__(self) -> Iterator[Topic]:
        yield from (*self.raw, self.facts, self.admitted, self.changes)
        yield from (self.updates, self.breaches, self.rejects, self.accounting)
        yield from self.journals

    def journal(self, agent: str, topic: str) -> Topic:
        """The journal of an agent's lanes on an input topic."""
        of_agent = {INGEST: self.journals[: len(self.raw)]} | {
            name: (journal,) for name, journal in zip(AGENTS[1:], self.journals[len(self.raw) :], strict=True)
        }
        names = [source.name for source in self.inputs(agent)]
        return of_agent[agent][names.index(topic)]

    def inputs(self, agent: str) -> tuple[Topic, ...]:
        """What an agent reads."""
        flow = {INGEST: self.raw, DEDUPE: (self.facts,), COUNT: (self.admitted,), COMPOSE: (self.changes,)}
        return flow[agent]


def topics_of(app: str, generation: int, namespace: str = "") -> Topics:
    """The topics of an application and generation; raw topics are shared by all of them.

    A namespace stands before every name, so that several installations share a cluster.

    >>> topics_of("vigie", 1).updates.name, topics_of("vigie", 2).updates.name
    ('kpi.updates', 'kpi.updates.g2')
    >>> topics_of("vigie", 1, "test").raw[0].name
    'test.mail'
    """
    space = f"{namespace}." if namespace else ""
    out = "" if generation == 1 else f".g{generation}"
    inner = f"{space}{app}-g{generation}"
    return Topics(
        raw=tuple(
            RawTopic(f"{space}{family}", f"raw events of the {family} family (JSON)", "free", "delete", INGEST)
            for family in MODELS
        ),
        facts=Topic(f"{inner}-facts", "packed facts", "by event id", "delete", DEDUPE),
        admitted=Topic(f"{inner}-admitted", "facts seen for the first time", "by subject", "delete", COUNT),
        changes=Topic(f"{inner}-changes", "packed changes of cells", "by scope", "delete", COMPOSE),
        updates=ReadByOthers(
            f"{space}kpi.updates{out}", "KPI values (JSON)", "KPI, scope, window", "compact", "services"
        ),
        breaches=KeptForAYear(
            f"{space}kpi.breaches{out}", "breaches and recoveries (JSON)", "KPI, scope, window", "delete", "services"
        ),
        rejects=ReadByOthers(f"{space}kpi.rejects{out}", "rejected records (JSON)", "none", "delete", "operators"),
        accounting=ReadByOthers(
            f"{space}kpi.accounting{out}", "what became of the raw records (JSON)", "lane", "compact", "boards"
        ),
        journals=(
            *(_journal(f"{inner}-journal-{INGEST}-{family}", INGEST, f"{space}{family}") for family in MODELS),
            *(_journal(f"{inner}-journal-{agent}", agent) for agent in AGENTS[1:]),
        ),
    )


def _journal(name: str, agent: str, partitions_of: str | None = None) -> Topic:
    return Topic(name, f"steps and snapshots of {agent}", "none", "delete", agent, partitions_of)
