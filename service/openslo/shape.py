"""Documents of a file → the SLOs and SLIs in it, or what is wrong with their shape."""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from service.catalog.places import Path, line_at
from service.openslo.document import VERSION, Sli, Slo
from service.openslo.loss import Loss, Place, lost
from service.openslo.yaml_text import Document, Unreadable, documents
from service.reasons import reason

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Placed:
    """A document with its place."""

    file: str
    document: Document

    def place(self, *path: str | int) -> Place:
        """Where a part of it stands."""
        return Place(self.file, line_at(self.document.lines, (*path, "")), path)


@dataclass(frozen=True)
class File:
    """What a file holds."""

    slos: tuple[tuple[Placed, Slo], ...]
    slis: tuple[tuple[Placed, Sli], ...]
    losses: tuple[Loss, ...]


def read(file: str, text: str) -> File:
    """What of a file can be read."""
    slos, slis, losses = list[tuple[Placed, Slo]](), list[tuple[Placed, Sli]](), list[Loss]()
    try:
        found = [Placed(file, document) for document in documents(text)]
    except Unreadable as error:
        return File((), (), (Loss(Place(file, error.line, ()), "left_out", error.why),))
    for placed in found:
        match _kind(placed):
            case Loss() as loss:
                losses.append(loss)
            case "SLO":
                slo, wrong = _shaped(placed, Slo)
                slos += [(placed, slo)] if slo else []
                losses += wrong
            case "SLI":
                sli, wrong = _shaped(placed, Sli)
                slis += [(placed, sli)] if sli else []
                losses += wrong
    return File(tuple(slos), tuple(slis), tuple(losses))


def _kind(placed: Placed) -> str | Loss:
    """SLO or SLI; else why the document says nothing to us."""
    data = placed.document.data if isinstance(placed.document.data, dict) else {}
    version, kind = data.get("apiVersion"), data.get("kind")
    if version != VERSION:
        return lost(placed.place("apiVersion"), "left_out", "other_version", version=version)
    if kind not in ("SLO", "SLI"):
        return lost(placed.place("kind"), "dropped", "other_kind", kind=kind)
    return str(kind)


def _shaped(placed: Placed, model: type[M]) -> tuple[M | None, list[Loss]]:
    try:
        return model.model_validate(placed.document.data), []
    except ValidationError as error:
        return None, [
            Loss(placed.place(*_path(item["loc"], placed.document.data)), "left_out", reason(dict(item)))
            for item in error.errors(include_url=False)
        ]


def _path(loc: Path, data: object) -> Path:
    """The part of a place that is in the data, and one step more: pydantic adds the names of alternatives."""
    path: list[str | int] = []
    for part in loc:
        path.append(part)
        try:
            data = data[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            break
    return tuple(path)
