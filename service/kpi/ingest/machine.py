"""ingest: raw records become facts or rejects. Its state is its accounting."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from schemas.accounting import AccountingKey
from schemas.facts import Facts
from schemas.rejects import Reject
from schemas.topics import Topics
from service.kpi.accounting import Intake, accounting_output
from service.kpi.catalog import Catalog
from service.kpi.control import Control, Corrected, Retracted
from service.kpi.ingest.facts_out import FactsOut, Origin
from service.kpi.ingest.pseudonym import Pseudonym
from service.kpi.ingest.telling import Telling, hashed, millisecond, rank_of
from service.kpi.policy import Policy
from service.kpi.refused import Refused
from service.kpi.reject_limit import RejectWatch
from service.kpi.rejected import reject_output
from service.machine import Output, Record, Step

Decode = Callable[[bytes], tuple[Any, int]]
"""Payload → event and its second since the epoch; raises Refused.

The event has `id`, `time` (as text) and its type's fields, and on its class `__money__`: which of them hold amounts. Or
it is of `Control`.
"""
Redact = Callable[[bytes], str | None]
"""Payload → what may be shown of it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TICKS = 1 << 32  # what the column of ticks can hold
_LAST_RANKED = 1 << 44  # ms: what the column of versions can hold; in the year 2527

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
        self._resolution = catalog.resolution
        # The bounds within which whole seconds are enough to know that an event's age will do (ms).
        self._ahead, self._behind = policy.future_tolerance - 999, policy.retention + 1
        self._end = _TICKS * catalog.resolution
        self._decode, self._redact = decode, redact
        self._telling = Telling(catalog, pseudonym)
        self._watch = RejectWatch(policy.reject_limit, topics.rejects.name)
        self._state = _State(Intake())
        self._horizon = 0
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
        outcomes = self._state.outcomes
        for record in records:
            outcomes.read += 1
            if record.timestamp > self._state.newest:
                self._state.newest = record.timestamp
                self._horizon = self._tick(max(0, record.timestamp - self._policy.retention))
            try:
                self._fold(record)
            except Refused as refused:
                self._reject(record, refused)
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
        self._horizon = self._tick(max(0, self._state.newest - self._policy.retention))
        self._watch.become(self._state.run, self._state.recent)

    def snapshot(self) -> Iterable[bytes]:
        """The accounting."""
        yield _encode(self._state)

    def load(self, parts: Sequence[bytes]) -> None:
        """Take the accounting over."""
        for part in parts:
            self.restore(part)

    def _fold(self, record: Record) -> None:
        payload = record.value
        if not payload:
            raise Refused("empty", "no value" if payload is None else "a value of 0 bytes")
        if len(payload) > self._policy.max_event_bytes:
            raise Refused("too_large", f"{len(payload)} bytes; the limit is {self._policy.max_event_bytes}")
        event, second = self._decode(payload)
        near = self._state.newest - self._behind < second * 1000 < record.timestamp + self._ahead
        if not near or not 0 <= second < self._end:
            self._judge_age(event.time, record.timestamp)
        origin = (hashed(payload), record.offset, self._horizon)
        if type(event) is Retracted or type(event) is Corrected:
            self._fold_control(event, second, record.timestamp, origin)
        elif not self._telling.tell(event, second, origin):
            self._state.outcomes.ignored += 1

    def _fold_control(self, event: Control, second: int, timestamp: int, origin: Origin) -> None:
        time = millisecond(event.time, second)
        if time >= _LAST_RANKED:
            raise Refused("time_in_future", "time: after the year 2526, which no control event may be")
        latest = time + self._policy.future_tolerance
        if isinstance(event, Corrected):
            self._judge_age(event.by.time, timestamp, "by.time")
            if millisecond(event.by.time, event.second) > latest:
                raise Refused("time_in_future", "by.time: later than the control event's own time plus the tolerance")
        self._telling.tell_control(event, rank_of(event, time), min(self._tick(latest), _TICKS - 1), origin)

    def _tick(self, time: int) -> int:
        return time // 1000 // self._resolution

    def _judge_age(self, time: str, timestamp: int, field: str = "time") -> None:
        """Refuse an event too new for its record's timestamp (ms) or too old for the newest one so far.

        Asked where whole seconds do not tell.
        """
        # By differences, because times near the years 1 and 9999 cannot be moved to another zone.
        since = (datetime.fromisoformat(time) - _EPOCH) // _MICROSECOND
        if since - timestamp * 1000 > self._policy.future_tolerance * 1000 or since >= self._end * 1_000_000:
            raise Refused("time_in_future", f"{field}: later than the record's timestamp plus the tolerance")
        if since < (self._state.newest - self._policy.retention) * 1000 or since < 0:
            raise Refused("before_horizon", f"{field}: earlier than the newest record's timestamp less the retention")

    def _reject(self, record: Record, refused: Refused) -> None:
        rejected, payload = self._state.outcomes.rejected, record.value or b""
        rejected[refused.reason] = rejected.get(refused.reason, 0) + 1
        reject = Reject(
            reason=refused.reason,
            detail=refused.detail,
            topic=self._topic,
            partition=self._partition,
            offset=record.offset,
            size=len(payload),
            payload=self._redact(payload),
        )
        self._watch.rejected(self._state.outcomes.read, reject)
        self._rejects.append(reject_output(self._topics.rejects.name, self._partitions, reject))

    def _facts(self, everywhere: bool) -> Iterable[Output]:
        nothing = Facts(self._topic, self._partition, self.mark, self._state.newest, [], *(b"",) * 6)
        routes = self._telling.routes
        facts = dict(self._telling.out.packed(nothing, routes.names.names, routes.widths, self._partitions))
        for p in range(self._partitions):
            if everywhere or p in facts:
                yield Output(self._topics.facts.name, p, None, _encode(facts.get(p, nothing)))
