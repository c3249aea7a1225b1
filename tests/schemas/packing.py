"""Records of the inner topics written by hand, byte by byte, from what the models say of them."""

import struct
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from schemas.facts import ABSENT, GRAINS
from schemas.rates import parts_of
from schemas.records.admitted import AdmittedRecord
from schemas.records.changes import ChangesRecord
from schemas.records.facts import FactsRecord
from schemas.records.parts import Moment, Told

Wire = list[Any]
"""A record as MessagePack holds it: its fields in the order of the struct."""


def facts(record: FactsRecord) -> Wire:
    """A record of `facts`."""
    routes, indexes = _routes(record.facts)
    rows = record.facts
    return [
        record.topic,
        record.partition,
        record.mark,
        record.newest,
        routes,
        _column("I", indexes),
        _column("I", (row.tick for row in rows)),
        _column("Q", (int(row.subject, 16) for row in rows)),
        _column("Q", (int(row.id, 16) for row in rows)),
        _column("Q", (int(row.content, 16) for row in rows)),
        _column("q", (row.offset for row in rows)),
        _amounts(rows),
        _column("Q", (int(row.version or "0", 16) for row in rows)),
        _column("I", (row.horizon for row in rows)),
    ]


def admitted(record: AdmittedRecord) -> Wire:
    """A record of `admitted`."""
    routes, indexes = _routes(record.facts)
    rows = record.facts
    return [
        record.source,
        record.mark,
        record.newest,
        routes,
        _column("I", indexes),
        _column("I", (row.tick for row in rows)),
        _column("Q", (int(row.subject, 16) for row in rows)),
        _amounts(rows),
        _column("b", (row.sign for row in rows)),
    ]


def changes(record: ChangesRecord) -> Wire:
    """A record of `changes`."""
    counted, different, parts = record.counted, record.different, record.parts
    rows: list[Any] = [*counted, *different, *parts]
    scopes, indicators = [sorted(row.scope.items()) for row in rows], [row.indicator for row in rows]
    currencies = [row.currency for row in parts]
    scope, indicator = (list(range(len(rows))) for _ in range(2))
    n, m = len(counted), len(counted) + len(different)
    return [
        record.source,
        record.mark,
        record.head,
        scopes,
        indicators,
        _column("I", scope[:n]),
        _column("H", indicator[:n]),
        _column("I", (row.tick for row in counted)),
        _column("q", (row.added for row in counted)),
        _column("I", scope[n:m]),
        _column("H", indicator[n:m]),
        _column("B", (sum(1 << GRAINS.index(grain) for grain in row.grains) for row in different)),
        _column("I", (row.slot for row in different)),
        _column("q", (row.added for row in different)),
        currencies,
        _column("I", scope[m:]),
        _column("H", range(len(parts))),
        _column("H", indicator[m:]),
        _column("I", (row.tick for row in parts)),
        _column("q", (row.added for row in parts)),
        [
            [it.source, it.target, _days(it.day), [it.at.time, _int64(it.at.id)], parts_of(it.rate), it.sign]
            for it in record.rates
        ],
    ]  # fmt: skip


def packed(wire: Wire) -> bytes:
    """The bytes of a record."""
    return msgspec.msgpack.encode(wire)


def _routes(rows: Sequence[Told]) -> tuple[list[bytes], list[int]]:
    routes = [_route(row) for row in rows]
    table = list(dict.fromkeys(routes))
    return table, [table.index(route) for route in routes]


def _route(row: Told) -> bytes:
    return msgspec.msgpack.encode((row.type, row.role, list(row.dimensions.items()), list(_measures(row))))


def _measures(row: Told) -> dict[str, int | None]:
    return ({} if row.at is None else _moment(row.at)) | row.measures


def _moment(at: Moment) -> dict[str, int | None]:
    return {"time": at.time, "id": _int64(at.id)}


def _amounts(rows: Iterable[Told]) -> bytes:
    amounts = (amount for row in rows for amount in _measures(row).values())
    return _column("q", (ABSENT if amount is None else amount for amount in amounts))


def _int64(identity: str) -> int:
    return int.from_bytes(bytes.fromhex(identity), signed=True)


def _days(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _column(kind: str, numbers: Iterable[int]) -> bytes:
    return b"".join(struct.pack(f"<{kind}", number) for number in numbers)
