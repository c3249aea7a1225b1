"""Which line of a TOML file holds which table or field: `tomllib` does not tell, a small scan does."""

import re
import tomllib
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]

_OPAQUE = re.compile(
    r'"""(?:\\.|[^\\])*?"""' r"|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|\#[^\n]*",
    re.DOTALL,
)
_NAMES = r"""[A-Za-z0-9_\-."' \t]+?"""
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_NAMES})\s*\]")
_FIELD = re.compile(rf"\s*({_NAMES})\s*=")


def lines_of(text: str) -> Mapping[Path, int]:
    """The line (from 1) of each table and field outside inline tables; tables of an array count from 0.

    >>> lines_of('[kpi.sent]\\nunit = "count"\\n[[rule]]\\nname = "a"')[("rule", 0, "name")]
    4
    """
    lines: dict[Path, int] = {}
    table: Path = ()
    arrays: dict[Path, int] = {}
    for number, line, masked in _open_lines(text):
        if header := _HEADER.match(masked):
            names = _split(line[slice(*header.span(2))])
            table = _table(names, arrays, repeated=header[1] == "[[")
            _note(lines, table, 0, number)
        elif field := _FIELD.match(masked):
            _note(lines, (*table, *_split(line[slice(*field.span(1))])), len(table), number)
    return lines


def line_at(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it that has one; else the first.

    >>> line_at({("kpi",): 3}, ("kpi", "sent", "unit"))
    3
    """
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)


def _open_lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Number, text and masked text of each line that does not continue a value from the line before."""
    masked = _OPAQUE.sub(_mask, text)
    depth = 0
    for number, (line, seen) in enumerate(zip(text.split("\n"), masked.split("\n"), strict=True), 1):
        if depth == 0:
            yield number, line, seen
        depth += sum(seen.count(sign) for sign in "[{") - sum(seen.count(sign) for sign in "]}")


def _mask(opaque: re.Match[str]) -> str:
    """As long, with line breaks where they were, and with nothing in it that looks like TOML."""
    filler = " " if opaque[0].startswith("#") else '"'
    # A multi-line string goes on below: its further lines must match neither a header nor a field.
    return re.sub(r"[^\n]", filler, opaque[0])


def _split(names: str) -> Path:
    """The parts of a dotted name, quotes taken off."""
    found: object = tomllib.loads(f"{names} = 0")
    path: list[str] = []
    while isinstance(found, dict):
        (name, found), *_ = found.items()
        path.append(name)
    return tuple(path)


def _table(names: Path, arrays: dict[Path, int], *, repeated: bool) -> Path:
    """The path of a header: each array of tables on its way stands with the number of its newest table."""
    path: Path = ()
    for end, name in enumerate(names, 1):
        path = (*path, name)
        if repeated and end == len(names):
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
    return path


def _note(lines: dict[Path, int], path: Path, known: int, number: int) -> None:
    """A path's line, and that of the tables that it opens on its way."""
    for end in range(known + 1, len(path) + 1):
        lines.setdefault(path[:end], number)
