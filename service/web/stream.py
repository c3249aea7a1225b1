"""`/api/v1/stream`: server-sent events of one scope's rows. Changes only, a few times a second, resumable."""

import asyncio
import time
from http import HTTPStatus

import orjson
from aiohttp import web

from schemas.definitions import Wording
from service.web.api import standing
from service.web.asked import scope_of_request
from service.web.definitions import Definitions
from service.web.mirror.watch import Held
from service.web.parts import Parts
from service.web.picture import Event, Picture
from service.web.problems import Problem

BEAT_SECONDS = 0.3
"""From one look for changes to the next."""
HEART_SECONDS = 5.0
"""After so long without an event a reader is told that the stream lives: else it takes it for broken."""
READERS = 200
"""Streams at once."""
_MANY = Wording(
    en=f"{READERS} readers follow already; use `vigie board` beside the workers for more",
    fr=f"{READERS} lecteurs suivent déjà ; pour plus, lancez `vigie board` à côté des workers",
)


class Stream:
    """The endpoint. What it has told each reader is in that reader's picture."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._definitions = parts, Definitions(parts.catalog)
        self._readers: set[asyncio.Task[object]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Where it is."""
        return [web.get("/api/v1/stream", self._follow)]

    async def end(self, _application: web.Application) -> None:
        """End all streams: they would keep the server from stopping."""
        for task in list(self._readers):
            task.cancel()

    async def _follow(self, request: web.Request) -> web.StreamResponse:
        if len(self._readers) >= READERS:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, _MANY, Retry_After="60")
        window = self._definitions.any_window(request.query.get("window"))
        picture = Picture(self._definitions, scope_of_request(request), window)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        # Without this a proxy in front may keep events back until it has a page full of them.
        response.headers["X-Accel-Buffering"] = "no"
        await response.prepare(request)
        task = asyncio.current_task()
        assert task is not None
        self._readers.add(task)
        try:
            await self._tell(response, picture, request.headers.get("Last-Event-ID", ""))
        except (ConnectionResetError, asyncio.CancelledError):
            pass  # the reader has gone, or the server ends
        finally:
            self._readers.discard(task)
        return response

    async def _tell(self, response: web.StreamResponse, picture: Picture, last: str) -> None:
        told, state, spoken = "", "", 0.0
        while True:
            held = self._parts.watch.ask()
            if (now := _standing(held)) != state or time.monotonic() - spoken > HEART_SECONDS:
                await _send(response, ("standing", now.encode()), "")
                state, spoken = now, time.monotonic()
            if (event := _next(held, picture, told, last)) is not None:
                await _send(response, event, f"{held.name}-{picture.version}")
                told, spoken = held.name, time.monotonic()
            await asyncio.sleep(BEAT_SECONDS)


def _next(held: Held, picture: Picture, told: str, last: str) -> Event | None:
    """The next event for a reader who was told of the mirror `told`, and whose last event before was `last`."""
    if not held.reader.caught_up.is_set() and told != held.name:
        return None
    if told == held.name:
        return picture.changes(held.mirror)
    name, _, version = last.partition("-")
    if name == held.name and version.isascii() and version.isdigit():
        return picture.resumed(held.mirror, int(version))
    return picture.whole(held.mirror)


def _standing(held: Held) -> str:
    """The standing but for the figures that change with each record: those come with the rows."""
    now = standing(held)
    return orjson.dumps({"state": now.state, "progress": now.progress}).decode()


async def _send(response: web.StreamResponse, event: Event, identity: str) -> None:
    name, data = event
    head = f"id: {identity}\n" if identity else ""
    await response.write(f"{head}event: {name}\ndata: ".encode() + data + b"\n\n")
