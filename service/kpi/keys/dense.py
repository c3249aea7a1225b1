"""A column that grows at its end, dense: at most an eighth of it is room."""

from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=np.generic)


class Dense(Generic[Kind]):
    """Values of one kind, numbered from 0 in the order in which they came."""

    def __init__(self, kind: type[Kind]) -> None:
        self._room: NDArray[Kind] = np.zeros(0, kind)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> NDArray[Kind]:
        """All of them. What is written there stays, until more are added."""
        return self._room[: self._size]

    @property
    def nbytes(self) -> int:
        """Memory in bytes, with the room."""
        return self._room.nbytes

    def append(self, values: NDArray[Kind]) -> None:
        """Add values at the end."""
        end = self._size + len(values)
        if end > len(self._room):
            room = np.empty(end + (end >> 3), self._room.dtype)
            room[: self._size] = self.values
            self._room = room
        self._room[self._size : end] = values
        self._size = end

    def only(self, left: NDArray[np.bool_]) -> "Dense[Kind]":
        """A column of those values alone, with no room."""
        column = Dense(self._room.dtype.type)
        column._room, column._size = self.values[left], int(np.count_nonzero(left))
        return column

    def cut(self, size: int) -> None:
        """Leave only the first ones."""
        self._size = size
