"""A mapping's file as it was read, each part with its place; not yet checked against the events or the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from schemas.mapping import EventOf, Fields, Join, Mapping, Source, Value
from service.catalog.mistakes import Mistake
from service.catalog.places import Path
from service.catalog.shape import Shape
from service.catalog.source import Source as File
from service.catalog.source import read

_SECTIONS: dict[str, Shape[Any]] = {"join": Shape(Join), "value": Shape(Value)}
_EVENT = Shape[EventOf](EventOf)
_FRAME = Shape[Mapping](Mapping)
_STAND_IN = {"type": "x"}


@dataclass
class Draft:
    """What the file says. A part of the wrong shape is None: only its name is known."""

    file: File
    topic: str | None = None
    source: Source | None = None
    joins: dict[str, Join | None] = field(default_factory=dict)
    values: dict[str, Value | None] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
    events: list[EventOf | None] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def mistake(self, path: Path, message: str, nearest: str | None = None) -> Mistake:
        """A mistake at a place of the file."""
        return self.file.mistake(path, message, nearest)


class MappingError(Exception):
    """The mapping cannot be used; its author must mend `mistakes`, all of which are listed."""

    def __init__(self, mistakes: "list[Mistake]") -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def drafted(path: FilePath) -> Draft:
    """The parts of a file, with the mistakes of their shapes. Raises MappingError for one that is no TOML at all."""
    file = read(path, path.parent)
    if isinstance(file, Mistake):
        raise MappingError([file])
    draft = Draft(file)
    draft.mistakes += [*_frame(draft), *_sections(draft), *_events(draft)]
    return draft


def _frame(draft: Draft) -> Iterator[Mistake]:
    """Everything but joins, values and events, which are looked at one by one."""
    emptied: dict[str, Any] = {name: {} for name in _SECTIONS if isinstance(draft.file.data.get(name), dict)}
    if isinstance(draft.file.data.get("event"), list) and draft.file.data["event"]:
        emptied["event"] = [_STAND_IN]
    frame, mistakes = _FRAME.read({**draft.file.data, **emptied}, (), draft.file)
    yield from mistakes
    if frame:
        draft.topic, draft.source, draft.fields = frame.topic, frame.source, frame.fields


def _sections(draft: Draft) -> Iterator[Mistake]:
    for section, held in (("join", draft.joins), ("value", draft.values)):
        data = draft.file.data.get(section)
        for name, part in data.items() if isinstance(data, dict) else ():
            found, mistakes = _SECTIONS[section].read(part, (section, name), draft.file)
            yield from mistakes
            held[name] = found


def _events(draft: Draft) -> Iterator[Mistake]:
    data = draft.file.data.get("event")
    for index, part in enumerate(data if isinstance(data, list) else ()):
        event, mistakes = _EVENT.read(part, ("event", index), draft.file)
        yield from mistakes
        draft.events.append(event)
