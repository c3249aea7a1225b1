"""The web application over a mirror that a test fills by hand; no Kafka."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import orjson

from schemas.updates import Update, UpdateKey
from service.broker.policy import LOOPBACK
from service.catalog import load
from service.web.mirror.mirror import Mirror
from service.web.mirror.reader import Reader, ReadPolicy
from service.web.mirror.watch import Held, Watch
from service.web.parts import Parts
from service.web.policy import WebPolicy
from service.web.server import Web

CATALOG = load(None)


class Still(Watch):
    """A watch over what it was given."""

    def __init__(self, mirror: Mirror) -> None:
        super().__init__(lambda _: ReadPolicy("", {}), 300)
        self.held = Held(mirror, Reader(ReadPolicy("", {})), "m")
        self.held.reader.caught_up.set()

    def ask(self) -> Held:
        return self.held


def record(update: Update) -> tuple[bytes, bytes]:
    """Key and value as compose writes them."""
    named = UpdateKey.model_validate(update.model_dump(include=set(UpdateKey.model_fields)))
    return orjson.dumps(named.model_dump()), orjson.dumps(update.model_dump(mode="json"))


def mirrored(*updates: Update) -> Mirror:
    """A mirror that has taken these."""
    return more(Mirror(), updates)


def more(mirror: Mirror, updates: Iterable[Update]) -> Mirror:
    """The mirror, after these too."""
    for each in updates:
        mirror.take(*record(each))
    return mirror


def parts(mirror: Mirror, **changed: Any) -> Parts:
    """An application's parts, on a free port of loopback."""
    return replace(Parts(WebPolicy(LOOPBACK, 0), CATALOG, Still(mirror), "Europe/Paris"), **changed)


@asynccontextmanager
async def serving(given: Parts) -> AsyncIterator[str]:
    """A server; its address."""
    server = Web(given)
    await server.on_start()
    try:
        yield server.address
    finally:
        await server.on_stop()


async def get(url: str, **headers: str) -> tuple[int, str]:
    """Status and text."""
    async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def asked(mirror: Mirror, path: str, **headers: str) -> tuple[int, Any]:
    """Status and JSON of one request to a server of its own."""
    async with serving(parts(mirror)) as address:
        status, text = await get(address + path, **headers)
        return status, orjson.loads(text)
