"""ingest: raw records become facts or rejects, all records of a step at once. Its state is its accounting."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
import numpy as np

from schemas.accounting import AccountingKey
from schemas.facts import Facts
from schemas.rejects import Reject
from schemas.topics import Topics
from service.kpi.accounting import Intake, accounting_output
from service.kpi.catalog import Catalog
from service.kpi.control import Control
from service.kpi.decoded import Decode
from service.kpi.ingest.age import Age
from service.kpi.ingest.controls import Controls
from service.kpi.ingest.facts_out import FactsOut
from service.kpi.ingest.hashes import hashed, keys_of
from service.kpi.ingest.heard import Heard
from service.kpi.ingest.pseudonym import Pseudonym
from service.kpi.ingest.telling import Telling
from service.kpi.policy import Policy
from service.kpi.refused import Refusals, Refused
from service.kpi.reject_limit import RejectWatch
from service.kpi.rejected import reject_output
from service.machine import Output, Record, Step

Redact = Callable[[bytes], str | None]
"""Payload → what may be shown of it."""

_encode = msgspec.msgpack.Encoder().encode


class _State(msgspec.Struct, array_like=True):
    outcomes: Intake
    newest: int = 0
    """Newest record timestamp read. No clock enters here: the horizon is a function of the log alone."""
    clock: int = 0
    """The partition was read to its end at that time."""
    told: int = 0
    run: int = 0
    recent: list[int] = []


_decode_state = msgspec.msgpack.Decoder(_State).decode


class Ingest:
    """The machine of one raw partition."""

    def __init__(
        self,
        topic: str,
        partition: int,
        catalog: Catalog,
        policy: Policy,
        topics: Topics,
        partitions: int,
        decode: Decode,
        redact: Redact,
        pseudonym: Pseudonym,
    ) -> None:
        """`partitions`: how many the facts and rejects topics have."""
        self._topic, self._partition = topic, partition
        self._policy, self._topics, self._partitions = policy, topics, partitions
        self._most = policy.max_event_bytes
        self._age = Age(policy, catalog.resolution)
        self._controls = Controls(self._age, policy, catalog.resolution)
        self._decode, self._redact = decode, redact
        self._telling = Telling(catalog, pseudonym, policy.retention)
        self._watch = RejectWatch(policy.reject_limit, topics.rejects.name)
        self._state = _State(Intake())
        self._rejects: list[Output] = []
        self._folded = False

    @property
    def outcomes(self) -> Intake:
        """The accounting; not to be changed."""
        return self._state.outcomes

    @property
    def mark(self) -> int:
        """Nothing older follows, except late events (ms)."""
        return max(self._state.newest, self._state.clock)

    def apply(self, records: Sequence[Record]) -> None:
        """Fold raw records. Raises TooManyRejects."""
        refused: Refusals = {}
        if records:
            self._tell(self._heard(records, refused), refused)
            self._reject(records, refused)
            self._state.outcomes.read += len(records)
        self._folded = True

    def advance(self, mark: int) -> None:
        """The partition was read to its end at that time."""
        self._state.clock = max(self._state.clock, mark)

    def drain(self) -> Step | None:
        """The facts and rejects since the last drain."""
        everywhere = self.mark >= self._state.told + self._policy.mark_step
        if not self._folded and not everywhere:
            return None
        outputs = [*self._facts(everywhere), *self._rejects]
        if everywhere:
            self._state.told = self.mark
        self._state.run, self._state.recent = self._watch.state
        self._telling.out, self._rejects, self._folded = FactsOut(), [], False
        self._telling.routes.recycle()
        return Step(_encode(self._state), outputs)

    def standing(self) -> Sequence[Output]:
        """The accounting of its raw partition."""
        key = AccountingKey(agent="ingest", topic=self._topic, partition=self._partition)
        told = self._state.outcomes.told((self._topic, self._partition))
        return [accounting_output(self._topics.accounting.name, self._partitions, key, [told])]

    def restore(self, change: bytes) -> None:
        """Take the accounting over; it is absolute."""
        self._state = _decode_state(change)
        self._watch.become(self._state.run, self._state.recent)

    def snapshot(self) -> Iterable[bytes]:
        """The accounting."""
        yield _encode(self._state)

    def load(self, parts: Sequence[bytes]) -> None:
        """Take the accounting over."""
        for part in parts:
            self.restore(part)

    def _heard(self, records: Sequence[Record], refused: Refusals) -> Heard:
        """The events of records that can be read, and are of an age that is taken."""
        times = np.array([record.timestamp for record in records], np.int64)
        newest = np.maximum.accumulate(np.maximum(times, self._state.newest))
        self._state.newest = int(newest[-1])
        places = [n for n, record in enumerate(records) if record.value and len(record.value) <= self._most]
        if len(places) < len(records):
            refused.update(self._unfit(records, places))
            records, times, newest = [records[n] for n in places], times[places], newest[places]
        payloads = [record.value for record in records if record.value]
        decoded = self._decode.many(payloads)
        offset = np.array([record.offset for record in records], np.int64)
        refused.update((int(offset[n]), reason) for n, reason in decoded.refused.items())
        second, content = np.array(decoded.seconds, np.int64), keys_of(map(hashed, payloads))
        heard = Heard(decoded.events, second, times, newest, offset, content, np.zeros(len(records), np.uint64))
        self._age.refuse(heard, refused)
        return heard.only(refused)

    def _unfit(self, records: Sequence[Record], fit: Sequence[int]) -> Iterator[tuple[int, Refused]]:
        for n in sorted(set(range(len(records))).difference(fit)):
            payload = records[n].value
            if payload:
                yield records[n].offset, Refused("too_large", f"{len(payload)} bytes; the limit is {self._most}")
            else:
                yield records[n].offset, Refused("empty", "no value" if payload is None else "a value of 0 bytes")

    def _tell(self, heard: Heard, refused: Refusals) -> None:
        for kind, mine in heard.by_type():
            if issubclass(kind, Control):
                self._telling.tell_controls(self._controls.said(mine, refused), refused)
            elif not self._telling.tell(mine, refused):
                self._state.outcomes.ignored += len(mine)

    def _reject(self, records: Sequence[Record], refused: Refusals) -> None:
        before, rejected = self._state.outcomes.read, self._state.outcomes.rejected
        for number, record in enumerate(records, before + 1) if refused else ():
            reason = refused.get(record.offset)
            if reason is not None:
                rejected[reason.reason] = rejected.get(reason.reason, 0) + 1
                reject = self._rejected(record, reason)
                self._watch.rejected(number, reject)
                self._rejects.append(reject_output(self._topics.rejects.name, self._partitions, reject))

    def _rejected(self, record: Record, refused: Refused) -> Reject:
        payload = record.value or b""
        return Reject(
            reason=refused.reason,
            detail=refused.detail,
            topic=self._topic,
            partition=self._partition,
            offset=record.offset,
            size=len(payload),
            payload=self._redact(payload),
        )

    def _facts(self, everywhere: bool) -> Iterable[Output]:
        nothing = Facts(self._topic, self._partition, self.mark, self._state.newest, [], *(b"",) * 6)
        routes = self._telling.routes
        facts = dict(self._telling.out.packed(nothing, routes.names.names, routes.widths, self._partitions))
        for p in range(self._partitions):
            if everywhere or p in facts:
                yield Output(self._topics.facts.name, p, None, _encode(facts.get(p, nothing)))
