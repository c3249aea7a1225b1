"""The worker's place in the consumer group: one that has lost it for good must neither stand by nor fight for it."""

from collections.abc import Awaitable, Callable
from typing import Any

import mode

from service.stream.errors import LeftTheGroup
from service.stream.failstop import FailStop

INTERVAL = 1.0
"""Seconds between two looks."""


def end_when_replaced(coordinator: Any, fail: FailStop) -> None:
    """Stop the process when a heartbeat says that a *static* member is unknown, before it can join again.

    Either its session ended while it was frozen or cut off, or another worker runs under its instance id. aiokafka
    joins again in both cases, which takes the place from the replacement, which takes it back, for ever.
    """
    beat: Callable[[], Awaitable[bool]] = coordinator._do_heartbeat

    async def heartbeat() -> bool:
        member = coordinator.member_id
        answered = await beat()
        if member and not coordinator.member_id:
            fail("group", LeftTheGroup(f"the group no longer knows {coordinator._group_instance_id}"))
        return answered

    coordinator._do_heartbeat = heartbeat


class Membership(mode.Service):  # type: ignore[misc]
    """A Faust service that ends the worker when aiokafka's coordination has ended or waits for someone to look.

    aiokafka tells of such an end in `getmany` only, which Faust does not call: the worker would stay up without
    partitions.
    """

    def __init__(self, app: Any, **options: Any) -> None:
        self.app = app
        super().__init__(**options)

    @mode.Service.task  # type: ignore[untyped-decorator]
    async def _watch(self) -> None:
        while not self.should_stop:
            await self.sleep(INTERVAL)
            error = self._error()
            if error is not None and not self.should_stop:
                self.app.lanes.fail("group", LeftTheGroup(str(error)))

    def _error(self) -> BaseException | None:
        consumer = self.app.consumer._thread._consumer
        coordinator = None if consumer is None else consumer._coordinator
        if coordinator is None:
            return None
        if coordinator._pending_exception is not None:
            return coordinator._pending_exception  # type: ignore[no-any-return]
        task = getattr(coordinator, "_coordination_task", None)
        return task.exception() if task is not None and task.done() and not task.cancelled() else None
