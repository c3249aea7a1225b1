"""The board's page: files of this package. They hold no values, so they are open to all who reach the server."""

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"


def routes() -> list[web.AbstractRouteDef]:
    """`/` and the files that it asks for."""
    return [web.get("/", _board), web.static("/board", FOLDER)]


async def _board(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(FOLDER / "index.html")
