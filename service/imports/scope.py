"""What names stand for: columns of the row, values made of them, columns of second files, where the row stands, and all
that it holds."""

from collections.abc import Mapping as Held
from typing import Any

from schemas.mapping import Join, Mapping, Readable, Reference
from service.imports.digest import digest
from service.imports.faults import Unfit
from service.imports.joins import Table
from service.imports.row import Get, Row
from service.imports.template import Named, parse
from service.imports.text import text
from service.imports.values import maker


class Scope:
    """The names of a mapping. Values come in the order of the file: each can read those above it."""

    def __init__(self, mapping: Mapping, tables: Held[str, Table]) -> None:
        self._source, self._joins, self._tables = mapping.source, mapping.join, tables
        self._values: dict[str, Get] = {}
        for name, value in mapping.value.items():
            self._values[name] = _once(name, maker(value, self.get(value.of), self))

    def get(self, name: Reference) -> Get:
        """How a name is read off a row."""
        if name in self._values:
            return self._values[name]
        if name == "@file":
            return lambda row: row.file
        if name == "@line":
            return lambda row: row.line
        if name == "@row":
            return _once(name, digest)
        join, _, column = name.partition(".")
        if join in self._joins:
            return self._joined(self._joins[join], self._tables[join], column)
        return _column(name, self._source)

    def template(self, template: str, event_type: str = "") -> Get:
        """How a template is filled in from a row."""
        parts = [part if isinstance(part, str) else self._named(part, event_type) for part in parse(template)]
        if len(parts) == 1 and not isinstance(parts[0], str):
            return parts[0]
        if all(isinstance(part, str) for part in parts):
            return lambda row: template if not parts else parts[0]
        return _filled(parts, template)

    def _named(self, part: Named, event_type: str) -> Get:
        return (lambda row: event_type) if part.name == "@type" else self.get(part.name)

    def _joined(self, join: Join, held: Table, column: str) -> Get:
        key, rows, must = self.get(join.on), held.rows, join.missing == "reject"

        def joined(row: Row) -> Any:
            if (sought := key(row)) is None:
                return None
            found = rows.get(text(sought, join.on))
            if found is None and must:
                raise Unfit("not_joined", join.on, value=sought, file=held.file)
            return found.get(column) if found else None

        return joined


def _once(name: str, make: Get) -> Get:
    def made(row: Row) -> Any:
        known = row.made
        if name not in known:
            known[name] = make(row)
        return known[name]

    return made


def _column(name: str, source: Readable) -> Get:
    null = source.null

    def plain(row: Row) -> Any:
        value = row.columns.get(name)
        return None if value in null else value

    def nested(row: Row) -> Any:
        value: Any = row.columns
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        return None if value in null else value

    path = name.split(".")
    return nested if len(path) > 1 and source.kind == "ndjson" else plain  # type: ignore[attr-defined]


def _filled(parts: list[str | Get], template: str) -> Get:
    def filled(row: Row) -> str | None:
        texts = []
        for part in parts:
            value = part if isinstance(part, str) else part(row)
            if value is None:
                return None
            texts.append(value if isinstance(value, str) else text(value, template))
        return "".join(texts)

    return filled
