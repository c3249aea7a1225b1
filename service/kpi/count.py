"""count: facts seen for the first time become additions to cells. Its state is who was present where."""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from schemas.facts import Admitted, Changes
from schemas.topics import Topics
from service.kpi.additions import Additions
from service.kpi.calendar import ReportingCalendar
from service.kpi.catalog import Catalog
from service.kpi.columns import Ints, column, only_used, paired, summed, unpaired
from service.kpi.marks import Marks
from service.kpi.needs import grains_needed
from service.kpi.plans import Plans
from service.kpi.policy import Policy
from service.kpi.presence import Presence, Visits
from service.kpi.seen import Keys, pieces
from service.kpi.windows import Grain
from service.machine import Output, Record, Step

_NEVER = -1
_PART_KEYS = 1 << 17

_decode = msgspec.msgpack.Decoder(Admitted).decode
_encode = msgspec.msgpack.Encoder().encode


class _Promise(msgspec.Struct, array_like=True):
    """What this partition has told its readers, and what its sources have told it."""

    head: int = _NEVER
    told_head: int = _NEVER
    told_mark: int = 0
    marks: dict[int, int] = {}
    newest: dict[int, int] = {}


class _Change(msgspec.Struct, array_like=True, frozen=True):
    """A step: the facts that were new in some bucket."""

    promise: _Promise
    routes: list[bytes]
    route: bytes
    tick: bytes
    subject: bytes


class _Part(msgspec.Struct, array_like=True, frozen=True):
    """A part of a snapshot: keys of one bucket."""

    promise: _Promise
    grain: Grain
    bucket: int
    keys: bytes


_decode_change = msgspec.msgpack.Decoder(_Change).decode
_decode_part = msgspec.msgpack.Decoder(_Part).decode


