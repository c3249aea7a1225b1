"""Second files, read whole: at most one row of each belongs to a row of the file that is imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.mapping import Join
from service.imports.faults import Fault, ImportFailed
from service.imports.rows import read
from service.imports.text import text


@dataclass(frozen=True)
class Table:
    """The rows of a second file by their key, and the names of its columns (None: of any name)."""

    file: str
    rows: Mapping[str, Mapping[str, Any]]
    columns: tuple[str, ...] | None


def table(join: Join, folder: Path) -> Table:
    """The second file of a join, in the folder of the first. Raises ImportFailed for any row that is not right."""
    file = folder / join.file
    rows: dict[str, Mapping[str, Any]] = {}
    found: list[tuple[str, ...]] = []
    for row in read(file, join.source, lambda _, columns: found.append(tuple(columns))):
        if isinstance(row, Fault):
            raise ImportFailed("unreadable", file=row.file, error=row.text("en"))
        key = row.columns.get(join.key)
        if key is None or key in join.source.null:
            continue
        if (name := text(key, join.key)) in rows:
            raise ImportFailed("key_twice", place=f"{file}:{row.line}", key=join.key, value=repr(name))
        rows[name] = _without_nulls(row.columns, join.source.null)
    return Table(join.file, rows, found[0] if found else None)


def _without_nulls(columns: Mapping[str, Any], null: tuple[str, ...]) -> Mapping[str, Any]:
    return {name: value for name, value in columns.items() if value not in null}
