"""Who may read: a bearer token where others can reach the server, and no other site through a reader's browser."""

import hmac
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Middleware

from schemas.definitions import Wording
from service.web.policy import WebPolicy, is_loopback
from service.web.problems import Handler, Problem

_TOKEN = Wording(
    en="a bearer token is needed: `Authorization: Bearer …`, the value of VIGIE_WEB_TOKEN",
    fr="un jeton est nécessaire : `Authorization: Bearer …`, la valeur de VIGIE_WEB_TOKEN",
)
_HOST = Wording(
    en="without VIGIE_WEB_TOKEN only names of this machine are answered, such as localhost",
    fr="sans VIGIE_WEB_TOKEN, seuls les noms de cette machine reçoivent une réponse, comme localhost",
)
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def guard(policy: WebPolicy) -> Middleware:
    """A middleware. Health is open to all, for probes carry no token; so are the page's files, which hold no values."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if policy.token is not None:
            _check_token(request, policy.token)
        elif not request.path.startswith("/health/"):
            _check_host(request)
        return await handler(request)

    return guarded


async def harden(_request: web.Request, response: web.StreamResponse) -> None:
    """A signal: what browsers must keep to. Values change all the time, so nothing is kept without asking."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")


def _check_token(request: web.Request, token: str) -> None:
    if not (request.path.startswith("/api/") or request.path == "/metrics"):
        return
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise Problem(HTTPStatus.UNAUTHORIZED, _TOKEN, WWW_Authenticate="Bearer")


def _check_host(request: web.Request) -> None:
    # A page of another site can point a name of its own to 127.0.0.1 and then read as from there (DNS rebinding).
    host = request.headers.get("Host", "")
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    if not is_loopback(name.strip("[]")):
        raise Problem(HTTPStatus.MISDIRECTED_REQUEST, _HOST)
