"""Deletes what has become durable elsewhere: journals before their snapshot, internal inputs before their position."""

from typing import Any

import mode
import structlog
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from service.stream.lanes import Lanes

INTERVAL = 30.0
"""Seconds between two rounds."""


class Housekeeping(mode.Service):  # type: ignore[misc]
    """A Faust service that cuts topics. A round that fails is logged and tried again: nothing depends on it."""

    def __init__(self, lanes: Lanes, **options: Any) -> None:
        self.lanes = lanes
        self._cut: dict[TopicPartition, int] = {}
        super().__init__(**options)

    @mode.Service.task  # type: ignore[untyped-decorator]
    async def _rounds(self) -> None:
        while not self.should_stop:
            await self.sleep(INTERVAL)
            try:
                await self._round()
            except Exception as error:
                structlog.get_logger("vigie.stream").warning("topics were not cut", error=repr(error))

    async def _round(self) -> None:
        if not self._due():
            return
        admin = AIOKafkaAdminClient(bootstrap_servers=self.lanes.policy.bootstrap)
        await admin.start()
        try:
            # Asked again: while the client connected, a lane may have gone to another worker, which now reads there.
            if due := self._due():
                await admin.delete_records({place: RecordsToDelete(before_offset=upto) for place, upto in due.items()})
                self._cut.update(due)
        finally:
            await admin.close()

    def _due(self) -> dict[TopicPartition, int]:
        return {place: upto for place, upto in self._cuts().items() if upto > self._cut.get(place, 0)}

    def _cuts(self) -> dict[TopicPartition, int]:
        cuts = {}
        for lane in self.lanes:
            if lane.snapshot_offset is not None:
                cuts[TopicPartition(lane.place.topic, lane.place.partition)] = lane.snapshot_offset
            if lane.spec.owns_input:
                cuts[TopicPartition(lane.spec.topic, lane.partition)] = lane.durable
        return cuts
