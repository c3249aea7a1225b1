"""All files of the catalog put together, each entry with its place; not yet checked against each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Generic, TypeVar

from schemas.definitions import Derivation, Entity, Family, Indicator, Kpi, Name, Subject, Visit
from schemas.lists import ReferenceList
from schemas.rules import RuleTable
from schemas.sites import Sites
from service.catalog.mistakes import Mistake
from service.catalog.places import Path, line_at
from service.catalog.shape import Shape
from service.catalog.source import Source, read

T = TypeVar("T")


@dataclass(frozen=True)
class Entry(Generic[T]):
    """A named part of a file. `value` is None where its shape is wrong: only its name is known."""

    name: str
    value: T | None
    source: Source
    path: Path

    def mistake(self, field: Path, message: str, nearest: str | None = None) -> Mistake:
        """A mistake in this entry, at a field's path inside it."""
        return self.source.mistake((*self.path, *field), message, nearest)

    @property
    def place(self) -> str:
        """File and line, for a reader."""
        return f"{self.source.file}:{line_at(self.source.lines, self.path)}"


Entries = dict[str, Entry[T]]


@dataclass(frozen=True)
class Draft:
    """What the files say, by name."""

    families: Entries[Family] = field(default_factory=dict)
    subjects: Entries[Subject] = field(default_factory=dict)
    derivations: Entries[Derivation] = field(default_factory=dict)
    entities: Entries[Entity] = field(default_factory=dict)
    visits: Entries[Visit] = field(default_factory=dict)
    indicators: Entries[Indicator] = field(default_factory=dict)
    kpis: Entries[Kpi] = field(default_factory=dict)
    tables: Entries[RuleTable] = field(default_factory=dict)
    """By file name, as the next two."""
    sites: Entries[Sites] = field(default_factory=dict)
    lists: Entries[ReferenceList] = field(default_factory=dict)


def drafted(folder: FilePath) -> tuple[Draft, list[Mistake]]:
    """What the folder's files say, and what of it cannot be read."""
    draft = Draft()
    return draft, [*_families(folder, draft), *_tables(folder, draft), *_sites(folder, draft), *_lists(folder, draft)]


def valid(entries: Entries[T]) -> Iterator[tuple[Entry[T], T]]:
    """The entries whose shape is right, each with its value."""
    return ((entry, entry.value) for entry in entries.values() if entry.value is not None)


_FAMILY = Shape[Family](Family)
_TABLE = Shape[RuleTable](RuleTable)
_SITES = Shape[Sites](Sites)
_LIST = Shape[ReferenceList](ReferenceList)
_NAME = Shape[str](Name)
_SHAPES: dict[str, Shape[Any]] = {
    "subject": Shape(Subject),
    "derivation": Shape(Derivation),
    "entity": Shape(Entity),
    "visit": Shape(Visit),
    "indicator": Shape(Indicator),
    "kpi": Shape(Kpi),
}


def _families(folder: FilePath, draft: Draft) -> Iterator[Mistake]:
    files = sorted(folder.glob("*.toml"))
    if not files:
        reason = "holds no .toml file" if folder.is_dir() else "is not a folder"
        yield Mistake(folder.as_posix(), 1, "", reason)
    for file in files:
        source = read(file, folder)
        if isinstance(source, Mistake):
            yield source
            continue
        yield from _family(source, draft)
        for section in _SHAPES:
            yield from _section(source, section, draft)


def _family(source: Source, draft: Draft) -> Iterator[Mistake]:
    emptied: dict[str, Any] = {name: {} for name in _SHAPES if isinstance(source.data.get(name), dict)}
    family, mistakes = _FAMILY.read({**source.data, **emptied}, (), source)
    yield from mistakes
    if family:
        yield from _add(draft.families, Entry(family.family, family, source, ("family",)))


def _section(source: Source, section: str, draft: Draft) -> Iterator[Mistake]:
    entries: dict[str, Entries[Any]] = {
        "subject": draft.subjects,
        "derivation": draft.derivations,
        "entity": draft.entities,
        "visit": draft.visits,
        "indicator": draft.indicators,
        "kpi": draft.kpis,
    }
    data = source.data.get(section)
    for name, part in data.items() if isinstance(data, dict) else ():
        _, unfit = _NAME.read(name, (section, name), source)
        value, mistakes = _SHAPES[section].read(part, (section, name), source)
        yield from (*unfit, *mistakes)
        yield from _add(entries[section], Entry(name, value, source, (section, name)))


def _tables(folder: FilePath, draft: Draft) -> Iterator[Mistake]:
    return _whole_files(folder / "rules", folder, _TABLE, draft.tables)


def _sites(folder: FilePath, draft: Draft) -> Iterator[Mistake]:
    return _whole_files(folder / "sites", folder, _SITES, draft.sites)


def _lists(folder: FilePath, draft: Draft) -> Iterator[Mistake]:
    return _whole_files(folder / "lists", folder, _LIST, draft.lists)


def _whole_files(under: FilePath, folder: FilePath, shape: Shape[T], entries: Entries[T]) -> Iterator[Mistake]:
    """Files that are one entry each, by their name."""
    for file in sorted(under.glob("*.toml")):
        source = read(file, folder)
        if isinstance(source, Mistake):
            entries[file.name] = Entry(file.name, None, Source(source.file, {}, {}), ())
            yield source
            continue
        value, mistakes = shape.read(source.data, (), source)
        yield from mistakes
        entries[file.name] = Entry(file.name, value, source, ())


def _add(entries: Entries[Any], entry: Entry[Any]) -> Iterator[Mistake]:
    """The first of a name stands."""
    first = entries.setdefault(entry.name, entry)
    if first is not entry:
        yield entry.mistake((), f"{entry.name} is defined already at {first.place}")
