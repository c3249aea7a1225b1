"""The stream over HTTP: events in the form that browsers read, heartbeats, and a place to go on from."""

import asyncio
from collections.abc import AsyncIterator, Callable

import aiohttp
import orjson
import pytest

from service.web.mirror.mirror import Mirror
from tests.demo.fakes import update
from tests.until import PATIENCE
from tests.web.served import get, mirrored, more, parts, serving

Told = tuple[str, str, dict[str, object]]


async def events(answer: aiohttp.ClientResponse) -> AsyncIterator[Told]:
    """Name, id and data of each event."""
    while block := await answer.content.readuntil(b"\n\n"):
        fields = dict(line.split(": ", 1) for line in block.decode().strip().split("\n"))
        yield fields["event"], fields.get("id", ""), orjson.loads(fields["data"])


async def listened(mirror: Mirror, enough: Callable[[list[str]], bool], last: str = "") -> list[Told]:
    """The first events of a reader, until their names are enough. After the second something changes."""
    found: list[Told] = []
    async with serving(parts(mirror)) as address, aiohttp.ClientSession() as session:
        headers = {"Last-Event-ID": last} if last else {}
        async with session.get(f"{address}/api/v1/stream?window=all", headers=headers) as answer:
            assert answer.content_type == "text/event-stream"
            async for event in events(answer):
                found.append(event)
                if len(found) == 2:
                    more(mirror, [update(value=0.5)])
                if enough([name for name, _, _ in found]):
                    return found
    return found


def two(names: list[str]) -> bool:
    return len(names) == 2


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.stream.BEAT_SECONDS", 0.02)
    monkeypatch.setattr("service.web.stream.HEART_SECONDS", 0.1)


async def test_a_reader_is_told_the_standing_then_all_rows_then_changes_then_that_it_lives() -> None:
    listening = listened(mirrored(update(value=0.1)), lambda names: names[-2:] == ["changes", "standing"])
    found = await asyncio.wait_for(listening, PATIENCE)
    told = [(name, identity) for name, identity, _ in found]
    # A machine that stands still meanwhile is told, too, that it lives.
    between = [each for each in told[2:-2] if each != ("standing", "")]
    assert (told[:2], between, told[-2:]) == (
        [("standing", ""), ("rows", "m-1")],
        [],
        [("changes", "m-2"), ("standing", "")],
    )


async def test_a_reader_goes_on_where_it_was() -> None:
    mirror = mirrored(update(value=0.1), update("clicks", 3))
    found = await asyncio.wait_for(listened(mirror, two, last="m-1"), PATIENCE)
    name, _, content = found[1]
    assert name == "resumed" and [row["kpi"] for row in content["rows"]] == ["clicks"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("last", ["other-1", "m-", "m-x", "-", "m-²"])
async def test_where_another_mirror_was_everything_is_told_again(last: str) -> None:
    found = await asyncio.wait_for(listened(mirrored(update()), two, last=last), PATIENCE)
    assert found[1][0] == "rows"


async def test_a_server_that_ends_does_not_wait_for_its_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.server.GOODBYE_SECONDS", 3600.0)
    async with (
        asyncio.timeout(PATIENCE),
        aiohttp.ClientSession() as session,
        serving(parts(mirrored(update()))) as address,
    ):
        await session.get(f"{address}/api/v1/stream")


async def test_more_readers_than_it_can_serve_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.stream.READERS", 1)
    async with (
        serving(parts(mirrored(update()))) as address,
        aiohttp.ClientSession() as session,
        session.get(f"{address}/api/v1/stream"),
    ):
        status, text = await get(f"{address}/api/v1/stream")
        assert status == 503 and "vigie board" in text


async def test_a_bad_scope_is_refused_before_the_stream_begins() -> None:
    async with serving(parts(Mirror())) as address:
        assert (await get(f"{address}/api/v1/stream?scope=x"))[0] == 400
        assert (await get(f"{address}/api/v1/stream?window=fortnight"))[0] == 400
