"""dedupe: of the events with one id the first passes, until another version of it stands (see docs/decisions/0006).

Its state is the entries that it remembers, and its accounting.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from schemas.accounting import AccountingKey
from schemas.facts import Admitted, Facts
from schemas.rejects import Reject
from schemas.topics import Topics
from service.kpi.accounting import Admission, Source, accounting_output
from service.kpi.columns import Ints, Marked, Names, column
from service.kpi.dedupe.entries import Entries, Packed
from service.kpi.dedupe.remembered import Remembered
from service.kpi.fact_columns import FactColumns, RouteNames, joined
from service.kpi.keys.seen import Keys
from service.kpi.marks import Marks
from service.kpi.period.calendar import DAY_SECONDS
from service.kpi.policy import Policy
from service.kpi.reject_limit import RejectWatch
from service.kpi.rejected import reject_output
from service.machine import Output, Record, Step

_PART_ENTRIES = 1 << 14

_decode = msgspec.msgpack.Decoder(Facts).decode
_encode = msgspec.msgpack.Encoder().encode


class BeyondHorizon(AssertionError):
    """A fact of a day whose ids are forgotten: ingest must have refused it. Stop, for it may be counted twice.

    No input can cause this. Report it with the message; to go on, rebuild in a new generation.
    """


class _State(msgspec.Struct, array_like=True):
    """Absolute, but for the entries, which are what the step added, and watches, which are of who had rejects."""

    outcomes: list[tuple[Source, Admission]]
    marks: list[tuple[Source, int]]
    newest: list[tuple[Source, int]]
    watches: list[tuple[Source, int, list[int]]]
    told: int
    entries: list[Packed]


_decode_state = msgspec.msgpack.Decoder(_State).decode


class _Batch:
    """The entries of several records; `source` is the place of each one's raw partition in a table of ours."""

    def __init__(self, facts: Sequence[Facts], sources: Names[Source], routes: RouteNames) -> None:
        lengths = [len(each.route) // 4 for each in facts]
        source = np.repeat(sources.ids([(each.topic, each.partition) for each in facts]), lengths)
        offset: Ints = column((each.offset for each in facts), np.int64)
        head = _heads(offset, lengths)
        one_each = len(head) == len(offset)
        self.source, self.offset = source[head], offset[head]
        self.entries = Entries(
            id=column((each.id for each in facts), np.uint64)[head],
            version=_versions(facts, lengths, head),
            stamp=_stamp(column((each.content for each in facts), np.uint64)[head]),
            horizon=_or_zeros(facts, "horizon", lengths, np.uint32)[head],
            many=None if one_each else np.diff(np.append(head, len(offset))),
            facts=_columns(facts, routes),
        )


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
        self._remembered = Remembered()
        self._oldest_day = 0
        self._told = 0
        self._begin()

    @property
    def mark(self) -> int:
        """What is promised for all raw partitions together (ms)."""
        return self._marks.lowest

    @property
    def waiting(self) -> int:
        """How many control events wait for the event that they mean: it comes yet, or never, or nothing counts it."""
        return self._remembered.waiting

    @property
    def nbytes(self) -> int:
        """Memory of the entries in bytes."""
        return self._remembered.nbytes

    def apply(self, records: Sequence[Record]) -> None:
        """Fold records of `facts`. Raises TooManyRejects, BeyondHorizon."""
        facts = [_decode(record.value) for record in records if record.value is not None]
        for each in facts:
            self._marks.hear((each.topic, each.partition), each.mark)
            self._newest.hear((each.topic, each.partition), each.newest)
        self._folded = True
        if facts:
            self._fold(_Batch(facts, self._sources, self._remembered.names))

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

    def standing(self) -> Sequence[Output]:
        """The accounting of every raw partition of which facts came here."""
        key = AccountingKey(agent="dedupe", topic=self._topics.facts.name, partition=self._partition)
        told = (each.told(source) for source, each in sorted(self.outcomes.items()) if each.heard)
        return [accounting_output(self._topics.accounting.name, self._partitions, key, told)]

    def restore(self, change: bytes) -> None:
        """Remember the entries of a step."""
        self._become(_decode_state(change))
        self._forget()

    def snapshot(self) -> Iterable[bytes]:
        """All entries."""
        names, watched = self._remembered.names, self._watches
        yield _encode(self._state_with([], watched))
        for entries in self._remembered.entries(_PART_ENTRIES):
            yield _encode(self._state_with([entries.packed(names)], watched))

    def load(self, parts: Sequence[bytes]) -> None:
        """Become the state of a snapshot."""
        self._remembered, self._oldest_day = Remembered(), 0
        for part in parts:
            self._become(_decode_state(part))
        self._forget()

    def _fold(self, batch: _Batch) -> None:
        entries, before = batch.entries, len(self._remembered)
        self._check_age(entries.facts)
        corrected = self._remembered.corrected(entries)
        ids = np.unique(entries.id[corrected])
        was = self._remembered.standing(ids)
        new, other, nearer = self._remembered.add(entries)
        conflict = other & ~new
        self._reject(batch, conflict)
        self._account(batch.source, new, ~new & ~conflict, conflict)
        self._new.append(entries.take(new | nearer))
        self._admitted.append((1, entries.take(new & ~corrected).facts))
        if len(ids):
            self._correct(was, self._remembered.standing(ids), before + np.flatnonzero(corrected[new]))

    def _correct(self, was: Ints, stands: Ints, told: Ints) -> None:
        """Send what stands where something else was; `told` are new rows.

        What does not stand is sent all the same and taken back at once, for it moves the head: that must not depend on
        which came first, an event or what corrects it.
        """
        # The trap: count tells facts by time and id, and of one fact holds the last it heard. All versions of an event
        # may have the same time. So what stood goes first, and what stands comes last, even if it stood already.
        lost = np.setdiff1d(told, stands)
        moved = (was != stands) | (len(lost) > 0)
        before, after = was[moved & (was >= 0)], stands[moved & (stands >= 0)]
        steps = ((-1, before), (1, lost), (-1, lost), (1, after))
        self._admitted += [(sign, self._remembered.facts(rows)) for sign, rows in steps]

    def _check_age(self, facts: FactColumns) -> None:
        lowest = int(facts.tick.min(initial=_LAST)) * self._resolution // DAY_SECONDS
        if lowest < self._oldest_day:
            raise BeyondHorizon(f"a fact of day {lowest}; ids are remembered from day {self._oldest_day} on")

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
        names = self._remembered.names
        signs, parts = [sign for sign, _ in self._admitted], [facts for _, facts in self._admitted]
        facts, sign = joined(parts, names), np.repeat(np.array(signs, np.int8), [len(each) for each in parts])
        goal = facts.subject % np.uint64(self._partitions)
        for p in range(self._partitions):
            mine = np.flatnonzero(goal == p)
            if everywhere or len(mine):
                columns = facts.take(mine).travelling(names.names)
                taken = sign[mine].tobytes() if (sign[mine] < 0).any() else b""
                admitted = Admitted(self._partition, self.mark, self._newest.lowest, *columns, taken)
                yield Output(self._topics.admitted.name, p, None, _encode(admitted))

    def _change(self) -> bytes:
        names = self._remembered.names
        return _encode(self._state_with([entries.packed(names) for entries in self._new], self._watched))

    def _state_with(self, entries: list[Packed], watched: Iterable[Source]) -> _State:
        return _State(
            list(self.outcomes.items()),
            list(self._marks.as_dict().items()),
            list(self._newest.as_dict().items()),
            [(source, *self._watches[source].state) for source in watched],
            self._told,
            entries,
        )

    def _become(self, state: _State) -> None:
        for packed in state.entries:
            self._remembered.add(Entries.unpacked(packed, self._remembered.names))
        self.outcomes.update(state.outcomes)
        self._marks.become(dict(state.marks))
        self._newest.become(dict(state.newest))
        for source, run, recent in state.watches:
            self._watches[source].become(run, recent)
        self._told = state.told

    def _forget(self) -> None:
        """Forget the entries of the days that lie before the retention, once for each day.

        By what the log says and never by the clock: ingest refuses what is older by the same measure, and each source's
        facts come in order, so that no fact of a forgotten day can follow.
        """
        oldest = (self._newest.lowest - self._policy.retention) // 1000 // DAY_SECONDS
        if oldest > self._oldest_day:
            self._oldest_day = oldest
            self._remembered.forget(-(-oldest * DAY_SECONDS // self._resolution))

    def _begin(self) -> None:
        self._new: list[Entries] = []
        self._admitted: list[tuple[int, FactColumns]] = []
        self._rejects: list[Output] = []
        self._watched: set[Source] = set()
        self._folded = False


_LAST = (1 << 32) - 1


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


def _stamp(content: Keys) -> NDArray[np.uint32]:
    return (content >> np.uint64(32)).astype(np.uint32)


def _heads(offset: Ints, lengths: Sequence[int]) -> Ints:
    """Where entries begin: with each record, and where the raw offset changes within one."""
    begins = np.diff(offset, prepend=-1) != 0
    starts = np.cumsum([0, *lengths[:-1]])
    begins[starts[starts < len(offset)]] = True
    return np.flatnonzero(begins)


def _versions(facts: Sequence[Facts], lengths: Sequence[int], head: Ints) -> Keys | None:
    if not any(each.version for each in facts):
        return None
    version: Keys = _or_zeros(facts, "version", lengths, np.uint64)[head]
    return version


def _or_zeros(facts: Sequence[Facts], name: str, lengths: Sequence[int], kind: type[np.generic]) -> NDArray[Any]:
    """A column of which a record may have none: there it is all zeros."""
    size = np.dtype(kind).itemsize
    return column((getattr(each, name) or bytes(size * n) for each, n in zip(facts, lengths, strict=True)), kind)


def _columns(facts: Sequence[Facts], routes: RouteNames) -> FactColumns:
    route: Ints = np.concatenate([routes.ids(each.routes)[column([each.route], np.uint32)] for each in facts])
    tick: NDArray[np.uint32] = column((each.tick for each in facts), np.uint32)
    subject: Keys = column((each.subject for each in facts), np.uint64)
    return FactColumns.of(route, tick, subject, column((each.amounts for each in facts), np.int64), routes)
