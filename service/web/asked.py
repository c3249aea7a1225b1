"""What a request asks for, read from its query. Raises Problem."""

from dataclasses import dataclass

from aiohttp import web

from schemas.updates import Scope
from service.web.problems import bad
from service.web.scope import read_scope

MOST = 200
"""Rows of a page at most."""
FEW = 50


@dataclass(frozen=True)
class Page:
    """Which part of a long list."""

    after: int
    limit: int


def scope_of_request(request: web.Request) -> Scope:
    """Its `scope`; everything if there is none."""
    return read_scope(request.query.getall("scope", []))


def kind_of_request(request: web.Request) -> tuple[str, ...]:
    """Its `by`: names of dimensions joined by `+` (or a space, which a `+` in a query is), sorted."""
    return tuple(sorted(filter(None, request.query.get("by", "").replace(" ", "+").split("+"))))


def page_of_request(request: web.Request) -> Page:
    """Its `after` and `limit`."""
    return Page(_number(request, "after", 0, 1 << 40), max(1, _number(request, "limit", FEW, MOST)))


def _number(request: web.Request, name: str, default: int, most: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise bad(
            f"{name} is a whole number from 0 to {most}, not {text!r}",
            f"{name} est un nombre entier de 0 à {most}, et non {text!r}",
        )
    return int(text)
