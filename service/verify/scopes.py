"""Scopes: everything, and the values of one dimension or of several together.

In the tables a scope is its `dimension` (names in order, joined by `+`; '' for everything) and its `member`: the value,
or a JSON list where there are several.
"""

from collections.abc import Iterable, Iterator

import orjson

from schemas.definitions import Kpi, Scoped
from service.verify import sql

Scope = tuple[tuple[str, str], ...]
"""Sorted (dimension, value) pairs."""


def dimensions_of(scoped: Scoped | Kpi) -> list[str]:
    """Every `dimension` of an indicator or KPI.

    >>> from types import SimpleNamespace
    >>> dimensions_of(SimpleNamespace(overall=True, by=("shop", "shop+how")))
    ['', 'shop', 'how+shop']
    """
    everything = [""] if scoped.overall else []
    return list(dict.fromkeys([*everything, *("+".join(sorted(by.split("+"))) for by in scoped.by)]))


def members(dimensions: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Each dimension, the SQL of its member, and the SQL of whether a row has one."""
    for dimension in dimensions:
        columns = [sql.name(name) for name in dimension.split("+") if name]
        given = " AND ".join(f"{column} IS NOT NULL" for column in columns) or "true"
        yield dimension, _member(columns), given


def _member(columns: list[str]) -> str:
    match columns:
        case []:
            return "''"
        case [column]:
            return column
    return f"to_json([{', '.join(columns)}])::VARCHAR"


def scope_of(dimension: str, member: str) -> Scope:
    """The scope that a row of a table names.

    >>> scope_of("how+shop", '["hard","north"]'), scope_of("shop", "north"), scope_of("", "")
    ((('how', 'hard'), ('shop', 'north')), (('shop', 'north'),), ())
    """
    names = dimension.split("+") if dimension else []
    values = orjson.loads(member) if len(names) > 1 else [member]
    return tuple(zip(names, values, strict=False))
