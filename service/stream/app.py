"""The Faust app that carries the lanes."""

import tempfile
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import faust
import mode

from service.stream import transport
from service.stream.batch import Batch
from service.stream.failstop import FailStop, fail_stop
from service.stream.housekeeping import Housekeeping
from service.stream.lanes import Lanes, Source
from service.stream.membership import Membership
from service.stream.policy import LanePolicy, LaneSpec


@dataclass(frozen=True)
class GroupPolicy:
    """How the worker takes part in the consumer group."""

    instance: str | None
    """Static member id: a restart under the same id takes over without waiting for the session to end."""
    session_timeout: timedelta
    max_poll_records: int = 4000
    fetch_bytes: int = 2 << 20
    recovery_timeout: timedelta = timedelta(minutes=15)
    """A worker that has not brought its lanes back by then ends, and says so."""


class StreamApp(faust.App):  # type: ignore[misc]
    """A Faust app whose agents feed lanes."""

    lanes: Lanes
    recovery_seconds: float
    companions: tuple[mode.Service, ...] = ()
    """Services that live as long as the app."""

    async def on_start(self) -> None:
        """Start the companions with the app."""
        await super().on_start()
        for companion in (Housekeeping(self.lanes), Membership(self), *self.companions):
            await self.add_runtime_dependency(companion)

    async def on_stop(self) -> None:
        """Let the steps under way end before Faust stops what feeds them."""
        if self._consumer is not None:
            await self._consumer.close_lanes()
        await super().on_stop()

    def on_rebalance_end(self) -> None:
        """Faust's "Worker ready"."""
        super().on_rebalance_end()
        self.consumer.on_rebalance_end()

    def batches_topic(self, topic: str) -> Any:
        """A topic whose events are batches."""
        return self.topic(topic, schema=transport.BatchSchema())

    async def batches(self, stream: Any) -> AsyncIterator[tuple[Source, Batch]]:
        """The stream's batches, but for those of a generation that has passed."""
        async for event in stream.events():
            message = event.message
            if message.generation_id == self.consumer_generation_id:
                yield message.tp, message.value

    @property
    def ready(self) -> bool:
        """Member of the group, with every assigned partition's lane open."""
        consumer = self._consumer
        return consumer is not None and consumer.gate_open


def create_stream_app(
    policy: LanePolicy, group: GroupPolicy, specs: Iterable[LaneSpec], fail: FailStop = fail_stop
) -> StreamApp:
    """A Faust app with lanes for `specs`; its agents are still to be declared."""
    transport.install()
    app = StreamApp(
        policy.app,
        broker=f"{transport.SCHEME}://{policy.bootstrap}",
        store="memory://",
        datadir=tempfile.gettempdir(),  # Faust makes a folder there and keeps nothing in it
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        agent_supervisor=mode.CrashingSupervisor,
        broker_session_timeout=group.session_timeout.total_seconds(),
        broker_heartbeat_interval=group.session_timeout.total_seconds() / 6,
        broker_rebalance_timeout=10,
        broker_request_timeout=90,
        broker_commit_interval=60,
        broker_max_poll_records=group.max_poll_records,
        consumer_max_fetch_size=group.fetch_bytes,
        consumer_auto_offset_reset="none",  # positions are sought; one that is gone must be said, not mended
        consumer_group_instance_id=group.instance,
        stream_buffer_maxsize=16,
    )
    app.lanes, app.recovery_seconds = Lanes(policy, specs, fail), group.recovery_timeout.total_seconds()
    return app
