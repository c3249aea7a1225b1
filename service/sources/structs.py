"""msgspec structs derived from the pydantic models: the same fields, types and limits, and many times faster."""

import re
from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
import msgspec
from pydantic.fields import FieldInfo

from schemas.clearly import Clearly
from schemas.events.base import Event
from schemas.money import is_money

Struct = type[msgspec.Struct]

_PLAIN = {str: str, bool: bool, int: int, NoneType: NoneType}

_ALIKE = re.compile(r"([^\\$]|\\[.z])*")
"""Patterns of which Python's regular expressions think as pydantic's do: no classes such as `\\s`, no `$`."""


def struct_of(kind: str, model: type[Event]) -> Struct:
    """The struct of a model, tagged with its event type. Raises TypeError for a field that has no counterpart.

    The event's `time` stays the text it is: see `service.sources.instants`. `__money__` on the struct names the fields
    that hold amounts.
    """
    fields = [_field(model, name, info) for name, info in model.model_fields.items() if name != "type"]
    # Required fields first, for positions; in JSON the order means nothing.
    fields.sort(key=len)
    money = frozenset(name for name, info in model.model_fields.items() if is_money(info))
    return msgspec.defstruct(
        model.__name__, fields, tag_field="type", tag=kind, gc=False, namespace={"__money__": money}
    )


def patterned(model: type[Event]) -> Mapping[str, FieldInfo]:
    """The fields whose pattern msgspec is not asked to check; a part of a union has its checked by msgspec."""
    return {name: info for name, info in model.model_fields.items() if any(map(_pattern_of, info.metadata))}


def _field(model: type[Event], name: str, info: FieldInfo) -> tuple[str, Any] | tuple[str, Any, Any]:
    if name == "time":
        return name, str
    try:
        kind = _with_limits(_counterpart(info.annotation), (mark for mark in info.metadata if not _pattern_of(mark)))
    except TypeError as error:
        raise TypeError(f"{model.__name__}.{name}: {error}") from None
    return (name, kind) if info.is_required() else (name, kind, info.default)


def _counterpart(kind: Any) -> Any:
    if kind in _PLAIN or get_origin(kind) is Literal:
        return kind
    if get_origin(kind) in (Union, UnionType):
        return Union[tuple(_counterpart(part) for part in get_args(kind))]  # noqa: UP007 - of a tuple
    if get_origin(kind) is Annotated:
        inner, *marks = get_args(kind)
        return _with_limits(_counterpart(inner), _unfolded(marks))
    raise TypeError(f"{kind} has no msgspec counterpart yet; add it in {__name__}")


def _with_limits(kind: Any, marks: Iterable[object]) -> Any:
    limits: dict[str, Any] = {}
    for mark in marks:
        match mark:
            case annotated_types.MinLen(min_length=length):
                limits["min_length"] = length
            case annotated_types.MaxLen(max_length=length):
                limits["max_length"] = length
            case annotated_types.Ge(ge=least):
                limits["ge"] = least
            case annotated_types.Le(le=most):
                limits["le"] = most
            case _ if pattern := _pattern_of(mark):
                limits["pattern"] = _alike(pattern)
            case Clearly():
                pass
            case _:
                raise TypeError(f"{mark} has no msgspec counterpart yet; add it in {__name__}")
    return Annotated[kind, msgspec.Meta(**limits)] if limits else kind


def _alike(pattern: str) -> str:
    if not _ALIKE.fullmatch(pattern):
        raise TypeError(f"the pattern {pattern} may mean another thing to msgspec: give it to a field as a whole")
    return pattern.replace(r"\z", r"\Z")


def _unfolded(marks: Iterable[Any]) -> list[Any]:
    return [inner for mark in marks for inner in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]


def _pattern_of(mark: object) -> str | None:
    return getattr(mark, "pattern", None)
