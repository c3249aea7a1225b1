"""A mapping's file, held against the file that it is for → the plan that makes events of its rows."""

from collections.abc import Mapping as Held
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from schemas.mapping import Csv, Mapping, Source
from service.catalog.mistakes import Mistake
from service.imports.check import check
from service.imports.draft import Draft, MappingError, drafted
from service.imports.faults import ImportFailed
from service.imports.joins import Table, table
from service.imports.names import Known
from service.imports.rows import columns_of, read


@dataclass(frozen=True)
class Loaded:
    """A mapping without mistakes, its second files, and the columns that the file names (none where it does not)."""

    mapping: Mapping
    tables: Held[str, Table]
    columns: frozenset[str]


def load(mapping: Path, file: Path) -> Loaded:
    """The mapping with its second files. Raises MappingError with all mistakes, ImportFailed if FILE cannot be read."""
    draft = drafted(mapping)
    joined, unread = _joined(draft, file.parent)
    columns = _columns(draft.source, file) if draft.source else None
    mistakes = [*draft.mistakes, *unread, *check(draft, Known(columns, joined))]
    if mistakes:
        raise MappingError(sorted(set(mistakes), key=attrgetter("order")))
    tables = {name: held for name, held in joined.items() if held}
    return Loaded(Mapping.model_validate(draft.file.data), tables, frozenset(columns or ()))


def _columns(source: Source, file: Path) -> tuple[str, ...] | None:
    """The file's columns, from its first line where that names them."""
    if not isinstance(source, Csv) or source.columns:
        return columns_of(source)
    found: list[tuple[str, ...]] = []
    for _ in read(file, source, lambda _, columns: found.append(tuple(columns))):
        break
    if not found:
        raise ImportFailed("empty", file=file)
    return found[0]


def _joined(draft: Draft, folder: Path) -> tuple[dict[str, Table | None], list[Mistake]]:
    tables: dict[str, Table | None] = dict.fromkeys(draft.joins)
    mistakes = []
    for name, join in draft.joins.items():
        try:
            tables[name] = table(join, folder) if join else None
        except (ImportFailed, LookupError) as error:
            mistakes.append(draft.mistake(("join", name, "file"), str(error)))
    return tables, mistakes
