"""The OpenAPI document of `/api/v1`, made from the models of `answers`."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.web import answers
from service.web.asked import FEW, MOST

_REFERENCE = "#/components/schemas/{model}"

_SCOPE = {
    "name": "scope",
    "in": "query",
    "description": "`campaign=spring`, once for each dimension, or a JSON object; absent: over all",
    "schema": {"type": "array", "items": {"type": "string"}},
    "style": "form",
    "explode": True,
}
_KPI = {"name": "kpi", "in": "path", "required": True, "description": "Its name", "schema": {"type": "string"}}


def _text(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}


_WINDOW = _text("window", "`1h`, `day`, `month`, `all` …; absent: the one that is shown for the KPI")
_BY = _text("by", "Dimensions joined by `+`; absent: over all")
_SEARCH = _text("search", "What a scope's names and values must contain; case does not matter")
_PAGE = [
    {
        "name": "after",
        "in": "query",
        "description": "As the page before gave it",
        "schema": {"type": "integer", "minimum": 0, "default": 0},
    },
    {
        "name": "limit",
        "in": "query",
        "description": "Rows of a page at most",
        "schema": {"type": "integer", "minimum": 0, "maximum": MOST, "default": FEW},
    },
]

ANSWERS: dict[str, tuple[str, list[dict[str, Any]], type[BaseModel]]] = {
    "/api/v1/catalog": ("All that is defined", [], answers.Catalog),
    "/api/v1/kpis": ("All KPIs, and how they stand in a scope", [_SCOPE, _WINDOW], answers.Kpis),
    "/api/v1/kpis/{kpi}": ("One KPI in a scope", [_KPI, _SCOPE, _WINDOW], answers.KpiAnswer),
    "/api/v1/kpis/{kpi}/scopes": (
        "One KPI in all scopes of some dimensions, page by page",
        [_KPI, _BY, _WINDOW, _SEARCH, *_PAGE],
        answers.KpiScopes,
    ),
    "/api/v1/scopes": ("The scopes that there are, page by page", [_BY, _SEARCH, *_PAGE], answers.Scopes),
    "/api/v1/objectives": ("All objectives, and how they stand in a scope", [_SCOPE], answers.Objectives),
    "/api/v1/breaches": ("What is breached now, page by page", _PAGE, answers.Breaches),
    "/api/v1/accounting": ("What became of the raw records", [], answers.Accounting),
}
"""By path: what it is, its parameters, its answer."""


def document() -> dict[str, Any]:
    """The whole document, OpenAPI 3.1."""
    models: list[type[BaseModel]] = [*(model for _, _, model in ANSWERS.values()), answers.Problem]
    _, schemas = models_json_schema([(model, "serialization") for model in models], ref_template=_REFERENCE)
    paths = {path: {"get": _operation(path)} for path in ANSWERS}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vigie",
            "version": "1",
            "description": "Live KPIs against their objectives. Read-only; values are those of `kpi.updates`.",
        },
        "paths": paths | {"/api/v1/stream": {"get": _stream()}},
        "components": {
            "schemas": portable(schemas["$defs"]),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def portable(schema: Any) -> Any:
    """The models' patterns end in `\\z`; JSON Schema's dialect (ECMA 262) knows `$` only for it."""
    if isinstance(schema, dict):
        return {name: _portable_part(name, part) for name, part in schema.items()}
    return [portable(part) for part in schema] if isinstance(schema, list) else schema


def _portable_part(name: str, part: Any) -> Any:
    if name == "pattern" and isinstance(part, str):
        return _pattern(part)
    if name == "patternProperties":
        return {_pattern(pattern): portable(inner) for pattern, inner in part.items()}
    return portable(part)


def _pattern(pattern: str) -> str:
    return f"{pattern[:-2]}$" if pattern.endswith("\\z") else pattern


def _operation(path: str) -> dict[str, Any]:
    summary, parameters, model = ANSWERS[path]
    return {
        "summary": summary,
        "operationId": path.removeprefix("/api/v1/").replace("/", "_").translate({123: None, 125: None}),
        "parameters": parameters,
        "responses": {"200": _content("application/json", model), **_problems(path)},
    }


def _problems(path: str) -> dict[str, Any]:
    codes = {"400": "The request cannot be understood", "401": "A bearer token is needed"}
    codes |= {"404": "There is no such KPI"} if "{kpi}" in path else {}
    codes |= {"503": "Not all values have been read yet"}
    return {code: _content("application/problem+json", answers.Problem, text) for code, text in codes.items()}


def _content(kind: str, model: type[BaseModel], description: str = "The answer") -> dict[str, Any]:
    reference = {"$ref": _REFERENCE.format(model=model.__name__)}
    return {"description": description, "content": {kind: {"schema": reference}}}


def _stream() -> dict[str, Any]:
    events = (
        "Server-sent events. `rows` has all rows of the scope, or after a break (`Last-Event-ID`) those that changed; "
        "`changes` those that changed since; `standing` tells how far the reading is. A comment line beats in between."
    )
    return {
        "summary": "The rows of a scope, and every change of them, as it happens",
        "operationId": "stream",
        "parameters": [_SCOPE, _WINDOW],
        "responses": {
            "200": {"description": events, "content": {"text/event-stream": {"schema": {"type": "string"}}}},
            **_problems("/api/v1/stream"),
        },
    }
