"""The page's files: all there, all served, all packaged, and none left over."""

import re
import tomllib
from pathlib import Path

import aiohttp

from service.web.mirror.mirror import Mirror
from service.web.pages import FOLDER
from tests.web.served import get, parts, serving

FILES = {path.name for path in FOLDER.iterdir()}


def named() -> set[str]:
    """Every file that the page or one of its modules asks for."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir())
    return set(re.findall(r'from "\./([\w.]+)"', text)) | set(re.findall(r'"/board/([\w.]+)"', text))


def test_every_file_is_asked_for_and_every_file_asked_for_is_there() -> None:
    assert named() | {"index.html"} == FILES


async def test_every_file_is_served_as_what_it_is() -> None:
    kinds = {".js": "javascript", ".css": "css", ".json": "json", ".svg": "svg", ".html": "html"}
    async with serving(parts(Mirror())) as address, aiohttp.ClientSession() as session:
        assert (await get(f"{address}/"))[1] == (FOLDER / "index.html").read_text(encoding="utf-8")
        for name in FILES:
            async with session.get(f"{address}/board/{name}") as answer:
                assert answer.status == 200 and kinds[Path(name).suffix] in answer.content_type


async def test_nothing_outside_the_folder_is_served() -> None:
    async with serving(parts(Mirror())) as address:
        for path in ("/board/", "/board/../server.py", "/board/%2e%2e/server.py", "/board/..%2fserver.py"):
            assert (await get(address + path))[0] in (403, 404)


def test_the_files_are_packaged() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    root = Path(__file__).parents[2] / "service"
    patterns = project["tool"]["setuptools"]["package-data"]["service"]
    packaged = {path.name for pattern in patterns for path in root.glob(pattern)}
    assert packaged >= FILES
