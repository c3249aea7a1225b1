"""count: admitted facts become additions to cells. Its state is who is there, and how often."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from schemas.facts import ABSENT, SLOT_SECONDS, Admitted, Changes, RateTold
from schemas.topics import Topics
from service.kpi.batch import Batch
from service.kpi.catalog import Catalog
from service.kpi.columns import paired, summed, unpaired
from service.kpi.count.additions import Additions
from service.kpi.count.presence import Bucket, Kept, Presence
from service.kpi.count.stays import Shown
from service.kpi.keys.firsts import Firsts
from service.kpi.keys.seen import Keys, pieces
from service.kpi.lives.readers import Readers, readings
from service.kpi.marks import Marks
from service.kpi.needs import followed, grains_needed
from service.kpi.period.calendar import DAY_SECONDS, ReportingCalendar
from service.kpi.plans import Plans
from service.kpi.policy import Policy
from service.machine import Output, Record, Step

_NEVER = -1
_PART_KEYS = 1 << 16
_BYTE = 255

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
    """A step: what it promised, and the records that it applied as they came."""

    promise: _Promise
    applied: list[bytes]


class _Keys(msgspec.Struct, array_like=True, frozen=True, tag=True):
    """A part of a snapshot: keys of one bucket."""

    promise: _Promise
    kept: Kept
    bucket: int
    keys: bytes
    times: bytes
    """How often each key is there: a byte each, or eight."""
    first: bytes = b""
    """Where in its bucket each key is first, where that is kept: two bytes each."""


class _Facts(msgspec.Struct, array_like=True, frozen=True, tag=True):
    """A part of a snapshot: facts that a reader of lives keeps."""

    promise: _Promise
    reader: str
    routes: list[bytes]
    keys: bytes
    rows: bytes


_decode_change = msgspec.msgpack.Decoder(_Change).decode
_decode_part = msgspec.msgpack.Decoder(_Keys | _Facts).decode


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
        self._plans = Plans(catalog, readings(catalog))
        self._readers = Readers(catalog, self._plans, calendar)
        positions = {name: i for i, name in enumerate(self._plans.indicators)}
        needed = {positions[name]: grains for name, grains in grains_needed(catalog).items()}
        since = [positions[name] for name in followed(catalog)]
        self._presence = Presence(needed, since, len(positions), calendar)
        self._promise = _Promise()
        self._marks, self._newest = Marks[int](range(partitions)), Marks[int](range(partitions))
        self._additions = Additions()
        self._rates: list[RateTold] = []
        self._applied: list[bytes] = []
        self._oldest_day = 0

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
        """Memory of who is there and of what stands, in bytes."""
        return self._presence.nbytes + self._readers.nbytes

    def apply(self, records: Sequence[Record]) -> None:
        """Fold records of `admitted`. Raises TakenTwice."""
        values = [record.value for record in records if record.value is not None]
        self._apply(values)
        self._applied += values

    def advance(self, mark: int) -> None:
        """Its marks come with the records: an empty partition promises nothing of its own."""

    def drain(self) -> Step | None:
        """The additions since the last drain."""
        promise = self._promise
        everywhere = promise.head > promise.told_head or self.mark >= promise.told_mark + self._policy.mark_step
        if not self._applied and not everywhere:
            return None
        outputs = self._outputs(everywhere)
        if everywhere:
            promise.told_head, promise.told_mark = promise.head, self.mark
        promise.marks, promise.newest = self._marks.as_dict(), self._newest.as_dict()
        step = Step(_encode(_Change(promise, self._applied)), outputs)
        self._rest()
        return step

    def standing(self) -> Sequence[Output]:
        """Nothing."""
        return ()

    def restore(self, change: bytes) -> None:
        """Fold a step's records once more; what it added stays sent."""
        step = _decode_change(change)
        self._apply(step.applied)
        self._additions.clear()
        self._rates = []
        self._become(step.promise)
        self._rest()

    def snapshot(self) -> Iterable[bytes]:
        """All keys, by bucket."""
        yield _encode(_Keys(self._promise, "all", 0, b"", b""))
        for bucket, tally in self._presence.parts():
            keys, times = tally.items()
            first = tally.firsts() if isinstance(tally, Firsts) else None
            for some, kind in ((times <= _BYTE, np.uint8), (times > _BYTE, np.int64)):
                yield from self._parts(
                    bucket, keys[some], times[some].astype(kind), None if first is None else first[some]
                )
        for reader in self._readers:
            yield from (_encode(_Facts(self._promise, reader.name, *part)) for part in reader.parts())

    def load(self, parts: Sequence[bytes]) -> None:
        """Become the state of a snapshot."""
        self._presence.clear()
        for reader in self._readers:
            reader.clear()
        for part in map(_decode_part, parts):
            self._enter(part)
            self._become(part.promise)

    def _enter(self, part: _Keys | _Facts) -> None:
        match part:
            case _Keys():
                keys = np.frombuffer(part.keys, np.uint64)
                width = len(part.times) // max(len(keys), 1)
                times = np.frombuffer(part.times, np.int64 if width == 8 else np.uint8).astype(np.int64)
                self._presence.put((part.kept, part.bucket), keys, times, np.frombuffer(part.first, np.uint16))
            case _Facts():
                self._readers.enter(part.reader, part.routes, part.keys, part.rows)

    def _parts(
        self, bucket: Bucket, keys: Keys, times: NDArray[np.generic], first: NDArray[np.uint16] | None
    ) -> Iterator[bytes]:
        for piece in pieces(len(keys), _PART_KEYS) if len(keys) else ():
            since = b"" if first is None else first[piece].tobytes()
            yield _encode(_Keys(self._promise, *bucket, keys[piece].tobytes(), times[piece].tobytes(), since))

    def _apply(self, values: Sequence[bytes]) -> None:
        admitted = [_decode(value) for value in values]
        for each in admitted:
            self._marks.hear(each.source, each.mark)
            self._newest.hear(each.source, each.newest)
        if any(each.route for each in admitted):
            self._fold(Batch(admitted, self._plans))

    def _fold(self, batch: Batch) -> None:
        self._promise.head = max(self._promise.head, int(batch.tick.max()))
        self._count(batch)
        self._sum(batch)
        self._show(batch)
        for part in self._readers.fold(batch):
            self._additions.add(*part)
        self._rates += self._told(batch)

    def _told(self, batch: Batch) -> Iterator[RateTold]:
        """The rates, which are few; they are for compose to remember."""
        pairs = self._plans.rates
        for at in np.flatnonzero(np.isin(batch.route, list(pairs))).tolist() if pairs else ():
            time, identity, rate, day = batch.amounts[batch.start[at] :][:4].tolist()
            sign = 1 if batch.sign is None else int(batch.sign[at])
            yield RateTold(*pairs[int(batch.route[at])], day, (time, identity), rate, sign)

    def _count(self, batch: Batch) -> None:
        cells, times = summed(paired(batch.route, batch.tick), batch.sign)
        routes, ticks = unpaired(cells)
        owner, slot = self._plans.counted.expand(routes)
        self._additions.add(slot, ticks[owner], times[owner])

    def _sum(self, batch: Batch) -> None:
        if not len(batch.amounts):
            return
        owner, slot, measure = self._plans.addends(batch.route)
        amount = batch.amounts[batch.start[owner] + measure]
        amount = np.where(amount == ABSENT, 0, amount)
        if batch.sign is not None:
            amount *= batch.sign[owner]
        self._additions.add(slot, batch.tick[owner], amount)

    def _show(self, batch: Batch) -> None:
        """Enter the subjects where they are counted."""
        owner, slot = self._plans.distinct.expand(batch.route)
        if not len(slot):
            return
        slots = self._plans.slots
        key = batch.subject[owner] ^ slots.salt[slot]
        day = self._calendar.days(batch.tick)[owner]
        when = (batch.tick * self._calendar.resolution // SLOT_SECONDS)[owner]
        times = None if batch.sign is None else batch.sign[owner]
        told = self._presence.add(Shown(slots.indicator[slot], day, when, key, times))
        self._additions.distinct(told, slot[told.position])

    def _outputs(self, everywhere: bool) -> list[Output]:
        nothing = Changes(self._partition, self.mark, self.head, [], list(self._plans.indicators), *(b"",) * 9)
        promise = msgspec.structs.replace(nothing, rates=self._rates)
        everywhere |= bool(self._rates)
        changes = self._additions.changes(self._plans.slots, self._partitions, everywhere, promise)
        return [Output(self._topic, p, None, _encode(each)) for p, each in changes.items()]

    def _become(self, promise: _Promise) -> None:
        self._promise = promise
        self._marks.become(promise.marks)
        self._newest.become(promise.newest)

    def _rest(self) -> None:
        """Between two steps: forget what was sent, and what can never be asked for again."""
        self._applied, self._rates = [], []
        recycled = self._plans.recycle()
        for reader in self._readers:
            reader.rest()
            if recycled:
                reader.recompile()
        self._forget((self._newest.lowest - self._policy.retention) // 1000 // DAY_SECONDS)

    def _forget(self, day: int) -> None:
        """Forget what was before this day (UTC): nothing of it comes, or is taken back, any more.

        By what the log says and never by the clock. dedupe remembers ids by whole days, so that of the oldest day all
        may be taken back. A fact is known by its tick, which began before it happened.
        """
        if day > self._oldest_day:
            self._oldest_day = day
            self._presence.forget(day * DAY_SECONDS - self._calendar.resolution)
            for reader in self._readers:
                reader.forget(day * DAY_SECONDS * 1000)
