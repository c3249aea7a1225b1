"""Where panels stand: from left to right in lines of 24 columns, under the title of their section."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from grafana_foundation_sdk.builders import stat, table, timeseries
from grafana_foundation_sdk.builders.dashboard import Row
from grafana_foundation_sdk.models.dashboard import GridPos

COLUMNS = 24
_TITLE = 1
"""Height of a section's title."""

Panel = stat.Panel | table.Panel | timeseries.Panel


@dataclass(frozen=True)
class Tile:
    """A panel, and how much room it takes."""

    panel: Panel
    width: int
    height: int


Group = Sequence[Tile]
"""Neighbours of one height, never on two lines."""


@dataclass(frozen=True)
class Section:
    """Groups of tiles under a title. What is folded is asked for when somebody unfolds it."""

    title: str
    groups: Sequence[Group]
    folded: bool = False


def rows(sections: Iterable[Section]) -> Iterator[tuple[Row, list[Panel]]]:
    """Each section as a row, with its panels if they stand beside it and not folded in it; all of them numbered."""
    numbers, top = count(1), 0
    for section in sections:
        row = (
            Row(section.title).id(next(numbers)).collapsed(section.folded).grid_pos(_position(0, top, COLUMNS, _TITLE))
        )
        placed, bottom = _placed(section.groups, top + _TITLE)
        panels = [tile.panel.id(next(numbers)).grid_pos(place) for tile, place in placed]
        for panel in panels if section.folded else ():
            row.with_panel(panel)
        yield row, [] if section.folded else panels
        top = top + _TITLE if section.folded else bottom


def _placed(groups: Iterable[Group], top: int) -> tuple[list[tuple[Tile, GridPos]], int]:
    """Every tile with its place, and where the last line ends."""
    placed: list[tuple[Tile, GridPos]] = []
    left, bottom = 0, top
    for group in groups:
        if left + sum(tile.width for tile in group) > COLUMNS:
            left, top = 0, bottom
        for tile in group:
            placed.append((tile, _position(left, top, tile.width, tile.height)))
            left, bottom = left + tile.width, max(bottom, top + tile.height)
    return placed, bottom


def _position(left: int, top: int, width: int, height: int) -> GridPos:
    return GridPos(x=left, y=top, w=width, h=height)
