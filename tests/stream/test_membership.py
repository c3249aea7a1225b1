"""A worker that lost its place in the group ends; one that is there, or was never static, does not."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from service.stream.errors import LeftTheGroup
from service.stream.membership import Membership, end_when_replaced


@dataclass
class Coordinator:
    """Answers heartbeats as told: an unknown member loses its id, as in aiokafka."""

    member_id: str = "me"
    known: bool = True
    answer: bool = True
    _group_instance_id: str = "A"
    _pending_exception: Exception | None = None
    _coordination_task: Any = None

    async def _do_heartbeat(self) -> bool:
        if not self.known:
            self.member_id = ""
        return self.answer


async def beats(coordinator: Coordinator) -> tuple[bool, list[BaseException]]:
    failures: list[BaseException] = []
    end_when_replaced(coordinator, lambda _where, error: failures.append(error))
    return await coordinator._do_heartbeat(), failures


@pytest.mark.parametrize("answer", [True, False])
async def test_a_known_member_goes_on_whatever_the_answer(answer: bool) -> None:
    assert await beats(Coordinator(answer=answer)) == (answer, [])


async def test_a_replaced_member_ends_before_it_joins_again() -> None:
    _, failures = await beats(Coordinator(known=False))
    assert [type(failure) for failure in failures] == [LeftTheGroup]
    assert "no longer knows A" in str(failures[0]) and "VIGIE_INSTANCE" in str(failures[0])


async def test_one_that_has_not_joined_yet_has_no_place_to_lose() -> None:
    assert (await beats(Coordinator(member_id="", known=False)))[1] == []


def watching(coordinator: Coordinator | None) -> Membership:
    consumer = coordinator and SimpleNamespace(_coordinator=coordinator)
    return Membership(SimpleNamespace(consumer=SimpleNamespace(_thread=SimpleNamespace(_consumer=consumer))))


def test_the_watch_sees_an_error_that_waits_for_someone_to_look() -> None:
    error = RuntimeError("fenced instance")
    assert watching(Coordinator(_pending_exception=error))._error() is error


@pytest.mark.parametrize("coordinator", [None, Coordinator()], ids=["not started", "well"])
def test_the_watch_sees_nothing_where_nothing_is(coordinator: Coordinator | None) -> None:
    assert watching(coordinator)._error() is None


def test_the_watch_sees_a_coordination_that_died() -> None:
    error = RuntimeError("died")
    task = SimpleNamespace(done=lambda: True, cancelled=lambda: False, exception=lambda: error)
    assert watching(Coordinator(_coordination_task=task))._error() is error
