"""`/api/v1`: read-only JSON. Handlers translate; what is shown is decided in `rows`, what is known is in the mirror."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from http import HTTPStatus

import orjson
from aiohttp import web
from pydantic import BaseModel

from schemas.currencies import CODES, decimals_of
from schemas.definitions import Wording
from schemas.updates import Scope
from service.web.accounting import excluded
from service.web.answers import Standing
from service.web.asked import kind_of_request, page_of_request, scope_of_request
from service.web.definitions import Definitions
from service.web.mirror.key import Place
from service.web.mirror.mirror import Mirror
from service.web.mirror.watch import Held
from service.web.openapi import document
from service.web.parts import Parts
from service.web.problems import Problem
from service.web.rows import row, shown, told_row
from service.web.scope import check_scope, has_scope, scope_key

WAIT_SECONDS = 10.0
"""How long a request waits for a mirror that is being filled."""
SCANNED = 20_000
"""Scopes that one page looks at, at most: some milliseconds. A page may be short and say that there is more."""
_SLICE = 20
"""Rows between two looks at the rest of the loop."""


class Api:
    """The endpoints but for the stream."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._definitions = parts, Definitions(parts.catalog)
        self._document = orjson.dumps(document())

    def routes(self) -> list[web.RouteDef]:
        """Where each is."""
        return [
            web.get("/api/v1/openapi.json", self._openapi),
            web.get("/api/v1/catalog", self._catalog),
            web.get("/api/v1/kpis", self._kpis),
            web.get("/api/v1/kpis/{kpi}", self._kpi),
            web.get("/api/v1/kpis/{kpi}/scopes", self._kpi_scopes),
            web.get("/api/v1/scopes", self._scopes),
            web.get("/api/v1/objectives", self._objectives),
            web.get("/api/v1/breaches", self._breaches),
            web.get("/api/v1/accounting", self._accounting),
        ]

    async def _openapi(self, _request: web.Request) -> web.Response:
        return _json(self._document)

    async def _catalog(self, _request: web.Request) -> web.Response:
        definitions = self._definitions
        return _answer(
            families=definitions.families,
            inputs=definitions.inputs.values(),
            kpis=definitions.told.values(),
            zone=self._parts.zone,
            currencies={code: decimals_of(code) for code in CODES},
        )

    async def _kpis(self, request: web.Request) -> web.Response:
        scope, window = scope_of_request(request), self._definitions.any_window(request.query.get("window"))
        held = await self._held()
        rows = [each async for each in _sliced(_told(self._definitions, held.mirror, scope, window))]
        definitions = self._definitions
        return _answer(
            standing=standing(held),
            families=definitions.families,
            kpis=definitions.told.values(),
            rows=rows,
        )

    async def _kpi(self, request: web.Request) -> web.Response:
        place = self._place(request)
        held = await self._held()
        series = held.mirror.at(place)
        windows = self._definitions.kpi(place.kpi).windows
        return _answer(
            standing=standing(held),
            kpi=self._definitions.told[place.kpi],
            inputs=self._definitions.inputs_of(place.kpi),
            row=None if series is None else orjson.Fragment(told_row(held.mirror, place, series)),
            windows=_over(held.mirror, place, [window for window in windows if window != place.window]),
        )

    async def _kpi_scopes(self, request: web.Request) -> web.Response:
        name, kind, page = request.match_info["kpi"], kind_of_request(request), page_of_request(request)
        window = self._definitions.window(name, request.query.get("window"))
        check_scope(name, self._definitions.kpi(name), dict.fromkeys(kind, ""))
        held, sought = await self._held(), _sought(request)
        rows, after = [], page.after
        for after, scope in held.mirror.scopes_after(kind, page.after, SCANNED):  # noqa: B007 (read after the loop)
            place = Place(name, window, scope)
            series = held.mirror.at(place) if _contains(scope, sought) else None
            rows += [] if series is None else [orjson.Fragment(row(held.mirror, place, series))]
            if len(rows) == page.limit:
                break
        return _answer(standing=standing(held), rows=rows, after=_next(held.mirror, kind, after))

    async def _scopes(self, request: web.Request) -> web.Response:
        kind, page, sought = kind_of_request(request), page_of_request(request), _sought(request)
        held = await self._held()
        found, after = [], page.after
        for after, scope in held.mirror.scopes_after(kind, page.after, SCANNED):  # noqa: B007 (as above)
            found += [orjson.Fragment(scope)] if _contains(scope, sought) else []
            if len(found) == page.limit:
                break
        kinds = [list(each) for each in held.mirror.kinds()]
        return _answer(standing=standing(held), kinds=kinds, scopes=found, after=_next(held.mirror, kind, after))

    async def _objectives(self, request: web.Request) -> web.Response:
        scope, held = scope_of_request(request), await self._held()
        told = [
            {
                "kpi": name,
                "objective": kpi.objective,
                "rows": _over(held.mirror, Place(name, "", scope_key(scope)), kpi.objective.over),
            }
            for name, kpi in self._parts.catalog.kpis.items()
            if kpi.objective is not None and has_scope(kpi, scope)
        ]
        return _answer(standing=standing(held), objectives=told)

    async def _breaches(self, request: web.Request) -> web.Response:
        page, held = page_of_request(request), await self._held()
        mirror = held.mirror
        newest = list(reversed(mirror.steering.open))
        wanted = newest[page.after : page.after + page.limit]
        known = ((place, mirror.at(place)) for place in wanted)
        rows = [orjson.Fragment(row(mirror, place, series)) for place, series in known if series is not None]
        after = page.after + page.limit
        return _answer(
            standing=standing(held), total=len(newest), rows=rows, after=after if after < len(newest) else None
        )

    async def _accounting(self, _request: web.Request) -> web.Response:
        held = await self._held()
        return _answer(standing=standing(held), topics=excluded(held.mirror.lanes))

    def _place(self, request: web.Request) -> Place:
        name, scope = request.match_info["kpi"], scope_of_request(request)
        window = self._definitions.window(name, request.query.get("window"))
        check_scope(name, self._definitions.kpi(name), scope)
        return Place(name, window, scope_key(scope))

    async def _held(self) -> Held:
        """What is known, once that is all there is. Raises Problem while it is not."""
        held = await self._parts.watch.caught_up(WAIT_SECONDS)
        if held.reader.caught_up.is_set():
            return held
        share = f"{held.progress:.0%}"
        en = f"the values are still being read ({share})" if not held.failed else f"Kafka cannot be read: {held.failed}"
        fr = (
            f"les valeurs sont en cours de lecture ({share})"
            if not held.failed
            else f"Kafka est illisible : {held.failed}"
        )
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, Wording(en=en, fr=fr), Retry_After="2")


