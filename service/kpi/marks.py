"""How far each source has come (its mark, or its newest record), and what follows from that for all of them."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

Source = TypeVar("Source", bound=Hashable)


class Marks(Generic[Source]):
    """A time (ms) of each source; 0 until it was heard. It never moves back."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._marks = dict.fromkeys(sources, 0)

    def hear(self, source: Source, mark: int) -> None:
        """What a source says. Raises KeyError for a source that is not one of ours."""
        if mark > self._marks[source]:
            self._marks[source] = mark

    @property
    def lowest(self) -> int:
        """What holds for all sources together: 0 until every source was heard."""
        return min(self._marks.values())

    def as_dict(self) -> dict[Source, int]:
        """The times by source."""
        return dict(self._marks)

    def become(self, marks: Mapping[Source, int]) -> None:
        """Take these times over."""
        self._marks.update(marks)