class Count:
    """The machine of one partition of `admitted`."""

    def __init__(
        self,
        partition: int,
        catalog: Catalog,
        calendar: ReportingCalendar,
        policy: Policy,
        topics: Topics,
        partitions: int,
    ) -> None:
        self._partition = partition
        self._calendar = calendar
        self._policy = policy
        self._topic = topics.changes.name
        self._partitions = partitions
        self._plans = Plans(catalog)
        needed = grains_needed(catalog)
        positions = {name: i for i, name in enumerate(self._plans.indicators)}
        self._presence = Presence({positions[n]: g for n, g in needed.items()}, len(positions), calendar.buckets)
        self._promise = _Promise()
        self._marks, self._newest = Marks[int](range(partitions)), Marks[int](range(partitions))
        self._additions = Additions()
        self._new: list[tuple[Ints, Ints, Keys]] = []
        self._folded = False

    @property
    def head(self) -> int:
        """Newest tick counted (-1: none)."""
        return self._promise.head

    @property
    def mark(self) -> int:
        """What is promised for all sources together (ms)."""
        return self._marks.lowest

    @property
    def nbytes(self) -> int:
        """Memory of the sets in bytes."""
        return self._presence.nbytes

    def apply(self, records: Sequence[Record]) -> None:
        """Fold records of `admitted`."""
        admitted = [_decode(record.value) for record in records if record.value is not None]
        for each in admitted:
            self._marks.hear(each.source, each.mark)
            self._newest.hear(each.source, each.newest)
        self._folded = True
        self._fold(
            [self._plans.routes.ids(each.routes) for each in admitted],
            column((each.route for each in admitted), np.uint32),
            column((each.tick for each in admitted), np.uint32).astype(np.int64),
            column((each.subject for each in admitted), np.uint64),
            [len(each.route) // 4 for each in admitted],
        )

    def advance(self, mark: int) -> None:
        """Its marks come with the records: an empty partition promises nothing of its own."""

    def drain(self) -> Step | None:
        """The additions since the last drain."""
        promise = self._promise
        everywhere = promise.head > promise.told_head or self.mark >= promise.told_mark + self._policy.mark_step
        if not self._folded and not everywhere:
            return None
        outputs = self._outputs(everywhere)
        if everywhere:
            promise.told_head, promise.told_mark = promise.head, self.mark
        step = Step(self._change(), outputs)
        self._rest()
        return step

    def restore(self, change: bytes) -> None:
        """Fold the facts that were new once more: all others would change nothing."""
        step = _decode_change(change)
        ids = self._plans.routes.ids(step.routes)
        route = column([step.route], np.uint32)
        ticks = column([step.tick], np.uint32).astype(np.int64)
        self._fold([ids], route, ticks, column([step.subject], np.uint64), [len(route)])
        self._additions.clear()
        self._become(step.promise)
        self._rest()

    def snapshot(self) -> Iterable[bytes]:
        """All keys, by bucket."""
        yield _encode(_Part(self._promise, "all", 0, b""))
        for (grain, bucket), keys in self._presence.parts():
            for piece in pieces(len(keys), _PART_KEYS):
                yield _encode(_Part(self._promise, grain, bucket, keys[piece].tobytes()))

    def load(self, parts: Sequence[bytes]) -> None:
        """Become the state of a snapshot."""
        self._presence.clear()
        for part in map(_decode_part, parts):
            self._presence.enter((part.grain, part.bucket), np.frombuffer(part.keys, np.uint64))
            self._become(part.promise)

    def _fold(self, ids: list[Ints], route: Ints, tick: Ints, subject: Keys, lengths: list[int]) -> None:
        """Fold facts of several records, whose routes have the numbers `ids` in our own plans."""
        if not len(route):
            return
        tables = np.cumsum([0, *(len(table) for table in ids[:-1])])
        route = np.concatenate(ids)[route + np.repeat(tables, lengths)]
        self._promise.head = max(self._promise.head, int(tick.max()))
        self._count(route, tick)
        new = self._visit(route, tick, subject)
        self._new.append((route[new], tick[new], subject[new]))

    def _count(self, route: Ints, tick: Ints) -> None:
        cells, times = summed(paired(route, tick))
        routes, ticks = unpaired(cells)
        owner, slot = self._plans.counted.expand(routes)
        self._additions.count(slot, ticks[owner], times[owner])

    def _visit(self, route: Ints, tick: Ints, subject: Keys) -> Ints:
        """Enter the visits; the facts that were new somewhere."""
        owner, slot = self._plans.distinct.expand(route)
        if not len(slot):
            return owner
        key = subject[owner] ^ self._plans.salt[slot]
        day = self._calendar.days(tick)[owner]
        new = np.zeros(len(route), np.bool_)
        for firsts in self._presence.add(Visits(self._plans.indicator[slot], slot, day, key)):
            new[owner[firsts.position]] = True
            self._additions.distinct(firsts, slot[firsts.position])
        return np.flatnonzero(new)

    def _outputs(self, everywhere: bool) -> list[Output]:
        promise = Changes(self._partition, self.mark, self.head, [], list(self._plans.indicators), *(b"",) * 9)
        changes = self._additions.changes(self._plans, self._partitions, everywhere, promise)
        return [Output(self._topic, p, None, _encode(each)) for p, each in changes.items()]

    def _change(self) -> bytes:
        routes, ticks, subjects = zip(*self._new, strict=True) if self._new else ((), (), ())
        route = np.concatenate(routes) if routes else np.zeros(0, np.int64)
        table, place = only_used(route, self._plans.routes.names)
        tick = b"".join(t.astype(np.uint32).tobytes() for t in ticks)
        self._promise.marks, self._promise.newest = self._marks.as_dict(), self._newest.as_dict()
        subject = b"".join(s.tobytes() for s in subjects)
        return _encode(_Change(self._promise, table, place.tobytes(), tick, subject))

    def _become(self, promise: _Promise) -> None:
        self._promise = promise
        self._marks.become(promise.marks)
        self._newest.become(promise.newest)

    def _rest(self) -> None:
        """Between two steps: forget what was sent, and what can never be asked for again."""
        self._new.clear()
        self._folded = False
        self._plans.recycle()
        # By what the log says and never by the clock. A fact is known by its tick, which began before it happened.
        oldest = (self._newest.lowest - self._policy.retention) // 1000 - self._calendar.resolution
        self._presence.forget(self._calendar, oldest)
