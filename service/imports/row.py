"""A row of a file, with what has been made of it so far."""

from collections.abc import Callable, Mapping
from typing import Any


class Row:
    """The columns of a row by name, and where it stands; `made` holds values, so that each is made once."""

    __slots__ = ("columns", "file", "line", "made")

    def __init__(self, file: str, line: int, columns: Mapping[str, Any]) -> None:
        self.file, self.line, self.columns = file, line, columns
        self.made: dict[str, Any] = {}


Get = Callable[[Row], Any]
"""Row → value: text, int, Decimal, bool, an instant, or None. Raises Unfit."""
