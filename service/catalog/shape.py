"""Whether data has the shape of a model: pydantic's errors as mistakes with their place.

An entry with a mistake is mended where that is harmless (an unknown field is left out, a missing title is
filled in), so that one mistake does not hide the others that a closer look would find.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from functools import reduce
from operator import getitem
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from service.catalog.mistakes import Mistake
from service.catalog.places import Path
from service.catalog.source import Source
from service.nearest import nearest

T = TypeVar("T")

_WINDOWS = "rolling such as 5m or 1h, fixed such as each_10s, day, week, month, quarter, year, all"

_KINDS = "count, sum, distinct, entered, holding, moments, visits, stock, consolidated"

_WORDING = {"en": "?", "fr": "?"}
_STAND_INS = {
    "title": _WORDING,
    "description": _WORDING,
    "owner": "?",
    "source": "?",
    "unit": "count",
    "version": "?",
}
"""Harmless values for what no check reads."""


class Shape(Generic[T]):
    """A type that parts of the catalog must have."""

    def __init__(self, kind: Any) -> None:
        self.kind = kind
        self.adapter: TypeAdapter[T] = TypeAdapter(kind)

    def read(self, data: Any, at: Path, source: Source) -> tuple[T | None, list[Mistake]]:
        """The data as this type, mended if need be and possible, and what is wrong with it."""
        try:
            return self.adapter.validate_python(data), []
        except ValidationError as error:
            errors = [item for item in error.errors(include_url=False) if not _echo(item)]
            told = self._told(data, errors)
            return self._mended(data, errors), [source.mistake((*at, *path), *what) for path, what in told]

    def _told(self, data: Any, errors: list[ErrorDetails]) -> Iterator[tuple[Path, tuple[str, str | None]]]:
        told: dict[Path, list[str]] = {}
        near: dict[Path, str | None] = {}
        for error in errors:
            path = _path(data, error["loc"])
            path = (*path, "kind") if error["type"].startswith("union_tag") else path
            told.setdefault(path, []).append(_message(error))
            near[path] = near.get(path) or self._nearest(error, path)
        for path, messages in told.items():
            yield path, (" or ".join(dict.fromkeys(messages)), near.get(path))

    def _nearest(self, error: ErrorDetails, path: Path) -> str | None:
        """What was meant: one of the fields there, of the values allowed, or of the kinds."""
        match error["type"]:
            case "extra_forbidden":
                return nearest(str(path[-1]), sorted(_fields(self.kind, path[:-1]) - {str(path[-1])}))
            case "literal_error":
                return nearest(str(error["input"]), _quoted(error["ctx"]["expected"]))
            case "union_tag_invalid":
                return nearest(error["ctx"]["tag"], _quoted(error["ctx"]["expected_tags"]))
        return None

    def _mended(self, data: Any, errors: list[ErrorDetails]) -> T | None:
        for depth in (None, 1):
            mended = _without(data, [_path(data, error["loc"])[:depth] for error in errors])
            if isinstance(mended, dict):
                known = _fields(self.kind, ())
                mended = {**{name: held for name, held in _STAND_INS.items() if name in known}, **mended}
            try:
                return self.adapter.validate_python(mended)
            except ValidationError:
                continue
        return None


def _path(data: Any, loc: tuple[str | int, ...]) -> Path:
    """Pydantic's location without what is not in the data: names of a union's members, `[key]`."""
    path: list[str | int] = []
    for last, part in ((index == len(loc) - 1, part) for index, part in enumerate(loc)):
        if isinstance(data, dict) and (part in data or (last and part not in ("[key]", data.get("kind")))):
            path.append(part)
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int):
            path.append(part)
            data = data[part]
    return tuple(path)


def _quoted(listed: str) -> list[str]:
    """The names in a list as pydantic writes it.

    >>> _quoted("'ratio', 'count' or 'score'")
    ['ratio', 'count', 'score']
    """
    return re.findall(r"'([^']+)'", listed)


def _echo(error: ErrorDetails) -> bool:
    """Pydantic calls an array too short because its items are wrong, which it also says of them."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _message(error: ErrorDetails) -> str:
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "unknown field"
        case "string_pattern_mismatch":
            return _unfit(str(error["input"]), error["ctx"]["pattern"])
        case "union_tag_not_found":
            return f"is missing: {_KINDS}"
        case "union_tag_invalid":
            return f"unknown kind {error['ctx']['tag']}; there are {', '.join(_quoted(error['ctx']['expected_tags']))}"
        case "value_error":
            return str(error["ctx"]["error"])
    return error["msg"][:1].lower() + error["msg"][1:]


def _unfit(text: str, pattern: str) -> str:
    if "each_" in pattern:
        return f"{text} is not a window; there are {_WINDOWS}"
    if pattern.endswith(r"[smh]\z"):
        return f"{text!r} is not a length of time, such as 30s, 30m or 2h"
    if r"\+" in pattern:
        return f"{text!r} names no dimension, nor several with + between them"
    return f"{text!r} is not a name: small letters, digits and _, a letter first"


def _without(data: Any, paths: list[Path]) -> Any:
    """The data less what stands at the paths; from the end, so that places in lists stay right."""
    rest = deepcopy(data)
    for *holders, last in sorted({path for path in paths if path}, key=_order, reverse=True):
        holder: Any = reduce(getitem, holders, rest)
        with suppress(KeyError):
            del holder[last]
    return rest


def _order(path: Path) -> list[tuple[int, str]]:
    return [(part, "") if isinstance(part, int) else (0, part) for part in path]


def _fields(kind: Any, path: Path) -> set[str]:
    """The names of the fields that a type has at a path; of all members where it is a union."""
    if get_origin(kind) is Annotated:
        return _fields(get_args(kind)[0], path)
    if get_origin(kind) in (Union, UnionType):
        return set().union(*(_fields(member, path) for member in get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields: Mapping[str, Any] = kind.model_fields
        if not path:
            return set(fields)
        return _fields(fields[str(path[0])].annotation, path[1:]) if path[0] in fields else set()
    held = get_args(kind)[-1 if get_origin(kind) is dict else 0] if path and get_args(kind) else None
    return _fields(held, path[1:]) if held else set()
