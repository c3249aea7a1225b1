"""compose: changes of all count partitions become cells, cells become KPIs, and what changed is published."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from schemas.facts import Changes
from schemas.topics import Topics
from service.kpi.catalog import Catalog
from service.kpi.compose import snapshot
from service.kpi.compose.evaluate import Evaluator
from service.kpi.compose.judge import Places, Seen
from service.kpi.compose.layout import layout_of
from service.kpi.compose.publish import Publisher
from service.kpi.compose.steering import Steering
from service.kpi.compose.tables import Tables
from service.kpi.compose.transitions import Transitions
from service.kpi.compose.update_text import Stamp
from service.kpi.compose.view import View
from service.kpi.marks import Marks
from service.kpi.period.calendar import ReportingCalendar, instant
from service.kpi.period.spans import Spans
from service.kpi.policy import Policy
from service.kpi.steering.states import Change as Steered
from service.machine import Gone, Output, Record, Step

_NEVER = -1

_decode = msgspec.msgpack.Decoder(Changes).decode
_encode = msgspec.msgpack.Encoder().encode


class _Change(msgspec.Struct, array_like=True, frozen=True):
    """A step: its number, and the records that it applied as they came."""

    step: int
    applied: list[bytes]
    steered: list[Steered] = []
    """What it changed in the memory of steering: to restore it, nothing is judged again."""


_decode_change = msgspec.msgpack.Decoder(_Change).decode


class Compose:
    """The machine of one partition of `changes`. Each drain publishes what changed since the last one."""

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
        self._topic, self._breaches = topics.updates.name, topics.breaches.name
        self._layout = layout_of(catalog)
        self._evaluator = Evaluator(catalog, self._layout.columns)
        self._begin()
        self._marks = Marks[int](range(partitions))
        self._step = 0
        self._applied: list[bytes] = []
        self.head = _NEVER

    @property
    def mark(self) -> int:
        """What is promised for all sources together (ms)."""
        return self._marks.lowest

    def apply(self, records: Sequence[Record]) -> None:
        """Add the changes of records."""
        values = [record.value for record in records if record.value is not None]
        self._apply(values)
        self._applied += values

    def advance(self, mark: int) -> None:
        """Its marks come with the records: an empty partition promises nothing of its own."""

    def drain(self) -> Step | None:
        """The updates of everything that changed since the last drain."""
        if not self._applied:
            return None
        self._step += 1
        self._settle()
        seen: list[Seen] = []
        stamp, gone = self._stamp(), list(self._publisher.gone())
        topic, partition = self._topic, self._partition
        outputs = [Output(topic, partition, key, value) for key, value in self._publisher.changed(stamp, seen)]
        outputs += self._steer(stamp, seen, gone)
        change = _Change(self._step, self._applied, self._steering.states.changes())
        keys = (key for kpi, places in gone for key in self._publisher.keys(kpi, places))
        step = Step(_encode(change), outputs, [Gone(self._topic, self._partition, key) for key in keys])
        self._tables.rest()
        self._applied = []
        return step

    def standing(self) -> Sequence[Output]:
        """Nothing."""
        return ()

    def restore(self, change: bytes) -> None:
        """Apply a step's records again; what it published stays published."""
        step = _decode_change(change)
        self._apply(step.applied)
        self._step = step.step
        self._settle()
        self._tables.rest()
        self._steering.catch_up(step.steered)

    def snapshot(self) -> Iterable[bytes]:
        """All cells, and what was promised."""
        yield snapshot.head(self._step, self.head, self._marks.as_dict())
        yield from snapshot.parts(self._tables)
        yield from snapshot.steered(self._steering.states.all())

    def load(self, parts: Sequence[bytes]) -> None:
        """Become the state of a snapshot."""
        self._begin()
        self._step, self.head, marks, steered = snapshot.load(parts, self._tables)
        self._marks.become(marks)
        self._tables.rest()
        self._steering.catch_up(steered)

    def view(self) -> View:
        """What is current, for those who read along."""
        return View(self._layout, self._publisher, self._steering, self.head, self.mark)

    def _begin(self) -> None:
        spans = Spans(self._calendar)
        self._tables = Tables(self._layout, self._calendar, spans)
        self._publisher = Publisher(self._layout, self._tables, self._evaluator, spans, self._calendar)
        self._steering = Steering(self._layout, self._publisher.judge, self._tables)
        self._transitions = Transitions(self._publisher)

    def _stamp(self) -> Stamp:
        return Stamp(self._step, instant(self._now))

    @property
    def _now(self) -> int:
        """Second at which the head's tick starts."""
        return max(self.head, 0) * self._calendar.resolution

    def _steer(self, stamp: Stamp, seen: Sequence[Seen], gone: Sequence[tuple[int, Places]]) -> Iterator[Output]:
        decided = self._steering.step(self._now, seen, gone)
        if not decided:
            return
        for told in self._transitions.told(decided, self._steering.at([place for place, _ in decided]), seen, stamp):
            self._steering.leave(told.decision, told.left)
            yield Output(self._breaches, self._partition, told.key, told.value)

    def _apply(self, values: Sequence[bytes]) -> None:
        if not values:
            return
        batch = [_decode(value) for value in values]
        for changes in batch:
            self._marks.hear(changes.source, changes.mark)
        self.head = max(self.head, *(changes.head for changes in batch))
        self._tables.apply(batch, self.head)

    def _settle(self) -> None:
        self._tables.settle((self.mark - self._policy.lateness) // 1000)
