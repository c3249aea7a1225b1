"""From the bytes of a record to plain rows; what is wrong with them is told as pydantic tells it: field and reason."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
import numpy as np
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from schemas.facts import Route

Wire = TypeVar("Wire", bound=msgspec.Struct)
Place = tuple[str | int, ...]

_EXPECTED = re.compile(r"Expected (?P<expected>.+), got (?P<found>.+?)(?: - at `\$\[(?P<field>\d+)\](?P<rest>.*)`)?")
_SHAPES = {"array": "list", "str": "text", "int": "whole number", "float": "number", "object": "table"}
_READ = re.compile(r"\[(\d+)\]")


def refused(record: str, place: Place, error: PydanticCustomError) -> ValidationError:
    """One mistake of a record of that name."""
    return ValidationError.from_exception_data(record, [InitErrorDetails(type=error, loc=place, input=None)])


def unpacked(value: bytes | None, kind: type[Wire]) -> Wire:
    """MessagePack as a struct of the wire; `kind` may be a union of such. Raises ValidationError."""
    try:
        return _shaped(msgspec.msgpack.decode(value or b""), kind)
    except msgspec.ValidationError as error:
        raise _misshapen(kind, str(error)) from None
    except (msgspec.DecodeError, RecursionError):
        raise refused(_named(kind), (), PydanticCustomError("not_msgpack", "is no MessagePack")) from None


def _shaped(given: Any, kind: type[Wire]) -> Wire:
    # The trap: by itself convert takes a text for base64 where bytes are wanted, and leaves out fields too many.
    shaped: Wire = msgspec.convert(given, kind, builtin_types=(bytes,))
    known = len(shaped.__struct_fields__) + (shaped.__struct_config__.tag is not None)
    if len(given) > known:
        many = {"found": len(given), "expected": known}
        raise refused(_named(kind), (), PydanticCustomError("too_many", "has {found} fields, not {expected}", many))
    return shaped


def _misshapen(kind: Any, message: str) -> ValidationError:
    told = _EXPECTED.fullmatch(message)
    if told is None:
        return refused(_named(kind), (), PydanticCustomError("misshapen", "is of a shape that is not known here"))
    names = getattr(kind, "__struct_fields__", ())
    at = () if told["field"] is None else (int(told["field"]), *map(int, _READ.findall(told["rest"] or "")))
    place: Place = (names[at[0]], *at[1:]) if at and names else at
    words = {name: _plainly(told[name]) for name in ("expected", "found")}
    return refused(_named(kind), place, PydanticCustomError("other_shape", "must be {expected}, is {found}", words))


def _plainly(shape: str) -> str:
    """What msgspec calls a shape, in words.

    >>> _plainly("`array` of at least length 11"), _plainly("`str`")
    ('list of at least length 11', 'text')
    """
    return re.sub(r"`(\w+)`", lambda kind: _SHAPES.get(kind[1], kind[1]), shape)


def _named(kind: Any) -> str:
    return getattr(kind, "__name__", "Record")


class Columns:
    """The columns of one table in a record: buffers of equal length, of a kind each."""

    def __init__(self, record: msgspec.Struct, kinds: Mapping[str, str]) -> None:
        """`kinds`: numpy's little-endian kind of each column, by the struct's names. Raises ValidationError."""
        self._title = type(record).__name__
        self._columns = {name: self._ints(name, getattr(record, name), kind) for name, kind in kinds.items()}
        (self._first, numbers), *others = self._columns.items()
        self.length = len(numbers)
        for name, column in others:
            self._same_length(name, column)

    def __getitem__(self, name: str) -> list[int]:
        return self._columns[name]

    def rows(self) -> Iterator[tuple[int, ...]]:
        """Row by row, in the order of the kinds."""
        return zip(*self._columns.values(), strict=True)

    def optional(self, name: str, buffer: bytes, kind: str, otherwise: int) -> list[int]:
        """A further column that may be empty: then all its entries are the same."""
        if not buffer:
            return [otherwise] * self.length
        column = self._ints(name, buffer, kind)
        self._same_length(name, column)
        return column

    def flat(self, name: str, buffer: bytes, kind: str, widths: Sequence[int]) -> Iterator[list[int]]:
        """For each row as many entries as it has; one row after the other in the buffer."""
        column = self._ints(name, buffer, kind)
        if len(column) != sum(widths):
            words = {"found": len(column), "expected": sum(widths)}
            raise self.refused(name, "other_length", "has {found} entries, and the rows ask for {expected}", words)
        entries = iter(column)
        return ([next(entries) for _ in range(width)] for width in widths)

    def pointed(self, name: str, table: Sequence[Any]) -> list[Any]:
        """What a column of indexes points to."""
        for row, index in enumerate(self._columns[name]):
            if index >= len(table):
                words = {"index": index, "count": len(table)}
                raise self.refused(name, "no_such_entry", "points to entry {index} of {count}", words, row)
        return [table[index] for index in self._columns[name]]

    def refused(self, name: str, kind: str, text: Any, words: dict[str, Any], *row: int) -> ValidationError:
        """A mistake in a column."""
        return refused(self._title, (name, *row), PydanticCustomError(kind, text, words))

    def _ints(self, name: str, buffer: bytes, kind: str) -> list[int]:
        width = np.dtype(kind).itemsize
        if len(buffer) % width:
            words = {"bytes": len(buffer), "width": width}
            raise self.refused(name, "torn", "has {bytes} bytes, which are no whole entries of {width}", words)
        numbers: list[int] = np.frombuffer(buffer, kind).tolist()
        return numbers

    def _same_length(self, name: str, column: Sequence[int]) -> None:
        if len(column) != self.length:
            words = {"found": len(column), "other": self._first, "expected": self.length}
            raise self.refused(name, "unequal", "has {found} entries, and {other} has {expected}", words)


def routes(record: str, encoded: Sequence[bytes]) -> list[Route]:
    """The routes of a record. Raises ValidationError."""
    return [_route(record, number, each) for number, each in enumerate(encoded)]


def _route(record: str, number: int, encoded: bytes) -> Route:
    try:
        route: Route = msgspec.msgpack.decode(encoded, type=Route)
    except (msgspec.MsgspecError, RecursionError):
        error = PydanticCustomError("no_route", "is no route: event type, role, dimensions and measures")
        raise refused(record, ("routes", number), error) from None
    _, _, dimensions, measures = route
    for names in ([name for name, _ in dimensions], measures):
        if len(set(names)) < len(names):
            raise refused(record, ("routes", number), PydanticCustomError("twice", "names something twice"))
    return route
