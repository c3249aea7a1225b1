"""A mirror that is there while somebody looks: filled at the first question, given up some time after the last."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

import structlog

from service.web.mirror.mirror import Mirror
from service.web.mirror.reader import READ_ERRORS, Reader, ReadPolicy

State = Literal["reading", "live", "lost"]
"""`reading`: not all keys are there yet; `lost`: Kafka does not answer, and what is shown grows old."""

AGAIN_SECONDS = 2.0
"""From a reader that failed to the next one."""


@dataclass
class Held:
    """A mirror and the reader that fills it."""

    mirror: Mirror
    reader: Reader
    name: str
    """Which mirror this is: a version of another one means nothing to it."""
    failed: str | None = None

    @property
    def state(self) -> State:
        """How much what it says is worth."""
        if self.failed:
            return "lost"
        return "live" if self.reader.caught_up.is_set() else "reading"

    @property
    def progress(self) -> float:
        """How much of what was there at the start has been read, 0 to 1."""
        if self.state == "live" or not self.reader.expected:
            return 1.0 if self.state == "live" else 0.0
        return self.reader.read / self.reader.expected


class Watch:
    """Starts, repairs and ends the reading. `policy` makes what a fresh mirror is filled by."""

    def __init__(
        self, policy: Callable[[Mirror], ReadPolicy], idle: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._policy, self._idle, self._clock = policy, idle, clock
        self._held: Held | None = None
        self._task: asyncio.Task[None] | None = None
        self._asked = 0.0

    @property
    def active(self) -> bool:
        """Whether anything is read and kept."""
        return self._held is not None

    def ask(self) -> Held:
        """Somebody looks: what is held, empty at first."""
        self._asked = self._clock()
        if self._held is None:
            self._held = self._fresh()
            self._task = asyncio.create_task(self._run(self._held))
        return self._held

    async def caught_up(self, seconds: float) -> Held:
        """What is held once everything has been read; after so many seconds, as it is."""
        held = self.ask()
        with suppress(TimeoutError):
            await asyncio.wait_for(held.reader.caught_up.wait(), seconds)
        return held

    async def close(self) -> None:
        """Stop reading and forget everything."""
        task, self._task, self._held = self._task, None, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _fresh(self) -> Held:
        mirror = Mirror()
        return Held(mirror, Reader(self._policy(mirror)), uuid4().hex[:8])

    async def _run(self, held: Held) -> None:
        """Read, again after each failure, until nobody has looked for long enough. A worker must not end of this."""
        log = structlog.get_logger("vigie.web")
        log.info("the board's mirror is being filled")
        reading = asyncio.create_task(self._read(held))
        try:
            while self._clock() - self._asked < self._idle:
                await asyncio.sleep(min(1.0, self._idle / 4))
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        log.info("nobody looks at the board: its mirror is dropped", keys=held.mirror.keys)
        self._held = self._task = None

    async def _read(self, held: Held) -> None:
        while True:
            try:
                await held.reader.run()
            except READ_ERRORS as error:
                held.failed = f"{type(error).__name__}: {error}"
                structlog.get_logger("vigie.web").warning("the board's mirror cannot read", reason=held.failed)
            await asyncio.sleep(AGAIN_SECONDS)
            # From the beginning into the same mirror: the last record per key stands, however often it is read. Only a
            # key that went away meanwhile and whose tombstone was compacted too would stay until the mirror is dropped.
            held.reader = Reader(self._policy(held.mirror))
            held.failed = None
