"""dedupe: of the facts with one event id, the first passes. Its state is the ids seen, and its accounting."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from schemas.facts import Admitted, Facts
from schemas.rejects import ReasonCode, Reject
from schemas.topics import Topics
from service.kpi.calendar import DAY_SECONDS
from service.kpi.columns import Ints, Marked, Names, column, only_used
from service.kpi.marks import Marks
from service.kpi.policy import Policy
from service.kpi.rejected import reject_output
from service.kpi.seen import Keys, Ledger, pieces
from service.machine import Output, Record, Step

Source = tuple[str, int]
"""A raw topic and partition."""

_PART_IDS = 1 << 16
_DAYS = 1 << 16
_DAY_BITS = np.uint64(_DAYS - 1)

_decode = msgspec.msgpack.Decoder(Facts).decode
_encode = msgspec.msgpack.Encoder().encode


class Outcomes(msgspec.Struct, array_like=True):
    """What became of the facts of one raw partition here."""

    counted: int = 0
    duplicate: int = 0
    conflict: int = 0
    before_horizon: int = 0


class _State(msgspec.Struct, array_like=True):
    """Outcomes and marks are absolute; ids and their stamps are what the step added."""

    outcomes: list[tuple[Source, Outcomes]]
    marks: list[tuple[Source, int]]
    told: int
    ids: bytes
    stamps: bytes


_decode_state = msgspec.msgpack.Decoder(_State).decode


class _Batch:
    """Facts of several records as columns; `source` and `route` are positions in tables of ours."""

    def __init__(self, facts: Sequence[Facts], sources: Names[Source], routes: Names[bytes]) -> None:
        lengths = [len(each.route) // 4 for each in facts]
        self.source = np.repeat(sources.ids([(each.topic, each.partition) for each in facts]), lengths)
        tables = (routes.ids(each.routes)[column([each.route], np.uint32)] for each in facts)
        self.route: Ints = np.concatenate(list(tables))
        self.tick: NDArray[np.uint32] = column((each.tick for each in facts), np.uint32)
        self.subject: Keys = column((each.subject for each in facts), np.uint64)
        self.id: Keys = column((each.id for each in facts), np.uint64)
        self.content: Keys = column((each.content for each in facts), np.uint64)
        self.offset: Ints = column((each.offset for each in facts), np.int64)


class Dedupe:
    """The machine of one partition of `facts`."""

    def __init__(
        self,
        partition: int,
        resolution: int,
        policy: Policy,
        topics: Topics,
        partitions: int,
        sources: Sequence[Source],
    ) -> None:
        """`sources`: every raw topic and partition; `partitions`: how many the other topics have."""
        self._partition, self._partitions = partition, partitions
        self._resolution, self._policy, self._topics = resolution, policy, topics
        self._marks = Marks[Source](sources)
        self._sources = Names[Source]()
        self._sources.ids(sources)
        self.outcomes = {source: Outcomes() for source in sources}
        """The accounting by raw topic and partition; not to be changed."""
        self._ledger = Ledger()
        self._oldest_day = 0
        self._told = 0
        self._begin()

    @property
    def mark(self) -> int:
        """What is promised for all raw partitions together (ms)."""
        return self._marks.lowest

    @property
    def nbytes(self) -> int:
        """Memory of the ids in bytes."""
        return self._ledger.nbytes

    def apply(self, records: Sequence[Record]) -> None:
        """Fold records of `facts`."""
        facts = [_decode(record.value) for record in records if record.value is not None]
        for each in facts:
            self._marks.hear((each.topic, each.partition), each.mark)
        self._folded = True
        if facts:
            self._fold(_Batch(facts, self._sources, self._routes))

    def advance(self, mark: int) -> None:
        """Its marks come with the records: an empty partition promises nothing of its own."""

    def drain(self) -> Step | None:
        """What passed, and what was in conflict, since the last drain."""
        everywhere = self.mark >= self._told + self._policy.mark_step
        if not self._folded and not everywhere:
            return None
        if everywhere:
            self._told = self.mark
        step = Step(self._change(), [*self._admitted_outputs(everywhere), *self._rejects])
        self._forget()
        self._begin()
        return step

    def restore(self, change: bytes) -> None:
        """Enter the ids of a step."""
        self._become(_decode_state(change))
        self._forget()

    def snapshot(self) -> Iterable[bytes]:
        """All ids."""
        ids, stamps = self._ledger.keys(), self._ledger.payloads()
        for piece in pieces(len(ids), _PART_IDS):
            yield _encode(self._state_with(ids[piece], stamps[piece]))

    def load(self, parts: Sequence[bytes]) -> None:
        """Become the state of a snapshot."""
        self._ledger, self._oldest_day = Ledger(), 0
        for part in parts:
            self._become(_decode_state(part))
        self._forget()

    def _fold(self, batch: _Batch) -> None:
        day = batch.tick.astype(np.int64) * self._resolution // DAY_SECONDS
        kept = day >= self._oldest_day
        stamp = _stamp(batch.content, day)
        first, stands = np.zeros(len(day), np.bool_), stamp.copy()
        first[kept], stands[kept] = self._ledger.record(batch.id[kept], stamp[kept])
        conflict = kept & (stands != stamp)
        self._account(batch.source, first, kept & ~first & ~conflict, conflict, ~kept)
        self._reject(batch, conflict, "conflict", "id: already counted with another payload")
        self._reject(batch, ~kept, "before_horizon", "time: so old that its ids are forgotten")
        self._new.append((batch.id[first], stamp[first]))
        self._admitted.append((batch.route[first], batch.tick[first], batch.subject[first]))

    def _account(self, source: Ints, *flags: Marked) -> None:
        number = len(self._sources)
        counts = [np.bincount(source[each], minlength=number).tolist() for each in flags]
        for name, counted, duplicate, conflict, old in zip(self._sources.names, *counts, strict=True):
            outcomes = self.outcomes[name]
            outcomes.counted += counted
            outcomes.duplicate += duplicate
            outcomes.conflict += conflict
            outcomes.before_horizon += old

    def _reject(self, batch: _Batch, which: Marked, reason: ReasonCode, detail: str) -> None:
        for i in np.flatnonzero(which).tolist():
            topic, partition = self._sources.names[batch.source[i]]
            offset = int(batch.offset[i])
            reject = Reject(
                reason=reason,
                detail=detail,
                topic=topic,
                partition=partition,
                offset=offset,
                size=None,
                payload=None,
            )
            self._rejects.append(reject_output(self._topics.rejects.name, self._partitions, reject))

    def _admitted_outputs(self, everywhere: bool) -> Iterator[Output]:
        admitted = self._admitted or [(np.zeros(0, np.int64), np.zeros(0, np.uint32), _NONE)]
        route, tick, subject = (np.concatenate(part) for part in zip(*admitted, strict=True))
        goal = subject % np.uint64(self._partitions)
        for p in range(self._partitions):
            mine = np.flatnonzero(goal == p)
            if everywhere or len(mine):
                table, place = only_used(route[mine], self._routes.names)
                columns = (place.tobytes(), tick[mine].tobytes(), subject[mine].tobytes())
                facts = Admitted(self._partition, self.mark, table, *columns)
                yield Output(self._topics.admitted.name, p, None, _encode(facts))

    def _change(self) -> bytes:
        ids, stamps = zip(*self._new, strict=True) if self._new else ((_NONE,), (_NONE,))
        return _encode(self._state_with(np.concatenate(ids), np.concatenate(stamps)))

    def _state_with(self, ids: Keys, stamps: Keys) -> _State:
        outcomes = list(self.outcomes.items())
        return _State(outcomes, list(self._marks.as_dict().items()), self._told, ids.tobytes(), stamps.tobytes())

    def _become(self, state: _State) -> None:
        self._ledger.record(np.frombuffer(state.ids, np.uint64), np.frombuffer(state.stamps, np.uint64))
        self.outcomes.update(state.outcomes)
        self._marks.become(dict(state.marks))
        self._told = state.told

    def _forget(self) -> None:
        """Forget the ids of the days that lie before the retention, once for each day."""
        oldest = (self.mark - self._policy.retention) // 1000 // DAY_SECONDS
        if oldest > self._oldest_day:
            self._oldest_day = oldest
            age = (oldest - self._ledger.payloads().astype(np.int64)) % _DAYS
            self._ledger = self._ledger.only((age == 0) | (age > _DAYS // 2))

    def _begin(self) -> None:
        self._routes = Names[bytes]()
        self._new: list[tuple[Keys, Keys]] = []
        self._admitted: list[tuple[Ints, NDArray[np.uint32], Keys]] = []
        self._rejects: list[Output] = []
        self._folded = False


_NONE: Keys = np.zeros(0, np.uint64)


def _stamp(content: Keys, day: Ints) -> Keys:
    """The payload's hash, its last 16 bits replaced by the day: enough to tell a conflict, and when to forget."""
    return content & ~_DAY_BITS | day.astype(np.uint64) & _DAY_BITS