def standing(held: Held) -> Standing:
    """How far it goes."""
    mirror = held.mirror
    return Standing(state=held.state, progress=round(held.progress, 3), head=mirror.head or None, keys=mirror.keys)


def _told(definitions: Definitions, mirror: Mirror, scope: Scope, window: str | None) -> Iterator[orjson.Fragment]:
    for place, series in shown(definitions, mirror, scope, window):
        yield orjson.Fragment(told_row(mirror, place, series))


async def _sliced(rows: Iterable[orjson.Fragment]) -> AsyncIterator[orjson.Fragment]:
    for number, each in enumerate(rows, 1):
        yield each
        if number % _SLICE == 0:
            await asyncio.sleep(0)


def _over(mirror: Mirror, place: Place, windows: Sequence[str]) -> list[orjson.Fragment]:
    """The rows of a place over several windows."""
    places = [place._replace(window=window) for window in windows]
    known = ((each, mirror.at(each)) for each in places)
    return [orjson.Fragment(row(mirror, each, series)) for each, series in known if series is not None]


def _sought(request: web.Request) -> bytes:
    return request.query.get("search", "").lower().encode()


def _contains(scope: bytes, sought: bytes) -> bool:
    """Whatever the case, also of letters beyond ASCII, which bytes know nothing of."""
    return sought in (scope.lower() if scope.isascii() else scope.decode().lower().encode())


def _next(mirror: Mirror, kind: Sequence[str], after: int) -> int | None:
    return after if after < len(mirror.scopes(kind)) else None


def _answer(**content: object) -> web.Response:
    return _json(orjson.dumps(content, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return list(value)  # type: ignore[call-overload]  # the views of dictionaries above


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")
