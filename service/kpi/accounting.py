"""What became of the records of one raw partition: what ingest knows of it, and what each dedupe partition adds.

read = counted + duplicate + conflict + rejected + ignored, once everything read has passed dedupe.
"""

from collections.abc import Iterable

import msgspec

from schemas.accounting import AccountingKey, LaneAccounting, Outcomes
from schemas.rejects import ReasonCode
from service.machine import Output

Source = tuple[str, int]
"""A raw topic and partition."""


class Intake(msgspec.Struct, array_like=True):
    """How many records ingest read, and what became of those that it did not pass on."""

    read: int = 0
    ignored: int = 0
    rejected: dict[ReasonCode, int] = {}
    """By reason."""

    def told(self, source: Source) -> Outcomes:
        """As it is published."""
        return _outcomes(source, read=self.read, ignored=self.ignored, rejected=self.rejected)


class Admission(msgspec.Struct, array_like=True):
    """What became of the facts that reached one dedupe partition."""

    counted: int = 0
    duplicate: int = 0
    conflict: int = 0

    @property
    def heard(self) -> int:
        """How many facts that were."""
        return self.counted + self.duplicate + self.conflict

    def told(self, source: Source) -> Outcomes:
        """As it is published."""
        rejected: dict[ReasonCode, int] = {"conflict": self.conflict} if self.conflict else {}
        return _outcomes(source, counted=self.counted, duplicate=self.duplicate, rejected=rejected)


def accounting_output(topic: str, partitions: int, key: AccountingKey, outcomes: Iterable[Outcomes]) -> Output:
    """A record for the accounting topic, in the partition that has the lane's number."""
    value = LaneAccounting(agent=key.agent, topic=key.topic, partition=key.partition, outcomes=list(outcomes))
    return Output(topic, key.partition % partitions, key.model_dump_json().encode(), value.model_dump_json().encode())


def _outcomes(
    source: Source,
    read: int = 0,
    counted: int = 0,
    duplicate: int = 0,
    rejected: dict[ReasonCode, int] | None = None,
    ignored: int = 0,
) -> Outcomes:
    topic, partition = source
    return Outcomes(
        topic=topic,
        partition=partition,
        read=read,
        counted=counted,
        duplicate=duplicate,
        rejected=rejected or {},
        ignored=ignored,
    )
