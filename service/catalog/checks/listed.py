"""Names in lists: where one stands in its file, and whether it stands there twice."""

from collections.abc import Iterator, Sequence
from typing import Any

from service.catalog.draft import Entry
from service.catalog.mistakes import Mistake
from service.catalog.places import Path


def place_of(field: str, names: Sequence[str], index: int) -> Path:
    """The place of a name in a field that may hold one name alone, without a list around it.

    >>> place_of("on", ["mail_sent"], 0), place_of("on", ["mail_sent", "mail_opened"], 1)
    (('on',), ('on', 1))
    """
    return (field, index) if len(names) > 1 else (field,)


def check_twice(entry: Entry[Any], field: str, names: Sequence[str]) -> Iterator[Mistake]:
    """A mistake for each name that stands in the list already."""
    for index, name in enumerate(names):
        if name in names[:index]:
            yield entry.mistake((field, index), f"{name} is listed twice")
