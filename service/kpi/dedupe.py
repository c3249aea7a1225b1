"""dedupe: of the facts with one event id, the first passes. Its state is the ids seen, and its accounting."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from schemas.facts import Admitted, Facts
from schemas.rejects import Reject
from schemas.topics import Topics
from service.kpi.accounting import Admission
from service.kpi.calendar import DAY_SECONDS
from service.kpi.columns import Ints, Marked, Names, column, only_used
from service.kpi.marks import Marks
from service.kpi.policy import Policy
from service.kpi.reject_limit import RejectWatch
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


class BeyondHorizon(AssertionError):
    """A fact of a day whose ids are forgotten: ingest must have refused it. Stop, for it may be counted twice.

    No input can cause this. Report it with the message; to go on, rebuild in a new generation.
    """


class _State(msgspec.Struct, array_like=True):
    """Absolute, but for ids and stamps, which are what the step added, and watches, which are of who had rejects."""

    outcomes: list[tuple[Source, Admission]]
    marks: list[tuple[Source, int]]
    newest: list[tuple[Source, int]]
    watches: list[tuple[Source, int, list[int]]]
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
        self._marks, self._newest = Marks[Source](sources), Marks[Source](sources)
        self._sources = Names[Source]()
        self._sources.ids(sources)
        self.outcomes = {source: Admission() for source in sources}
        """The accounting by raw topic and partition; not to be changed."""
        self._watches = {source: RejectWatch(policy.reject_limit, topics.rejects.name) for source in sources}
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
        """Fold records of `facts`. Raises TooManyRejects, BeyondHorizon."""
        facts = [_decode(record.value) for record in records if record.value is not None]
        for each in facts:
            self._marks.hear((each.topic, each.partition), each.mark)
            self._newest.hear((each.topic, each.partition), each.newest)
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
            yield _encode(self._state_with(ids[piece], stamps[piece], self._watches))

    def load(self, parts: Sequence[bytes]) -> None:
        """Become the state of a snapshot."""
        self._ledger, self._oldest_day = Ledger(), 0
        for part in parts:
            self._become(_decode_state(part))
        self._forget()

    def _fold(self, batch: _Batch) -> None:
        day = batch.tick.astype(np.int64) * self._resolution // DAY_SECONDS
        if len(day) and day.min() < self._oldest_day:
            raise BeyondHorizon(f"a fact of day {day.min()}; ids are remembered from day {self._oldest_day} on")
        stamp = _stamp(batch.content, day)
        first, stands = self._ledger.record(batch.id, stamp)
        conflict = stands != stamp
        self._reject(batch, conflict)
        self._account(batch.source, first, ~first & ~conflict, conflict)
        self._new.append((batch.id[first], stamp[first]))
        self._admitted.append((batch.route[first], batch.tick[first], batch.subject[first]))

    def _account(self, source: Ints, *flags: Marked) -> None:
        number = len(self._sources)
        counts = [np.bincount(source[each], minlength=number).tolist() for each in flags]
        for name, counted, duplicate, conflict in zip(self._sources.names, *counts, strict=True):
            outcomes = self.outcomes[name]
            outcomes.counted += counted
            outcomes.duplicate += duplicate
            outcomes.conflict += conflict

    def _reject(self, batch: _Batch, conflict: Marked) -> None:
        """Publish the conflicts; each source is watched by itself, by the number of the fact among its own."""
        for number in np.unique(batch.source[conflict]).tolist():
            source = self._sources.names[number]
            mine = np.flatnonzero(batch.source == number)
            nth = np.flatnonzero(conflict[mine])
            first = self.outcomes[source].heard + 1
            for n, offset in zip((nth + first).tolist(), batch.offset[mine[nth]].tolist(), strict=True):
                reject = _conflict(source, offset)
                self._watches[source].rejected(n, reject)
                self._rejects.append(reject_output(self._topics.rejects.name, self._partitions, reject))
            self._watched.add(source)

    def _admitted_outputs(self, everywhere: bool) -> Iterator[Output]:
        admitted = self._admitted or [(np.zeros(0, np.int64), np.zeros(0, np.uint32), _NONE)]
        route, tick, subject = (np.concatenate(part) for part in zip(*admitted, strict=True))
        goal = subject % np.uint64(self._partitions)
        for p in range(self._partitions):
            mine = np.flatnonzero(goal == p)
            if everywhere or len(mine):
                table, place = only_used(route[mine], self._routes.names)
                columns = (place.tobytes(), tick[mine].tobytes(), subject[mine].tobytes())
                facts = Admitted(self._partition, self.mark, self._newest.lowest, table, *columns)
                yield Output(self._topics.admitted.name, p, None, _encode(facts))

    def _change(self) -> bytes:
        ids, stamps = zip(*self._new, strict=True) if self._new else ((_NONE,), (_NONE,))
        return _encode(self._state_with(np.concatenate(ids), np.concatenate(stamps), self._watched))

    def _state_with(self, ids: Keys, stamps: Keys, watched: Iterable[Source]) -> _State:
        return _State(
            list(self.outcomes.items()),
            list(self._marks.as_dict().items()),
            list(self._newest.as_dict().items()),
            [(source, *self._watches[source].state) for source in watched],
            self._told,
            ids.tobytes(),
            stamps.tobytes(),
        )

    def _become(self, state: _State) -> None:
        self._ledger.record(np.frombuffer(state.ids, np.uint64), np.frombuffer(state.stamps, np.uint64))
        self.outcomes.update(state.outcomes)
        self._marks.become(dict(state.marks))
        self._newest.become(dict(state.newest))
        for source, run, recent in state.watches:
            self._watches[source].become(run, recent)
        self._told = state.told

    def _forget(self) -> None:
        """Forget the ids of the days that lie before the retention, once for each day.

        By what the log says and never by the clock: ingest refuses what is older by the same measure, and each source's
        facts come in order, so that no fact of a forgotten day can follow.
        """
        oldest = (self._newest.lowest - self._policy.retention) // 1000 // DAY_SECONDS
        if oldest > self._oldest_day:
            self._oldest_day = oldest
            age = (oldest - self._ledger.payloads().astype(np.int64)) % _DAYS
            self._ledger = self._ledger.only((age == 0) | (age > _DAYS // 2))

    def _begin(self) -> None:
        self._routes = Names[bytes]()
        self._new: list[tuple[Keys, Keys]] = []
        self._admitted: list[tuple[Ints, NDArray[np.uint32], Keys]] = []
        self._rejects: list[Output] = []
        self._watched: set[Source] = set()
        self._folded = False


_NONE: Keys = np.zeros(0, np.uint64)


def _conflict(source: Source, offset: int) -> Reject:
    return Reject(
        reason="conflict",
        detail="id: already counted with another payload",
        topic=source[0],
        partition=source[1],
        offset=offset,
        size=None,
        payload=None,
    )


def _stamp(content: Keys, day: Ints) -> Keys:
    """The payload's hash, its last 16 bits replaced by the day: enough to tell a conflict, and when to forget."""
    return content & ~_DAY_BITS | day.astype(np.uint64) & _DAY_BITS
