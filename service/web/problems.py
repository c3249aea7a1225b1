"""What is wrong with a request, as `application/problem+json` (RFC 9457), in English and French."""

from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus

import orjson
from aiohttp import web

from schemas.definitions import Wording
from service.nearest import alike

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """Ends a request: its status, and what to do about it."""

    def __init__(self, status: HTTPStatus, detail: Wording, **headers: str) -> None:
        super().__init__(detail.en)
        self.status, self.detail, self.headers = status, detail, headers

    def response(self) -> web.Response:
        """The answer."""
        content = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail.en,
            "detail_fr": self.detail.fr,
        }
        headers = {name.replace("_", "-"): value for name, value in self.headers.items()}
        return web.Response(body=orjson.dumps(content), status=self.status, content_type=CONTENT_TYPE, headers=headers)


def bad(en: str, fr: str) -> Problem:
    """The request cannot be understood."""
    return Problem(HTTPStatus.BAD_REQUEST, Wording(en=en, fr=fr))


def unknown(kind: Wording, name: str, known: Iterable[str]) -> Problem:
    """There is nothing of that name; the nearest names are told.

    >>> print(unknown(Wording(en="KPI", fr="KPI"), "opn_rate", ["open_rate", "clicks"]))
    there is no KPI opn_rate; did you mean open_rate?
    """
    near = ", ".join(alike(name, known))
    en = f"there is no {kind.en} {name}" + (f"; did you mean {near}?" if near else "")
    fr = f"il n’y a pas de {kind.fr} {name}" + (f" ; vouliez-vous dire {near} ?" if near else "")
    return Problem(HTTPStatus.NOT_FOUND, Wording(en=en, fr=fr))


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer with the problem that was raised; aiohttp's own refusals become problems too."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
    except web.HTTPError as error:
        return _of_http(error, request.path).response()


def _of_http(error: web.HTTPError, path: str) -> Problem:
    status = HTTPStatus(error.status)
    allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    if status is HTTPStatus.NOT_FOUND:
        en, fr = (
            f"there is nothing at {path}; see /api/v1/openapi.json",
            f"il n’y a rien à {path} ; voir /api/v1/openapi.json",
        )
        return Problem(status, Wording(en=en, fr=fr))
    en = "everything here is only to be read, with GET" if allow else status.description or status.phrase
    fr = "tout ici se lit seulement, avec GET" if allow else status.phrase
    return Problem(status, Wording(en=en, fr=fr), **allow)
