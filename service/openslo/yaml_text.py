"""YAML that strangers wrote: plain data with the line of each part. Only texts and numbers are made of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from schemas.definitions import Wording
from service.catalog.places import Path
from service.openslo.words import said

MOST_BYTES = 1 << 20
MOST_DEEP = 30

_PLAIN = "tag:yaml.org,2002:"
_CONSTRUCT = {"int": "construct_yaml_int", "float": "construct_yaml_float", "bool": "construct_yaml_bool"}


class Unreadable(Exception):
    """The text is none that is read; its author must mend the line."""

    def __init__(self, line: int, why: Wording) -> None:
        super().__init__(f"line {line}: {why.en}")
        self.line, self.why = line, why


@dataclass(frozen=True)
class Document:
    """One of the documents of a file."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    """The line (from 1) of each part, by its path."""


def documents(text: str) -> list[Document]:
    """The documents of a text. Raises Unreadable at the first thing that is not read."""
    if len(text.encode()) > MOST_BYTES:
        raise Unreadable(1, said("too_long", most=f"{MOST_BYTES:,}"))
    try:
        _check(text)
        nodes = [node for node in yaml.compose_all(text, yaml.SafeLoader) if node is not None]
    except yaml.YAMLError as error:
        raise Unreadable(_line(error), said("not_yaml", error=_problem(error))) from None
    if not nodes:
        raise Unreadable(1, said("nothing"))
    return [_document(node) for node in nodes]


def _check(text: str) -> None:
    """What would blow up is refused before anything is built of it: events come one by one."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = (event.start_mark.line if event.start_mark else 0) + 1
        if getattr(event, "anchor", None):  # of an anchor, and of an alias
            raise Unreadable(line, said("alias"))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEEP:
            raise Unreadable(line, said("deep", most=MOST_DEEP))


def _document(node: yaml.Node) -> Document:
    lines: dict[Path, int] = {}
    return Document(_data(node, (), lines), lines)


def _data(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    match node:
        case yaml.MappingNode() if node.tag == f"{_PLAIN}map":
            return dict(_pairs(node, path, lines))
        case yaml.SequenceNode() if node.tag == f"{_PLAIN}seq":
            return [_data(part, (*path, number), lines) for number, part in enumerate(node.value)]
        case yaml.ScalarNode():
            return _scalar(node)
    raise Unreadable(node.start_mark.line + 1, said("tag", tag=node.tag))


def _pairs(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for named, part in node.value:
        line = named.start_mark.line + 1
        key = _scalar(named) if isinstance(named, yaml.ScalarNode) else None
        if not isinstance(key, str):
            raise Unreadable(line, said("key_text"))
        if key in seen:
            raise Unreadable(line, said("key_twice", key=key))
        seen.add(key)
        lines[*path, key] = line
        yield key, _data(part, (*path, key), lines)


def _scalar(node: yaml.ScalarNode) -> Any:
    """A time stays the text that it is."""
    kind = node.tag.removeprefix(_PLAIN)
    if kind in ("str", "timestamp"):
        return node.value
    if kind == "null":
        return None
    if kind not in _CONSTRUCT:
        raise Unreadable(node.start_mark.line + 1, said("tag", tag=node.tag))
    return getattr(SafeConstructor(), _CONSTRUCT[kind])(node)


def _line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _problem(error: yaml.YAMLError) -> str:
    return getattr(error, "problem", None) or str(error).splitlines()[0]
