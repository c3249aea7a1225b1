"""Only what is durable elsewhere is cut, once, and only while the lane is this worker's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from service.stream import housekeeping
from service.stream.housekeeping import Housekeeping
from service.stream.journal import Place

INPUT, JOURNAL = TopicPartition("in", 0), TopicPartition("journal", 0)


@dataclass
class Lanes:
    """Lanes with what housekeeping reads of them."""

    open: list[Any]
    policy: Any = field(default_factory=lambda: SimpleNamespace(bootstrap="nowhere:0"))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.open)


@dataclass
class Admin:
    """Remembers what was deleted; something may happen while it connects."""

    meanwhile: Callable[[], None] = lambda: None
    deleted: list[dict[TopicPartition, int]] = field(default_factory=list)
    connections: int = 0

    async def start(self) -> None:
        self.connections += 1
        self.meanwhile()

    async def close(self) -> None: ...

    async def delete_records(self, records: dict[TopicPartition, Any]) -> None:
        self.deleted.append({place: to.before_offset for place, to in records.items()})


def lane(durable: int, snapshot: int | None = None, owns: bool = True) -> Any:
    spec = SimpleNamespace(topic="in", owns_input=owns)
    return SimpleNamespace(spec=spec, partition=0, place=Place("journal", 0), durable=durable, snapshot_offset=snapshot)


def keeping(lanes: Lanes) -> Housekeeping:
    return Housekeeping(lanes)  # type: ignore[arg-type]


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch) -> Admin:
    made = Admin()
    monkeypatch.setattr(housekeeping, "AIOKafkaAdminClient", lambda **_: made)
    return made


async def test_an_own_input_is_cut_at_what_is_durable_and_a_journal_at_its_snapshot(admin: Admin) -> None:
    await keeping(Lanes([lane(7, snapshot=3)]))._round()
    assert admin.deleted == [{JOURNAL: 3, INPUT: 7}]


async def test_the_input_of_others_is_never_cut(admin: Admin) -> None:
    await keeping(Lanes([lane(7, owns=False)]))._round()
    assert admin.connections == 0


async def test_a_journal_without_a_snapshot_is_not_cut(admin: Admin) -> None:
    await keeping(Lanes([lane(7)]))._round()
    assert admin.deleted == [{INPUT: 7}]


async def test_what_was_cut_is_not_asked_for_again(admin: Admin) -> None:
    lanes = Lanes([lane(7)])
    rounds = keeping(lanes)
    await rounds._round()
    await rounds._round()
    lanes.open[0].durable = 9
    await rounds._round()
    assert admin.deleted == [{INPUT: 7}, {INPUT: 9}]


async def test_a_lane_that_went_while_the_client_connected_is_left_alone(admin: Admin) -> None:
    lanes = Lanes([lane(7, snapshot=3)])
    admin.meanwhile = lanes.open.clear
    await keeping(lanes)._round()
    assert admin.connections == 1 and admin.deleted == []
