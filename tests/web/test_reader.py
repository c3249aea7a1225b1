"""What the mirror's reader takes of the loop that it shares with the worker."""

import asyncio

import pytest

from service.web.mirror.reader import Reader, ReadPolicy


async def test_a_reader_leaves_the_loop_to_others_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    slept, sleep = list[float](), asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", noted)
    await Reader(ReadPolicy("", {}, share=0.25))._rest(0.1)
    assert slept == [pytest.approx(0.3)]
