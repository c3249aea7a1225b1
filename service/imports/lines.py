"""Bytes → lines of text; a line that its encoding does not allow is told apart, and the others stay."""

import io
import re
from collections.abc import Iterator
from typing import IO

_UNDECODED = re.compile("[\udc80-\udcff]")


class TextLines(Iterator[str]):
    """The lines of a stream, each with its ending. Raises UnicodeError where the encoding has lost its way for good."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        # A byte order mark is none of the first column's name.
        chosen = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
        self._lines = io.TextIOWrapper(stream, chosen, errors="surrogateescape", newline="\n")
        self._undecoded = False
        self.number = 0
        """How many lines were read."""

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        if not line.isascii() and _UNDECODED.search(line):
            self._undecoded = True
        return line

    def undecoded(self) -> bool:
        """Whether any line since the last call was not in the encoding."""
        found, self._undecoded = self._undecoded, False
        return found
