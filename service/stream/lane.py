"""One agent on one input partition: takes what has arrived, folds it, makes the step durable, takes the next."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass

from schemas.journal import StepEntry
from service.machine import Machine, Step
from service.stream.backlog import Backlog, StepSize
from service.stream.batch import Batch
from service.stream.errors import BrokenDelivery
from service.stream.failstop import FailStop
from service.stream.idle import InputClock
from service.stream.journal import Place, Recovery, snapshot_outputs
from service.stream.pace import Arrivals, Usual
from service.stream.policy import LanePolicy, LaneSpec
from service.stream.producer import StepProducer
from service.stream.standing import Standing

STEPS_QUEUED = 4
"""Full steps that wait in a lane before its feeder waits too."""
CLOSE_SECONDS = 4.0
"""How long the step under way has to end when its lane is closed."""


@dataclass
class LaneFigures:
    """What a lane has done, for /metrics."""

    steps: int = 0
    records: int = 0
    snapshots: int = 0
    recovery_seconds: float = 0.0
    journal_bytes: int = 0
    journal_records: int = 0


class Lane:
    """A machine, its journal and its producer, from opening to closing."""

    def __init__(
        self, spec: LaneSpec, partition: int, policy: LanePolicy, producer: StepProducer, fail: FailStop
    ) -> None:
        self.spec, self.partition, self.policy = spec, partition, policy
        self._producer, self._fail = producer, fail
        self.name = f"{spec.agent} {spec.topic}/{partition}"
        self.machine: Machine = spec.machine(partition)
        self._standing = Standing(self.machine.standing)
        self.place = Place(spec.journal, partition)
        self.position = self._expected = 0
        self.figures = LaneFigures()
        self.durable = 0
        """Input position in the last committed step or snapshot."""
        self.snapshot_offset: int | None = None
        """Where the newest snapshot begins in the journal: what is before it may be deleted."""
        self._waiting = Backlog(StepSize(policy.step_records, policy.step_bytes))
        self._arrived, self._room = asyncio.Event(), asyncio.Event()
        self._closed = False
        self._first_at = self._last_at = 0.0
        self.usual = Usual(spec.pace.beat)
        """How many records a beat brings."""
        self._since_snapshot = self._snapshot_size = 0
        self._clock: InputClock | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def lag(self) -> int:
        """Offsets between what is folded and the end of the input."""
        return self._clock.lag(self.position) if self._clock else 0

    async def fence(self) -> None:
        """End every earlier owner's work on this partition."""
        await self._producer.start()

    def recovery(self) -> Recovery:
        """What the journal is to be folded into, after fencing."""
        return Recovery(self.machine, self.policy.fingerprint, self.name)

    def start(self, recovered: Recovery, seconds: float, clock: InputClock) -> None:
        """Begin at the recovered position."""
        self.position = self.durable = self._expected = recovered.position
        self._since_snapshot, self._snapshot_size = recovered.since_snapshot, recovered.snapshot_size
        self.figures.recovery_seconds = seconds
        self.figures.journal_bytes = recovered.snapshot_size + recovered.since_snapshot
        self.figures.journal_records = recovered.entries
        self._clock = clock
        self._task = asyncio.get_running_loop().create_task(self._guarded(clock), name=self.name)

    async def put(self, batch: Batch) -> None:
        """Queue a delivered batch; waits while four steps' worth is queued.

        Raises BrokenDelivery when the batch does not start where the one before it ended.
        """
        if batch.start != self._expected:
            raise BrokenDelivery(f"{self.name}: delivered from {batch.start}, expected {self._expected}")
        self._expected = batch.upto
        if not self._waiting:
            self._first_at = time.time()
        self._waiting.put(batch)
        self._arrived.set()
        while self._waiting.holds(STEPS_QUEUED) and not self._closed:
            self._room.clear()
            await self._room.wait()

    async def close(self) -> None:
        """Let the step that is being committed end, then leave; what is queued is read again by the next owner."""
        self._closed = True
        for event in (self._room, self._arrived):
            event.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=CLOSE_SECONDS)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._producer.stop()

    async def _guarded(self, clock: InputClock) -> None:
        try:
            await self._run(clock)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self._fail(self.name, error)
            raise

    async def _run(self, clock: InputClock) -> None:
        while not self._closed:
            if await self._something_arrived():
                await self._linger()
                await self._fold()
            elif not self._closed and (mark := clock.idle_mark(self._expected)) is not None:
                self.machine.advance(mark)
                await self._commit(self.position)
            await self._snapshot_when_due()

    async def _something_arrived(self) -> bool:
        """Wait for a batch, or for the next multiple of the mark interval: lanes that tick together share steps."""
        if not self._waiting:
            interval = self.policy.mark_interval
            await self._wait(interval - time.time() % interval)
        return bool(self._waiting)

    async def _linger(self) -> None:
        """Wait until the step is due, or full."""
        usual = self.usual(self._first_at)
        while not self._closed and not self._waiting.holds(1):
            at = Arrivals(self._first_at, self._last_at, len(self._waiting), usual)
            if (left := self.spec.pace.left(at, time.time())) <= 0:
                return
            await self._wait(left)

    async def _wait(self, seconds: float) -> None:
        """Until another batch arrives, or the lane is to be closed; not longer than so many seconds."""
        self._arrived.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._arrived.wait(), seconds)

    async def _fold(self) -> None:
        if self._closed:
            return
        taken = self._waiting.take()
        self._first_at = self._last_at = time.time()
        self.usual.took(len(taken.records), self._last_at)
        self._room.set()
        self.machine.apply(taken.records)
        await self._commit(taken.upto)
        self.figures.records += len(taken.records)

    async def _commit(self, upto: int) -> None:
        """Make everything since the last step durable, and `upto` the position, in one transaction."""
        step = self.machine.drain()
        if step is not None:
            await self._send(step, upto)
        elif late := self._standing.at_rest(time.time()):
            await self._producer.commit(late)
        self.position = upto

    async def _send(self, step: Step, upto: int) -> None:
        entry = self.place.output(StepEntry(self.durable, upto, self.policy.fingerprint, step.change))
        await self._producer.commit([entry, *step.outputs, *step.gone, *self._standing.of_step(time.time())])
        self.durable = upto
        self._since_snapshot += len(entry.value)
        self.figures.steps += 1
        self.figures.journal_records += 1
        self.figures.journal_bytes += len(entry.value)

    async def _snapshot_when_due(self) -> None:
        # never sooner than after as many bytes as the last snapshot had: snapshots at most double what is written
        if self._closed or self._since_snapshot < max(self.policy.snapshot_bytes, self._snapshot_size):
            return
        outputs = snapshot_outputs(self.place, self.position, self.policy.fingerprint, self.machine.snapshot())
        begin = await self._producer.commit(outputs)
        self._snapshot_size = sum(len(output.value) for output in outputs)
        self.snapshot_offset, self.durable, self._since_snapshot = begin, self.position, 0
        self.figures.snapshots += 1
        self.figures.journal_bytes, self.figures.journal_records = self._snapshot_size, len(outputs)
