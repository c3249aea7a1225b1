"""Lanes being opened, beside whoever waits for it and within a limit of its own."""

import asyncio
from collections.abc import Awaitable, Callable

from service.stream.errors import RecoveryTooLong
from service.stream.failstop import FailStop


class Opening:
    """At most one recovery under way. A failed one stops the process; one that is ended leaves nothing behind.

    Faust waits for its own recovery no longer than for a request to the broker, then cancels it and goes on without
    a word. A journal may take minutes: so Faust is not made to wait.
    """

    def __init__(self, seconds: float, fail: FailStop) -> None:
        self._seconds, self._fail = seconds, fail
        self._task: asyncio.Task[None] | None = None

    async def begin(self, recover: Callable[[], Awaitable[None]]) -> None:
        """Begin `recover`, after ending the one before it; returns at once."""
        await self.end()
        self._task = asyncio.create_task(self._guarded(recover), name="recovery")

    async def end(self) -> None:
        """Cancel what is under way, and wait until it has left."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _guarded(self, recover: Callable[[], Awaitable[None]]) -> None:
        limit = asyncio.timeout(self._seconds)
        try:
            async with limit:
                await recover()
        except Exception as error:
            late = isinstance(error, TimeoutError) and limit.expired()
            self._fail("recovery", RecoveryTooLong(f"not done after {self._seconds:g} s") if late else error)
