"""The snapshot of compose: its tables as parts of at most about a megabyte, and the way back."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np

from schemas.facts import RateTold, ScopeKey
from service.kpi.columns import Ints
from service.kpi.compose.bases import Bases
from service.kpi.compose.cells import Cells
from service.kpi.compose.consolidated import Amount
from service.kpi.compose.tables import Tables
from service.kpi.steering.states import Change

_PART_BYTES = 1 << 20
_LONG_AGO = -(1 << 60)  # a tick outside of every rolling window


class Head(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """What was promised, and how many steps there were."""

    step: int
    head: int
    marks: dict[int, int]


class Scopes(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """The next scopes, in the order of their numbers."""

    names: list[ScopeKey]


class Rows(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """Rows of one table."""

    window: str
    scope: bytes
    bucket: bytes
    final: bytes
    value: bytes


class Slotted(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """What was added to slots."""

    slot: bytes
    key: bytes
    amount: bytes


class CutRows(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """What a base of the running period had added up to at its cut."""

    window: str
    base: int
    scope: bytes
    value: bytes


class Currencies(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """Those of the lanes of money, in the order of their numbers."""

    names: list[str]


class Consolidation(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """Rates, and what came in each currency on each day."""

    rates: list[RateTold]
    amounts: list[Amount]


class Ticks(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """What was added to ticks."""

    scope: bytes
    column: bytes
    tick: bytes
    amount: bytes


class Steered(msgspec.Struct, array_like=True, tag=True, frozen=True):
    """What is remembered of steering keys."""

    kept: list[Change]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(
    Head | Scopes | Rows | Ticks | Slotted | CutRows | Currencies | Consolidation | Steered
).decode


def head(step: int, newest: int, marks: dict[int, int]) -> bytes:
    """The first part."""
    return _encode(Head(step, newest, marks))


def parts(tables: Tables) -> Iterator[bytes]:
    """The parts after the first."""
    names = tables.scopes.names
    for piece in _pieces(len(names), 64):
        yield _encode(Scopes(names[piece]))
    for window, cells in tables.cells.items():
        for piece in _pieces(len(cells), 8 * cells.value.shape[1] + 17):
            yield _encode(_rows(window.name, cells, piece))
    columns = tuple(np.concatenate(part) for part in zip(*_ticks(tables), strict=True))
    for piece in _pieces(len(columns[0]), 32):
        yield _encode(Ticks(*(each[piece].tobytes() for each in columns)))
    slots = tuple(np.concatenate(part) for part in zip(*tables.slots.parts(), strict=True))
    for piece in _pieces(len(slots[0]) if slots else 0, 24):
        yield _encode(Slotted(*(each[piece].tobytes() for each in slots)))
    yield _encode(Currencies(tables.lanes.currencies.names))
    for window, bases in tables.bases.items():
        for number, total in enumerate(bases.sums):
            for piece in _pieces(len(total.cells), 8 * total.cells.value.shape[1] + 8):
                rows = (total.cells.scope[piece].tobytes(), total.cells.value[piece].tobytes())
                yield _encode(CutRows(window.name, number, *rows))
    yield _encode(Consolidation(list(tables.consolidated.rates()), []))
    amounts = list(tables.consolidated.amounts())
    for piece in _pieces(len(amounts), 48):
        yield _encode(Consolidation([], amounts[piece]))


def steered(kept: Sequence[Change]) -> Iterator[bytes]:
    """The last parts."""
    for piece in _pieces(len(kept), 24):
        yield _encode(Steered(list(kept[piece])))


def load(given: Sequence[bytes], tables: Tables) -> tuple[int, int, dict[int, int], list[Change]]:
    """Fill empty tables; the step's number, the head, the marks, and what is remembered of steering keys.

    Raises ValueError if the first part is missing.
    """
    kept: list[Change] = []
    first, *others = map(_decode, given)
    if not isinstance(first, Head):
        raise ValueError("a snapshot of compose begins with its head")
    tables.move(first.head)
    by_name = {window.name: cells for window, cells in tables.cells.items()}
    bases: dict[str, Bases] = {window.name: given for window, given in tables.bases.items()}
    for part in others:
        match part:
            case Scopes(names):
                tables.rolling.reserve(int(tables.scopes.ids(names).max(initial=-1)) + 1)
            case Rows(window):
                _fill(by_name[window], part)
            case Ticks(scope, column, tick, amount):
                tables.rolling.add(*map(_ints, (scope, column, tick, amount)))
            case Slotted(slot, key, amount):
                tables.slots.add(*map(_ints, (slot, key, amount)))
            case Currencies(names):
                tables.lanes.currencies.ids(names)
            case Consolidation(rates, amounts):
                tables.consolidated.tell(rates)
                tables.consolidated.add(amounts)
                tables.consolidated.forget_touched()
            case CutRows(window, base, scope, value):
                _fill_sum(bases[window].sums[base].cells, _ints(scope), _ints(value))
            case Steered(more):
                kept += more
    for each in bases.values():
        each.recall(tables.slots)
    return first.step, first.head, first.marks, kept


def _pieces(length: int, bytes_each: int) -> Iterable[slice]:
    size = max(1, _PART_BYTES // bytes_each)
    return (slice(start, start + size) for start in range(0, length, size))


def _rows(window: str, cells: Cells, piece: slice) -> Rows:
    columns = (cells.scope, cells.bucket, cells.final, cells.value)
    return Rows(window, *(each[piece].tobytes() for each in columns))


def _fill(cells: Cells, part: Rows) -> None:
    scope = _ints(part.scope)
    value = _ints(part.value).reshape(len(scope), -1)
    cells.fill(scope, _ints(part.bucket), np.frombuffer(part.final, np.bool_), value)


def _fill_sum(cells: Cells, scope: Ints, value: Ints) -> None:
    cells.fill(scope, np.zeros_like(scope), np.zeros(len(scope), np.bool_), value.reshape(len(scope), -1))


def _ticks(tables: Tables) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """What the rolling windows still need, and the rest of the totals as something long ago."""
    rest = tables.rolling.total.copy()
    for scope, column, tick, amount in tables.rolling.entries():
        np.subtract.at(rest, (scope, column), amount)
        yield scope, column, tick, amount
    scope, column = np.nonzero(rest)
    yield scope, column, np.full(len(scope), _LONG_AGO), rest[scope, column]


def _ints(buffer: bytes) -> Ints:
    return np.frombuffer(buffer, np.int64)
