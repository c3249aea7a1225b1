"""A file of the catalog as it was read: its data, and on which line each part of it stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from service.catalog.mistakes import Mistake
from service.catalog.places import Path, line_at, lines_of


@dataclass(frozen=True)
class Source:
    """A parsed TOML file; `file` is its path inside the catalog's folder."""

    file: str
    data: Mapping[str, Any]
    lines: Mapping[Path, int]

    def mistake(self, path: Path, message: str, nearest: str | None = None) -> Mistake:
        """A mistake at a path of this file."""
        return Mistake(self.file, line_at(self.lines, path), dotted(path), message, nearest)


def read(file: FilePath, folder: FilePath) -> Source | Mistake:
    """The file, or why it cannot be read; one that is not TOML has one mistake: where it stops being that."""
    name = file.relative_to(folder).as_posix()
    try:
        text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
        return Source(name, tomllib.loads(text), lines_of(text))
    except OSError as error:
        return Mistake(name, 1, "", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        return Mistake(name, file.read_bytes()[: error.start].count(b"\n") + 1, "", "is not UTF-8")
    except tomllib.TOMLDecodeError as error:
        return Mistake(name, _line(str(error), text), "", f"is not TOML: {_reason(str(error))}")


def dotted(path: Path) -> str:
    """A path as people write it.

    >>> dotted(("kpi", "sent", "windows", 2))
    'kpi.sent.windows[2]'
    """
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def _line(reason: str, text: str) -> int:
    found = re.search(r"at line (\d+)", reason)
    return int(found[1]) if found else text.count("\n") + 1


def _reason(message: str) -> str:
    """Without its place, which stands before it already.

    >>> _reason("Expected '=' after a key (at line 2, column 3)")
    "expected '=' after a key (column 3)"
    """
    plain = re.sub(r"at line \d+, ", "", message)
    return plain[:1].lower() + plain[1:]
