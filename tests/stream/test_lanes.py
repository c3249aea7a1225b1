"""Opening lanes leaves nothing behind when it fails or is cancelled; closing them closes all, whatever one says."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pytest

from service.machine import Output
from service.stream import lanes
from service.stream.lanes import Lanes, Source
from service.stream.pace import Linger
from service.stream.policy import LanePolicy, LaneSpec
from tests.stream.tally import FixedClock, Tally
from tests.until import until

SOURCES: list[Source] = [("in", partition) for partition in range(3)]


@dataclass
class Producer:
    """Counts who started and stopped; partition 1 does as told."""

    policy: LanePolicy
    identity: str
    started: ClassVar[set[str]]
    stopped: ClassVar[set[str]]
    start_of_1: ClassVar[BaseException | float | None]
    stop_of_1: ClassVar[BaseException | None]

    async def start(self) -> None:
        if self.identity.endswith("-1"):
            if isinstance(self.start_of_1, BaseException):
                raise self.start_of_1
            await asyncio.sleep(self.start_of_1 or 0)
        await asyncio.sleep(0.02)
        self.started.add(self.identity)

    async def stop(self) -> None:
        self.stopped.add(self.identity)
        if self.identity.endswith("-1") and self.stop_of_1:
            raise self.stop_of_1

    async def commit(self, outputs: Sequence[Output]) -> int:
        return 0


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    Producer.started, Producer.stopped, Producer.start_of_1, Producer.stop_of_1 = set(), set(), None, None
    monkeypatch.setattr(lanes, "LaneProducer", Producer)
    monkeypatch.setattr(lanes, "read_journals", _read)
    monkeypatch.setattr(Lanes, "_nothing_was_lost", _read)


async def _read(*_: object) -> None: ...


def made() -> Lanes:
    spec = LaneSpec("tally", "in", "journal", Tally, pace=Linger(0), owns_input=True)
    policy = LanePolicy("nowhere:0", "test", "defs", step_records=1, mark_interval=60, snapshot_bytes=1 << 20)
    return Lanes(policy, [spec], lambda _where, _error: None)


async def opening(of: Lanes) -> None:
    await of.open({source: FixedClock() for source in SOURCES})


async def test_lanes_open_and_close() -> None:
    opened = made()
    await opening(opened)
    assert len(list(opened)) == len(Producer.started) == 3 and Producer.stopped == set()
    await opened.close()
    assert list(opened) == [] and Producer.stopped == Producer.started


async def test_when_one_is_not_fenced_the_others_producers_are_stopped() -> None:
    opened, Producer.start_of_1 = made(), RuntimeError("no")
    with pytest.raises(RuntimeError, match="no"):
        await opening(opened)
    assert len(Producer.started) == 2 and Producer.started <= Producer.stopped and list(opened) == []


async def test_when_opening_is_cancelled_the_producers_are_stopped() -> None:
    opened, Producer.start_of_1 = made(), 60.0
    task = asyncio.create_task(opening(opened))
    await until(lambda: len(Producer.started) == 2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(Producer.started) == 2 and len(Producer.stopped) == 3 and list(opened) == []


async def test_when_one_cannot_be_closed_the_others_are_and_it_is_said() -> None:
    opened = made()
    await opening(opened)
    Producer.stop_of_1 = RuntimeError("no")
    with pytest.raises(RuntimeError, match="no"):
        await opened.close()
    assert len(Producer.stopped) == 3 and list(opened) == []
